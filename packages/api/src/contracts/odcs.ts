/** Translates data contracts from and to the Open Data Contract Standard 3 (https://bitol-io.github.io/open-data-contract-standard). Pure. */
import type { EntityJson } from '@waymark/engine'
import { type Column, type ContractSla, type EntityReference, problem } from '@waymark/spec'

type Json = Readonly<Record<string, unknown>>

const apiVersion = 'v3.1.0'

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** What a table says under a word that a document chose: `constructor` is no word of it. */
function worded(table: Readonly<Record<string, string>>, word: unknown): string | undefined {
  return typeof word === 'string' && Object.hasOwn(table, word) ? table[word] : undefined
}

/** The logical type of each kind of column; what is not here is `string`. */
const logicalTypes: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean', TINYINT: 'integer', SMALLINT: 'integer', INT: 'integer', BIGINT: 'integer', BYTEINT: 'integer',
  LONG: 'integer', LARGEINT: 'integer', UINT: 'integer', NUMBER: 'number', FLOAT: 'number', DOUBLE: 'number',
  DECIMAL: 'number', NUMERIC: 'number', MONEY: 'number', DATE: 'date', TIMESTAMP: 'timestamp', TIMESTAMPZ: 'timestamp',
  DATETIME: 'timestamp', TIME: 'time', ARRAY: 'array', SET: 'array', STRUCT: 'object', RECORD: 'object', MAP: 'object',
  JSON: 'object', VARIANT: 'object',
} // biome-ignore format: a table

const columnTypes: Readonly<Record<string, string>> = {
  string: 'STRING', text: 'TEXT', date: 'DATE', timestamp: 'TIMESTAMP', time: 'TIME', number: 'NUMERIC', integer: 'INT',
  decimal: 'DECIMAL', float: 'FLOAT', double: 'DOUBLE', long: 'BIGINT', object: 'STRUCT', array: 'ARRAY',
  boolean: 'BOOLEAN', bytes: 'BYTES', null: 'NULL',
} // biome-ignore format: a table

const statusOf: Readonly<Record<string, string>> = {
  Draft: 'draft', 'In Review': 'proposed', Approved: 'active', Deprecated: 'deprecated', Archived: 'retired',
  Rejected: 'draft', Unprocessed: 'draft',
} // biome-ignore format: a table
const entityStatusOf: Readonly<Record<string, string>> = {
  draft: 'Draft', proposed: 'In Review', active: 'Approved', deprecated: 'Deprecated', retired: 'Archived',
} // biome-ignore format: a table

function propertyOf(column: Column): Json {
  return {
    name: column.name,
    logicalType: logicalTypes[column.dataType] ?? 'string',
    physicalType: column.dataTypeDisplay ?? column.dataType,
    ...(column.displayName === undefined ? {} : { businessName: column.displayName }),
    ...(column.description === undefined ? {} : { description: column.description }),
    ...(column.constraint === 'PRIMARY_KEY' ? { primaryKey: true } : {}),
    ...(column.constraint === 'NOT_NULL' || column.constraint === 'PRIMARY_KEY' ? { required: true } : {}),
    ...(column.constraint === 'UNIQUE' ? { unique: true } : {}),
    ...(column.tags?.length ? { tags: column.tags.map(({ tagFQN }) => tagFQN) } : {}),
    ...(column.children?.length ? { properties: column.children.map(propertyOf) } : {}),
  }
}

function columnOf(property: Json, dataTypes: ReadonlySet<string>): Json {
  const name = text(property.name)
  if (!name) throw problem('body-invalid', { field: 'schema.properties.name', expected: 'is required.' })
  const physical = text(property.physicalType)
  const bare = physical?.replace(/\(.*$/, '').trim().toUpperCase()
  const dataType =
    bare && dataTypes.has(bare) ? bare : (worded(columnTypes, property.logicalType) ?? 'STRING')
  const constraint =
    property.primaryKey === true
      ? 'PRIMARY_KEY'
      : property.unique === true
        ? 'UNIQUE'
        : property.required === true
          ? 'NOT_NULL'
          : undefined
  const children = objects(property.properties)
  return {
    name,
    dataType,
    ...(physical === undefined ? {} : { dataTypeDisplay: physical }),
    ...(text(property.businessName) === undefined ? {} : { displayName: property.businessName }),
    ...(text(property.description) === undefined ? {} : { description: property.description }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(children.length === 0 ? {} : { children: children.map((child) => columnOf(child, dataTypes)) }),
  }
}

function slaProperties(sla: ContractSla | undefined): Json[] {
  if (!sla) return []
  const { refreshFrequency, maxLatency, retention, availabilityTime, columnName } = sla
  const element = columnName === undefined ? {} : { element: columnName }
  return [
    ...(refreshFrequency
      ? [
          {
            property: 'frequency',
            value: String(refreshFrequency.interval),
            unit: refreshFrequency.unit,
            ...element,
          },
        ]
      : []),
    ...(maxLatency
      ? [{ property: 'latency', value: String(maxLatency.value), unit: maxLatency.unit, ...element }]
      : []),
    ...(retention
      ? [{ property: 'retention', value: String(retention.period), unit: retention.unit, ...element }]
      : []),
    ...(availabilityTime ? [{ property: 'timeOfAvailability', value: availabilityTime }] : []),
  ]
}

const unitWords: Readonly<Record<string, string>> = {
  m: 'minute',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
}

function slaOf(properties: readonly Json[]): Json | undefined {
  const sla: Record<string, unknown> = {}
  for (const { property, value, unit, element } of properties) {
    const count = Math.trunc(Number(value))
    const word = (text(unit) ?? 'day').toLowerCase().replace(/s$/, '')
    const known = worded(unitWords, word) ?? word
    if (text(element) !== undefined) sla.columnName = element
    if (property === 'timeOfAvailability') sla.availabilityTime = String(value)
    if (!Number.isFinite(count)) continue
    if (property === 'frequency')
      sla.refreshFrequency = { interval: count, unit: known === 'minute' ? 'hour' : known }
    if (property === 'latency') sla.maxLatency = { value: count, unit: known }
    if (property === 'retention') sla.retention = { period: count, unit: known }
  }
  return Object.keys(sla).length === 0 ? undefined : sla
}

/** A contract as ODCS has it. Rules of semantics have no place there; they go along as custom properties. */
export function toOdcs(contract: EntityJson): Json {
  const about = contract.entity as EntityReference // its parent
  const schema = (contract.schema ?? []) as readonly Column[] // its schema
  const owners = (contract.owners ?? []) as readonly EntityReference[]
  const terms = contract.termsOfUse as { content?: string } | undefined
  const rules = objects(contract.odcsQualityRules)
  const semantics = objects(contract.semantics)
  const sla = slaProperties(contract.sla as ContractSla | undefined)
  return {
    apiVersion,
    kind: 'DataContract',
    id: contract.id,
    name: contract.displayName ?? contract.name,
    version: String(contract.version),
    status: statusOf[String(contract.entityStatus)] ?? 'draft',
    ...(contract.description === undefined && terms?.content === undefined
      ? {}
      : {
          description: {
            ...(contract.description === undefined ? {} : { purpose: contract.description }),
            ...(terms?.content === undefined ? {} : { usage: terms.content }),
          },
        }),
    schema: [
      {
        name: about.name ?? about.fullyQualifiedName ?? about.id,
        physicalName: about.fullyQualifiedName ?? about.id,
        logicalType: 'object',
        properties: schema.map(propertyOf),
        ...(rules.length === 0 ? {} : { quality: rules }),
      },
    ],
    ...(owners.length === 0
      ? {}
      : {
          team: owners.map(({ name, type }) => ({
            username: name,
            role: type === 'team' ? 'team' : 'owner',
          })),
        }),
    ...(sla.length === 0 ? {} : { slaProperties: sla }),
    ...(semantics.length === 0
      ? {}
      : {
          customProperties: semantics.map(({ name, rule }) => ({
            property: `semantics.${String(name)}`,
            value: rule,
          })),
        }),
  }
}

/** What an import says about itself, before anything is made of it. */
export function describeOdcs(document: unknown): {
  objects: string[]
  name?: string
  version?: string
  status?: string
} {
  const odcs = requireOdcs(document)
  return {
    objects: objects(odcs.schema).map(({ name }) => String(name)),
    ...Object.fromEntries(
      ['name', 'version', 'status'].flatMap((member) =>
        text(odcs[member]) === undefined ? [] : [[member, odcs[member]]],
      ),
    ),
  }
}

function requireOdcs(document: unknown): Json {
  if (!isObject(document))
    throw problem('body-invalid', { field: 'body', expected: 'an object: an ODCS data contract.' })
  if (document.kind !== 'DataContract')
    throw problem('body-invalid', { field: 'kind', expected: 'DataContract.' })
  if (!/^v3\.\d+\.\d+$/.test(String(document.apiVersion))) {
    throw problem('body-invalid', { field: 'apiVersion', expected: 'v3.0.0 to v3.1.0.' })
  }
  return document
}

/**
 * The create request of a contract for an entity. Of several schema objects the one called `objectName`, or like the
 * entity, or the first is taken.
 * @throws problem `body-invalid` for what is no ODCS 3 contract
 */
export function fromOdcs(
  document: unknown,
  entity: EntityReference,
  dataTypes: ReadonlySet<string>,
  objectName?: string,
): Json & { readonly name: string } {
  const odcs = requireOdcs(document)
  const all = objects(odcs.schema)
  const called = (name: string | undefined) =>
    all.find((one) => name !== undefined && (one.name === name || one.physicalName === name))
  const schema = called(objectName) ?? called(entity.name) ?? called(entity.fullyQualifiedName) ?? all[0]
  if (objectName !== undefined && !called(objectName)) {
    throw problem('body-invalid', { field: 'schema', expected: `an object called '${objectName}'.` })
  }
  const description = isObject(odcs.description) ? odcs.description : {}
  const properties = objects(schema?.properties)
  const quality = [
    ...objects(schema?.quality),
    ...properties.flatMap((property) =>
      objects(property.quality).map((rule) => ({ column: property.name, ...rule })),
    ),
  ]
  const sla = slaOf(objects(odcs.slaProperties))
  const entityStatus = worded(entityStatusOf, odcs.status)
  const name = text(odcs.name) ?? text(odcs.id) ?? `${entity.name ?? entity.id} contract`
  return {
    name: name.slice(0, 256),
    entity: { id: entity.id, type: entity.type },
    ...(text(description.purpose) === undefined ? {} : { description: description.purpose }),
    ...(text(description.usage) === undefined ? {} : { termsOfUse: description.usage }),
    ...(entityStatus === undefined ? {} : { entityStatus }),
    ...(properties.length === 0
      ? {}
      : { schema: properties.map((property) => columnOf(property, dataTypes)) }),
    ...(quality.length === 0 ? {} : { odcsQualityRules: quality }),
    ...(sla ? { sla } : {}),
  }
}
