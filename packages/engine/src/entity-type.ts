/** What the engine derives once from a definition: its links, ancestors, secrets, parts and filterable members. */
import {
  type AnyDefinition,
  CONFIG_FAMILY_KEYWORD,
  FQN_KEYWORD,
  type ParentLink,
  type Registry,
  type Relation,
  SECRET_KEYS_KEYWORD,
  SECRET_KEYWORD,
} from '@waymark/spec'
import type { ConfigPlace } from './config-places.ts'
import { isObject, type JsonObject } from './json-body.ts'

/** A relation by its wire member. */
export interface Link extends Relation {
  readonly name: string
  readonly out: boolean
  /** Kept in `parent_id`, not as a relationship row. */
  readonly contains: boolean
}

/** Where secrets may sit: a path of member names, `*` for every item of an array. */
export interface SecretPlace {
  readonly path: readonly string[]
  /** `value`: the string itself; `keys`: whatever below sounds like a secret. */
  readonly kind: 'value' | 'keys'
}

/** A configuration whose secrets follow from its type. */
export interface SecretConfig extends ConfigPlace {
  readonly kind: 'config'
}

/** Where fully qualified names of others stand: a path of member names, `*` for every item of an array. */
export interface NamePlace {
  readonly path: readonly string[]
  /** `name`: the string is one; `link`: it stands inside `<#E::type::name…>`. */
  readonly kind: 'name' | 'link'
}

export interface EntityType {
  readonly definition: AnyDefinition
  readonly type: string
  readonly links: readonly Link[]
  /** Links that belong to the entity: written through it, versioned with it (followers excepted). */
  readonly ownLinks: readonly Link[]
  readonly inheritedLinks: readonly Link[]
  readonly alwaysLinks: readonly Link[]
  /** Wire members that name an ancestor: `databaseSchema`, `database`, `service`. */
  readonly ancestorFields: readonly string[]
  readonly secretPlaces: readonly (SecretPlace | SecretConfig)[]
  readonly namePlaces: readonly NamePlace[]
  /** A JSON Patch of the parent moves it. */
  readonly movable: boolean
  /** Dotted paths of arrays whose items people annotate, matched by `name`: `columns`. */
  readonly partPaths: readonly string[]
  /** Top-level strings and booleans that lists filter by. */
  readonly attributes: ReadonlyMap<string, 'string' | 'boolean'>
  readonly readOnly: ReadonlySet<string>
  readonly hasTags: boolean
  /** `source` of the labels that name entities of this type or, of a family, those below. */
  readonly labelSource: string | undefined
  /** Stored members that a caller or the server sets: own fields and stored traits, without ancestors. */
  readonly members: readonly string[]
  /** Snapshots that create requests may carry. */
  readonly sentSnapshots: readonly string[]
}

/** The link that people add themselves to; it never makes a version. */
export const followersLink = 'followers'

export interface EntityTypes {
  /** @throws RangeError on a type that is not registered */
  of(type: string): EntityType
  find(type: string): EntityType | undefined
  /** Whether entities of this type can have children. */
  isParent(type: string): boolean
  /** Links whose other ends are deleted and restored with the entity, of any type. */
  readonly cascading: readonly Link[]
  /** Links that entities of a type must have. */
  readonly required: readonly { readonly type: string; readonly link: Link }[]
  /** Members that children of some type take from their parent's document. */
  readonly handedOn: ReadonlySet<string>
  readonly all: readonly EntityType[]
}

export function compileTypes(registry: Registry): EntityTypes {
  const types = new Map(registry.all.map((definition) => [definition.type, compile(definition, registry)]))
  const parents = new Set(registry.all.flatMap((definition) => parentTypes(definition.parent)))
  return {
    isParent: (type) => parents.has(type),
    cascading: [...types.values()].flatMap(({ links }) => links.filter((link) => link.cascades)),
    required: [...types.values()].flatMap(({ type, ownLinks }) =>
      ownLinks.filter((link) => link.required).map((link) => ({ type, link })),
    ),
    handedOn: new Set([
      'displayName',
      ...registry.all.flatMap((definition) => ancestryFields(definition.parent)),
    ]),
    all: [...types.values()],
    of: (type) => types.get(type) ?? compile(registry.byType(type), registry),
    find: (type) => types.get(type),
  }
}

/** Every type that may stand directly above. */
export function parentTypes(parent: ParentLink | undefined): readonly string[] {
  return parent ? [...parent.types, ...(parent.nested?.types ?? [])] : []
}

/** Members that name the parent: `glossary`, and `parent` below another term. */
export function parentFields(parent: ParentLink | undefined): readonly string[] {
  return parent ? [parent.field, ...(parent.nested ? [parent.nested.field] : [])] : []
}

/** Members that name an ancestor or come from one. */
export function ancestryFields(parent: ParentLink | undefined): readonly string[] {
  if (!parent) return []
  return [...parentFields(parent), ...(parent.copies ?? [])]
}

function compile(definition: AnyDefinition, registry: Registry): EntityType {
  const everyType = registry.all.map((other) => other.type)
  const links = Object.entries(definition.relations).map(
    ([name, relation]): Link => ({
      ...relation,
      to: relation.to.includes('*') ? everyType : relation.to,
      name,
      out: relation.direction !== 'in',
      contains: relation.relationship === 'contains',
    }),
  )
  const properties = definition.schema.properties as JsonObject
  const ancestors = new Set(ancestryFields(definition.parent))
  const members = definition.storedFields.filter((name) => name !== 'votes' && !ancestors.has(name))
  for (const field of definition.unique ?? []) requireBounded(definition, field, properties[field])
  return {
    definition,
    type: definition.type,
    links,
    ownLinks: links.filter((link) => !link.readOnly),
    inheritedLinks: links.filter((link) => link.inherited),
    alwaysLinks: links.filter((link) => link.always),
    ancestorFields: ancestorFields(definition, registry),
    secretPlaces: members.flatMap((name) => secretPlaces(properties[name], [name])),
    namePlaces: members.flatMap((name) => namePlaces(properties[name], [name])),
    movable: definition.parent?.movable ?? parentTypes(definition.parent).includes(definition.type),
    partPaths: members.flatMap((name) => partPaths(properties[name], [name])),
    attributes: attributes(definition, properties),
    readOnly: new Set(definition.readOnly ?? []),
    hasTags: definition.traits.includes('tags'),
    labelSource: labelSource(definition, registry),
    members,
    sentSnapshots: Object.entries(definition.extensions).flatMap(([name, extension]) =>
      extension.kind === 'snapshot' && extension.inCreate ? [name] : [],
    ),
  }
}

function labelSource(definition: AnyDefinition, registry: Registry): string | undefined {
  const { labelling } = definition
  if (!labelling || labelling.source !== undefined) return labelling?.source
  const isBelow = (other: AnyDefinition) => parentTypes(other.parent).includes(definition.type)
  return registry.all.find((other) => other.labelling?.source !== undefined && isBelow(other))?.labelling
    ?.source
}

/** Unique values are keys of a btree, whose rows are bounded. */
function requireBounded(definition: AnyDefinition, field: string, schema: unknown): void {
  if (!isObject(schema) || typeof schema.maxLength !== 'number' || schema.maxLength > 500) {
    throw new RangeError(`${definition.type}.${field} is unique, so its schema needs maxLength <= 500`)
  }
}

function ancestorFields(definition: AnyDefinition, registry: Registry): string[] {
  const fields = new Set<string>()
  const seen = new Set<string>()
  const visit = (at: AnyDefinition | undefined) => {
    if (!at?.parent || seen.has(at.type)) return
    seen.add(at.type)
    fields.add(at.parent.field)
    if (at.parent.nested) fields.add(at.parent.nested.field)
    for (const type of parentTypes(at.parent)) visit(registry.find(type))
  }
  visit(definition)
  return [...fields]
}

function attributes(definition: AnyDefinition, properties: JsonObject): Map<string, 'string' | 'boolean'> {
  const found = new Map<string, 'string' | 'boolean'>()
  for (const name of definition.storedFields) {
    const schema = properties[name]
    if (!isObject(schema) || schema[SECRET_KEYWORD]) continue
    if (schema.type === 'boolean') found.set(name, 'boolean')
    // Long texts (SQL, URLs) are read, not filtered by.
    if (schema.type !== 'string') continue
    if (
      schema.enum ||
      name === 'serviceType' ||
      schema.format === 'email' ||
      schema[FQN_KEYWORD] === 'name'
    ) {
      found.set(name, 'string')
    }
  }
  return found
}

function children(schema: JsonObject): unknown[] {
  const unions = [schema.anyOf, schema.allOf, schema.oneOf].filter(Array.isArray)
  return unions.flat()
}

/** Where a value of the schema may hold secrets. */
export function secretPlaces(schema: unknown, path: readonly string[]): (SecretPlace | SecretConfig)[] {
  if (!isObject(schema)) return []
  if (schema[SECRET_KEYWORD]) return [{ path, kind: 'value' }]
  const family = schema[CONFIG_FAMILY_KEYWORD]
  if (typeof family === 'string') return [{ path, kind: 'config', family }]
  const below = isObject(schema.properties) ? Object.entries(schema.properties) : []
  return [
    ...(schema[SECRET_KEYS_KEYWORD] ? [{ path, kind: 'keys' } as const] : []),
    ...below.flatMap(([name, member]) => secretPlaces(member, [...path, name])),
    ...secretPlaces(schema.items, [...path, '*']),
    ...children(schema).flatMap((option) => secretPlaces(option, path)),
  ]
}

function namePlaces(schema: unknown, path: readonly string[]): NamePlace[] {
  if (!isObject(schema)) return []
  const kind = schema[FQN_KEYWORD]
  if (kind === 'name' || kind === 'link') return [{ path, kind }]
  const below = isObject(schema.properties) ? Object.entries(schema.properties) : []
  return [
    ...below.flatMap(([name, member]) => namePlaces(member, [...path, name])),
    ...namePlaces(schema.items, [...path, '*']),
    ...children(schema).flatMap((option) => namePlaces(option, path)),
  ]
}

function partPaths(schema: unknown, path: readonly string[]): string[] {
  if (!isObject(schema)) return []
  const items = schema.items
  if (isObject(items)) {
    const of = items.properties
    return isObject(of) && 'name' in of && 'tags' in of ? [path.join('.')] : []
  }
  if (!isObject(schema.properties)) return []
  return Object.entries(schema.properties).flatMap(([name, member]) => partPaths(member, [...path, name]))
}
