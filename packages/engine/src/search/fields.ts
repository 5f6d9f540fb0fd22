/** Where the members of a hit are kept in `search_document`: in columns of their own, or in `facts`. */
import { memberPath } from './field-names.ts'
import type { Parameters } from './parameters.ts'

export type Kind = 'text' | 'array' | 'number' | 'boolean' | 'id'

export interface Column {
  readonly sql: string
  readonly kind: Kind
}

const columns: Readonly<Record<string, Column>> = {
  id: { sql: 'entity_id', kind: 'id' },
  name: { sql: 'name', kind: 'text' },
  displayName: { sql: 'display_name', kind: 'text' },
  fullyQualifiedName: { sql: 'fqn', kind: 'text' },
  entityType: { sql: 'entity_type', kind: 'text' },
  deleted: { sql: 'deleted', kind: 'boolean' },
  updatedAt: { sql: 'updated_at', kind: 'number' },
  serviceType: { sql: 'service_type', kind: 'text' },
  'service.name': { sql: 'service', kind: 'text' },
  'database.name': { sql: 'database', kind: 'text' },
  'databaseSchema.name': { sql: 'database_schema', kind: 'text' },
  tableType: { sql: 'table_type', kind: 'text' },
  'tier.tagFQN': { sql: 'tier', kind: 'text' },
  'tags.tagFQN': { sql: 'tags', kind: 'array' },
  'owners.name': { sql: 'owners', kind: 'array' },
}

/** Members that are compared through their own column; all others through `terms`. */
export const identifying: ReadonlySet<string> = new Set([
  'id',
  'name',
  'fullyQualifiedName',
  'entityType',
  'deleted',
  'updatedAt',
])

export interface Member {
  /** Without analysers and other spellings: `owners.displayName`. */
  readonly path: string
  readonly column: Column | undefined
}

export function memberOf(field: string): Member {
  const path = memberPath(field)
  return { path, column: Object.hasOwn(columns, path) ? columns[path] : undefined }
}

/** A path as jsonpath understands it: every part quoted, lists walked through. Names of parts stand as one key. */
export function jsonPath(path: string): string {
  const keys = isPartName(path) ? [path] : path.split('.')
  return `$${keys.map((key) => `.${JSON.stringify(key)}`).join('')}`
}

/** Names of the parts of an entity (columns, tasks) are one list of texts, not objects. */
function isPartName(path: string): boolean {
  return /^[A-Za-z]+\.(name|displayName)$/.test(path) && partLists.has(path.slice(0, path.indexOf('.')))
}

/** Lists of parts, whatever the type: what is in them is declared by the definitions as searched text. */
const partLists = new Set([
  'columns', 'tasks', 'mlFeatures', 'dataModel', 'fields', 'messageSchema', 'requestSchema', 'responseSchema',
]) // biome-ignore format: a vocabulary

/** SQL of a set of texts `value`: every value of a member, in its own spelling. */
export function valuesOf(field: string, parameters: Parameters): string {
  const { path, column } = memberOf(field)
  if (column?.kind === 'array') return `(select value from unnest(${column.sql}) as value)`
  if (column) return `(select ${column.sql}::text as value)`
  const values = `jsonb_path_query(facts, ${parameters.add(`${jsonPath(path)}[*]`)}::jsonpath)`
  return `(select found #>> '{}' as value from ${values} as found where jsonb_typeof(found) not in ('object', 'array', 'null'))`
}

/** SQL of one text to sort by: the first value. */
export function sortText(field: string, parameters: Parameters): string {
  const { column } = memberOf(field)
  if (column?.kind === 'text') return `lower(${column.sql})`
  return `(select lower(min(value)) from ${valuesOf(field, parameters)} as values)`
}
