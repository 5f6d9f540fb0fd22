/** Types of entities and of values, and the custom properties an installation gives to entity types. */
import {
  CreateCustomProperty,
  type CustomProperty,
  type MetadataType,
  type PropertyType,
  problem,
  propertyTypes,
  type Registry,
  standaloneSchema,
} from '@waymark/spec'
import type { ValidateFunction } from 'ajv'
import type { Database, Tx } from '../database.ts'
import { describeSet } from '../describe-set.ts'
import { writeChangeEvents } from '../events/write-change-events.ts'
import { readValue } from '../json-body.ts'
import { jsonEqual } from '../json-equal.ts'
import { nextVersion } from '../plan.ts'
import { compileSchema, validated } from '../validation.ts'
import type { Actor } from '../write-options.ts'
import { completed, metadataTypeId, named } from './property-declaration.ts'
import { removeValues } from './remove-values.ts'

export type TypeKey = { readonly id: string } | { readonly name: string }

/** Properties are stored with the type's id and name; both follow from the name, on every installation alike. */
export interface CustomProperties {
  /** Types by name; of one category where it is given. Without schemas, which are long. */
  list(category?: 'field' | 'entity'): Promise<readonly MetadataType[]>
  /** @throws `entity-not-found` */
  get(key: TypeKey): Promise<MetadataType>
  /**
   * Adds a property to an entity type, or changes the one of that name; its type stays.
   * @throws `entity-not-found`, `body-invalid`
   */
  put(key: TypeKey, property: CreateCustomProperty, actor: Actor): Promise<MetadataType>
  /**
   * Makes these the properties of an entity type. Values of a property that goes away go with it, from every entity.
   * @throws `entity-not-found`, `body-invalid`
   */
  replace(key: TypeKey, properties: unknown, actor: Actor): Promise<MetadataType>
}

interface StoredSet {
  readonly properties: readonly CustomProperty[]
  readonly version: number
  readonly updatedAt: number
  readonly updatedBy: string
}

interface SetRow {
  readonly entity_type: string
  readonly properties: CustomProperty[]
  readonly version: string
  readonly updated_at: string
  readonly updated_by: string
}

const columns = 'entity_type, properties, version, updated_at, updated_by'
const upsert = `
insert into custom_property_set (${columns}) values ($1, $2, $3, $4, $5)
on conflict (entity_type) do update
   set properties = excluded.properties, version = excluded.version,
       updated_at = excluded.updated_at, updated_by = excluded.updated_by`

const untouched: StoredSet = { properties: [], version: 0.1, updatedAt: 0, updatedBy: 'system' }

function storedSet(row: SetRow | undefined): StoredSet {
  if (!row) return untouched
  return {
    properties: row.properties,
    version: Number(row.version),
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by,
  }
}

export function createCustomProperties(options: {
  readonly database: Database
  readonly registry: Registry
  readonly now: () => number
}): CustomProperties {
  const { database, registry, now } = options
  let checked: ValidateFunction | undefined
  const entityTypes = registry.all.filter(({ traits }) => traits.includes('extension'))

  const fieldType = (name: PropertyType): MetadataType => ({
    ...named(name),
    description: propertyTypes[name],
    category: 'field',
    nameSpace: 'basic',
  })
  const entityType = (type: string, stored: StoredSet, withSchema: boolean): MetadataType => {
    const definition = registry.byType(type)
    return {
      ...named(type),
      displayName: definition.label,
      description: definition.description,
      category: 'entity',
      nameSpace: 'data',
      ...(withSchema ? { schema: JSON.stringify(standaloneSchema(definition.schema)) } : {}),
      customProperties: [...stored.properties],
      version: stored.version,
      updatedAt: stored.updatedAt,
      updatedBy: stored.updatedBy,
    }
  }
  const nameOf = (key: TypeKey): { field: PropertyType } | { entity: string } => {
    const matches = (name: string) =>
      'name' in key ? key.name === name : key.id.toLowerCase() === metadataTypeId(name)
    const field = (Object.keys(propertyTypes) as PropertyType[]).find(matches)
    if (field) return { field }
    const entity = registry.all.find(({ type }) => matches(type))
    if (entity) return { entity: entity.type }
    throw problem('entity-not-found', { type: 'type', key: 'name' in key ? key.name : key.id })
  }
  const read = async (tx: Tx, type: string, hold: boolean): Promise<StoredSet> => {
    const { rows } = await tx.query<SetRow>(
      `select ${columns} from custom_property_set where entity_type = $1${hold ? ' for update' : ''}`,
      [type],
    )
    return storedSet(rows[0])
  }
  const write = async (
    key: TypeKey,
    actor: Actor,
    change: (properties: readonly CustomProperty[]) => readonly CustomProperty[],
  ): Promise<MetadataType> => {
    const type = extensible(nameOf(key))
    return await database.transaction(async (tx) => {
      // Two first writes of one type would both find no row to hold.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`custom properties ${type}`])
      const before = await read(tx, type, true)
      const properties = change(before.properties)
      if (jsonEqual(before.properties, properties)) return entityType(type, before, false)
      const after: StoredSet = {
        properties,
        version: nextVersion(before.version, 'minor'),
        updatedAt: now(),
        updatedBy: actor.name,
      }
      const { version, updatedAt, updatedBy } = after
      await tx.query(upsert, [type, JSON.stringify(properties), version, updatedAt, updatedBy])
      const left = new Set(properties.map(({ name }) => name))
      const gone = before.properties.map(({ name }) => name).filter((name) => !left.has(name))
      await removeValues(tx, type, gone)
      await writeChangeEvents(tx, [
        {
          eventType: 'entityUpdated',
          entityType: 'type',
          entityId: metadataTypeId(type),
          fqn: type,
          previousVersion: before.version,
          currentVersion: version,
          userName: updatedBy,
          timestamp: updatedAt,
          changeDescription: describeSet('customProperties', before.properties, properties, before.version),
        },
      ])
      return entityType(type, after, false)
    })
  }
  const extensible = (found: { field: PropertyType } | { entity: string }): string => {
    if ('entity' in found && entityTypes.some(({ type }) => type === found.entity)) return found.entity
    throw problem('body-invalid', {
      field: 'id',
      expected: `a type of entities that have custom properties: ${entityTypes.map(({ type }) => type).join(', ')}.`,
    })
  }

  return {
    async list(category) {
      const { rows } = await database.query<SetRow>(`select ${columns} from custom_property_set`)
      const sets = new Map(rows.map((row) => [row.entity_type, storedSet(row)]))
      const fields = (Object.keys(propertyTypes) as PropertyType[]).map(fieldType)
      const entities = registry.all.map(({ type }) => entityType(type, sets.get(type) ?? untouched, false))
      const wanted = [...(category === 'entity' ? [] : fields), ...(category === 'field' ? [] : entities)]
      return wanted.sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async get(key) {
      const found = nameOf(key)
      if ('field' in found) return fieldType(found.field)
      return entityType(found.entity, await read(database, found.entity, false), true)
    },
    put: async (key, property, actor) =>
      await write(key, actor, (properties) => {
        const before = properties.find(({ name }) => name === property.name)
        const after = completed(property, before)
        return before ? properties.map((one) => (one === before ? after : one)) : [...properties, after]
      }),
    async replace(key, given, actor) {
      const properties = readValue(given)
      checked ??= compileSchema({ type: 'array', items: CreateCustomProperty, maxItems: 1000 })
      validated(checked, properties, 'customProperties')
      const wanted = properties as CreateCustomProperty[] // just validated
      return await write(key, actor, (before) => {
        if (new Set(wanted.map(({ name }) => name)).size < wanted.length) {
          throw problem('body-invalid', { field: 'customProperties', expected: 'each name once.' })
        }
        const known = new Map(before.map((one) => [one.name, one]))
        return wanted.map((one) => completed(one, known.get(one.name)))
      })
    },
  }
}
