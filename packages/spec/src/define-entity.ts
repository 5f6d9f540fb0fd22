/** The one way to declare an entity type: routes, validation, OpenAPI, client, search and tests follow from it. */
import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'
import type { Count, LabelRules } from './label-rules.ts'
import type { DerivedLink, ListSelection, ParentLink, Relation } from './relation.ts'
import {
  type LinkedTrait,
  linkedTraits,
  type StoredTrait,
  storedTraits,
  type Trait,
  Votes,
} from './traits.ts'
import { ChangeDescription } from './types/change-description.ts'
import { EntityReference, ReferenceInput } from './types/entity-reference.ts'

/** A value that belongs to an entity without being a version of it. */
export type Extension =
  | {
      readonly kind: 'snapshot'
      readonly schema: TSchema
      /** No member of answers, and no route from the declaration: routes of its own read and write it. */
      readonly internal?: boolean
      /** A member of answers, read and written by routes of its own. */
      readonly ownRoutes?: boolean
      /** Field of the change event that tells of a new entry. Default: nothing is told. */
      readonly toldAs?: string
      /** A create request may carry it as well. */
      readonly inCreate?: boolean
    }
  | {
      readonly kind: 'timeSeries'
      readonly schema: TSchema
      /** Member with the time, in milliseconds since 1970. */
      readonly timestamp: string
      /** Members that identify one entry; writing the same key again replaces it. Default: the timestamp. */
      readonly key?: string | readonly string[]
      /** Written under a fully qualified name that need not exist yet (real clients report runs before their pipeline). */
      readonly mayPrecedeEntity?: boolean
      /** No member of answers, and no route from the declaration: routes of its own read and write it. */
      readonly internal?: boolean
      /** A member of answers, read and written by routes of its own. */
      readonly ownRoutes?: boolean
      /** Field of the change event that tells of a new entry. Default: nothing is told. */
      readonly toldAs?: string
      /** Entries are runs that write logs, which are kept under the entity's name as well. */
      readonly logged?: boolean
      /** Where an entry holds the entity's own fully qualified name, a path: it follows when the entity is renamed. */
      readonly ownName?: readonly string[]
      /**
       * Values of `member` in the order in which an entry goes through them. A later entry with the same key that would
       * go back is dropped, and so is one with another value of the last stage: that is final.
       */
      readonly stages?: { readonly member: string; readonly values: readonly (readonly string[])[] }
    }

export interface SearchDeclaration {
  /** Index name that clients put into `index=`. */
  readonly index: string
  /** Members whose text is searched beside name and displayName, dotted for arrays: `columns.name`. */
  readonly text: readonly string[]
  /** Members copied into the hit's `_source` beside the common ones. */
  readonly source?: readonly string[]
  /**
   * Members that only filters, sorting and aggregations of search see, worked out of the entity: when a suite ran last. Pure. Whoever
   * changes what it gives raises the layout in the engine's `rebuild.ts`.
   */
  readonly facts?: (entity: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

export interface EntityDeclaration<F extends TProperties> {
  readonly type: string
  /** Path below `/api/v1/`. */
  readonly collection: string
  /** Schema name in OpenAPI and the word in messages: `Table`. */
  readonly label: string
  readonly description: string
  readonly parent?: ParentLink
  /** Own members as a reader sees them; a member that TypeBox marks optional may be left out. */
  readonly fields: F
  readonly traits?: readonly Trait[]
  readonly relations?: Readonly<Record<string, Relation>>
  /** Members that show what follows from links; never stored, never sent by clients. */
  readonly derivedLinks?: Readonly<Record<string, DerivedLink>>
  readonly extensions?: Readonly<Record<string, Extension>>
  readonly search?: SearchDeclaration
  /** Own members that clients read but never write. */
  readonly readOnly?: readonly (keyof F & string)[]
  /** Members that creation sets for good: a later PUT leaves them as they are, a patch of them is refused. */
  readonly setOnce?: readonly (keyof F & string)[]
  /**
   * Own arrays of texts, and links, that a PUT adds to: what is seen again does not undo what others saw. A patch and routes of
   * their own take from them.
   */
  readonly gathers?: readonly string[]
  /** Booleans that are true for one entity of the type at most: setting one unsets it everywhere else. */
  readonly onlyOne?: readonly (keyof F & string)[]
  /** `false` where deletion is always for good; such entities have no `deleted` member on the wire. Default true. */
  readonly softDelete?: boolean
  /** Members only a create request has (nothing of them is stored under this name). */
  readonly createOnly?: TProperties
  /** Members of `createOnly` of which nothing would be kept, each with the reason: an empty value is taken, any other refused. */
  readonly notKept?: Readonly<Record<string, string>>
  /** Members whose removal or shrinking makes a major version. */
  readonly majorOnRemoval?: readonly (keyof F & string)[]
  /** Own members whose value is unique among all entities of the type, compared in lower case. */
  readonly unique?: readonly (keyof F & string)[]
  /** The name is kept in lower case, as OpenMetadata does for users. */
  readonly lowerCaseName?: boolean
  /**
   * `false` where the name is the key by which others know the entity (a user, a bot). Everything else is renamed by a
   * JSON Patch of `/name`: every fully qualified name below it follows, in the same transaction.
   */
  readonly renamable?: boolean
  /** What its entities mean as tag labels. */
  readonly labelling?: LabelRules
  /** Members that are counted when `fields=` names them; never stored, never sent by clients. */
  readonly counts?: Readonly<Record<string, Count>>
  /**
   * Reviewed: needs the traits `entityStatus` and `reviewers`. Where an entity has reviewers, own or inherited, what
   * others create or change goes to `In Review`; only a reviewer sets another status. Without reviewers it is `Approved`.
   */
  readonly approval?: boolean
  /** The name is unique inside the parent; without a parent, everywhere. Set where clients never send it. */
  readonly nameFrom?: 'md5OfQuery'
  /** The create request names the fully qualified name itself; it is kept as it is. */
  readonly fqnFromClient?: boolean
  /** The fully qualified name, where it isn't the parent's, a dot and the name. Pure. */
  readonly fqnOf?: (entity: {
    readonly name: string
    readonly parentFqn: string | undefined
    readonly members: Readonly<Record<string, unknown>>
  }) => string
  /** Filters of lists beside members, links and ancestors, by parameter. Pure; given all parameters of the request. */
  readonly filters?: Readonly<
    Record<string, (value: string, all: Readonly<Record<string, string>>) => ListSelection>
  >
  /** Parameters of lists that, when `true`, put those first whose time series of that name has the newest entry. */
  readonly newestFirst?: Readonly<Record<string, string>>
  /** Description is required in create requests. */
  readonly requiresDescription?: boolean
  /** Whether a mask may stand for a secret that another entity, which the members name, has at the same place. Pure. */
  readonly borrowsSecrets?: (members: Readonly<Record<string, unknown>>) => boolean
  /** Puts what a reader asked for where clients expect it, e.g. metrics of columns into the columns. Pure. */
  readonly arrange?: (entity: Readonly<Record<string, unknown>>) => Record<string, unknown>
  /** Turns members that only requests have (`createOnly`) into stored ones, before anything is stored. Pure. */
  readonly fromRequest?: (body: Readonly<Record<string, unknown>>) => Record<string, unknown>
  /** Fills and checks what follows from the rest (column names, defaults): pure, called before every write. */
  readonly normalize?: (entity: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

export interface EntityDefinition<F extends TProperties = TProperties> extends EntityDeclaration<F> {
  readonly traits: readonly Trait[]
  readonly relations: Readonly<Record<string, Relation>>
  readonly extensions: Readonly<Record<string, Extension>>
  readonly derivedLinks: Readonly<Record<string, DerivedLink>>
  readonly counts: Readonly<Record<string, Count>>
  /** The answer: what a client reads. */
  readonly schema: TObject
  /** The request body of POST and PUT. */
  readonly createSchema: TObject
  /** Members a reader may name in `fields=`, each alone or all as `*`. */
  readonly selectable: readonly string[]
  /** Members of the stored document that are neither links nor the engine's own. */
  readonly storedFields: readonly string[]
}

const description = Type.String({ maxLength: 1_000_000 })
const entityName = Type.String({ minLength: 1, maxLength: 3072 })

/** The members that the engine writes on every entity. */
const engineFields = {
  id: Type.String({ format: 'uuid' }),
  name: entityName,
  fullyQualifiedName: Type.String({ maxLength: 3072 }),
  displayName: Type.Optional(Type.String({ maxLength: 3072 })),
  description: Type.Optional(description),
  version: Type.Number({ minimum: 0.1 }),
  updatedAt: Type.Integer({ description: 'milliseconds since 1970' }),
  updatedBy: Type.String(),
  impersonatedBy: Type.Optional(Type.String({ description: 'the bot that acted for `updatedBy`' })),
  href: Type.String({ format: 'uri' }),
  changeDescription: Type.Optional(ChangeDescription),
  incrementalChangeDescription: Type.Optional(ChangeDescription),
  deleted: Type.Optional(Type.Boolean()),
} satisfies TProperties

function referenceSchema(relation: Relation): TSchema {
  if (relation.shown) return relation.many ? Type.Array(relation.shown) : relation.shown
  return relation.many ? Type.Array(EntityReference) : EntityReference
}

function inputSchema(relation: Relation): TSchema {
  if (relation.qualified && relation.shown) {
    return Type.Array(Type.Union([ReferenceInput, relation.shown]), { maxItems: 5000 })
  }
  return relation.many ? Type.Array(ReferenceInput, { maxItems: 5000 }) : ReferenceInput
}

function optionalUnless(required: boolean, schema: TSchema): TSchema {
  return required ? schema : Type.Optional(schema)
}

function linkedRelations(traits: readonly Trait[]): Record<string, Relation> {
  const links: Record<string, Relation> = {}
  for (const trait of traits) {
    // An owner points at what it owns, so the entity is the row's `to` end.
    if (trait in linkedTraits) {
      links[trait] = { ...linkedTraits[trait as LinkedTrait], direction: 'in' }
    }
  }
  return links
}

function traitFields(traits: readonly Trait[]): TProperties {
  const fields: TProperties = {}
  for (const trait of traits) {
    if (trait in storedTraits) fields[trait] = storedTraits[trait as StoredTrait]
    if (trait === 'votes') fields.votes = Type.Optional(Votes)
  }
  return fields
}

/**
 * Declares an entity type. The declaration holds data and pure functions only.
 *
 * From it follow `schema` (answer), `createSchema` (POST/PUT body, unknown members refused) and `selectable`
 * (what `fields=` may name).
 */
export function defineEntity<const D extends EntityDeclaration<TProperties>>(
  declaration: D,
): EntityDefinition<D['fields']> & D {
  const traits = declaration.traits ?? []
  const relations = { ...linkedRelations(traits), ...declaration.relations }
  const extensions = declaration.extensions ?? {}
  const counts = declaration.counts ?? {}
  const derivedLinks = declaration.derivedLinks ?? {}
  const stored = { ...declaration.fields, ...traitFields(traits) }
  const readOnly = new Set<string>([...(declaration.readOnly ?? []), 'votes'])
  const parent = declaration.parent

  const { deleted, ...lasting } = engineFields
  const answer: TProperties = {
    ...lasting,
    ...(declaration.softDelete === false ? {} : { deleted }),
    ...(declaration.requiresDescription ? { description } : {}),
    ...stored,
  }
  const create: TProperties = {
    name: declaration.nameFrom ? Type.Optional(entityName) : entityName,
    displayName: engineFields.displayName,
    description: declaration.requiresDescription ? description : engineFields.description,
    ...(declaration.fqnFromClient ? { fullyQualifiedName: entityName } : {}),
  }
  for (const [name, schema] of Object.entries(stored)) {
    if (!readOnly.has(name) && !parent?.copies?.includes(name)) create[name] = schema
  }
  const visible = Object.entries(relations).filter(([, relation]) => !relation.hidden)
  for (const [name, relation] of visible) {
    answer[name] = optionalUnless(relation.always === true && !relation.many, referenceSchema(relation))
    if (!relation.readOnly) create[name] = optionalUnless(relation.required === true, inputSchema(relation))
  }
  if (parent) {
    answer[parent.field] = optionalUnless(!parent.optional, EntityReference)
    create[parent.field] = optionalUnless(
      !parent.optional && !parent.implied && !parent.nested,
      ReferenceInput,
    )
    if (parent.nested) {
      answer[parent.nested.field] = Type.Optional(EntityReference)
      create[parent.nested.field] = Type.Optional(ReferenceInput)
    }
    for (const copy of parent.copies ?? []) answer[copy] ??= Type.Optional(EntityReference)
  }
  const shown = Object.entries(extensions).filter(([, extension]) => !extension.internal)
  for (const [name, extension] of shown) answer[name] = Type.Optional(extension.schema)
  for (const name of Object.keys(derivedLinks)) answer[name] = Type.Optional(Type.Array(EntityReference))
  for (const name of Object.keys(counts)) answer[name] = Type.Optional(Type.Integer({ minimum: 0 }))
  for (const [name, extension] of Object.entries(extensions)) {
    if (extension.kind === 'snapshot' && extension.inCreate) create[name] = Type.Optional(extension.schema)
  }
  Object.assign(create, declaration.createOnly)

  return {
    ...declaration,
    traits,
    relations,
    extensions,
    derivedLinks,
    counts,
    schema: Type.Object(answer, { $id: declaration.label, additionalProperties: false }),
    createSchema: Type.Object(create, { $id: `Create${declaration.label}`, additionalProperties: false }),
    selectable: [
      ...new Set([
        ...[Object.fromEntries(visible), derivedLinks, counts, stored].flatMap((members) =>
          Object.keys(members),
        ),
        ...shown.map(([name]) => name),
      ]),
    ].sort(),
    storedFields: Object.keys(stored),
  } as unknown as EntityDefinition<D['fields']> & D // the spread keeps D's literal types, which TypeScript widens
}

/** The declared links by name; the definition's own index signature names none. */
type RelationsOf<D> = D extends { readonly relations: infer R }
  ? { [K in keyof R as string extends K ? never : K]: R[K] }
  : Record<never, never>

type Links<R> = { [K in keyof R]?: R[K] extends { many: true } ? EntityReference[] : EntityReference }

type ParentOf<D, Value> = D extends { readonly parent: { readonly field: infer K extends string } }
  ? { [P in K | NestedOf<D['parent']>]?: Value }
  : unknown

type NestedOf<P> = P extends { readonly nested: { readonly field: infer K extends string } } ? K : never

/** What a client reads of an entity declared by `D`. Links are references. */
export type EntityOf<D extends EntityDeclaration<TProperties>> = Static<TObject<D['fields']>> &
  Static<TObject<typeof engineFields>> &
  Static<TObject<typeof storedTraits>> &
  Links<RelationsOf<D>> &
  ParentOf<D, EntityReference> & { owners?: EntityReference[]; followers?: EntityReference[] }

/** What a client sends to create one. Links are names, ids or references. */
export type CreateOf<D extends EntityDeclaration<TProperties>> = Partial<Static<TObject<D['fields']>>> &
  Partial<Static<TObject<typeof storedTraits>>> & {
    name: string
    displayName?: string
    description?: string
  } & {
    [K in keyof RelationsOf<D>]?: ReferenceInput | ReferenceInput[]
  } & { owners?: ReferenceInput[] } & ParentOf<D, ReferenceInput>
