/** Turns search conditions into SQL over `search_document`; every value is a parameter. */
import type { Condition } from './condition.ts'

/** Collects parameters while a statement is put together. */
export class Parameters {
  readonly values: unknown[] = []
  /** The placeholder of a value, e.g. `$3`. */
  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

type Column = { readonly sql: string; readonly kind: 'text' | 'array' | 'number' | 'boolean' | 'id' }

/** Names that clients use for what has a column of its own. Everything else is looked up in the source. */
const columns: Readonly<Record<string, Column>> = {
  name: { sql: 'name', kind: 'text' },
  fullyQualifiedName: { sql: 'fqn', kind: 'text' },
  entityType: { sql: 'entity_type', kind: 'text' },
  id: { sql: 'entity_id', kind: 'id' },
  index_name: { sql: 'index_name', kind: 'text' },
  deleted: { sql: 'deleted', kind: 'boolean' },
  updatedAt: { sql: 'updated_at', kind: 'number' },
  serviceType: { sql: 'service_type', kind: 'text' },
  service: { sql: 'service', kind: 'text' },
  'service.name': { sql: 'service', kind: 'text' },
  'service.displayName': { sql: 'service', kind: 'text' },
  database: { sql: 'database', kind: 'text' },
  'database.name': { sql: 'database', kind: 'text' },
  'database.displayName': { sql: 'database', kind: 'text' },
  databaseSchema: { sql: 'database_schema', kind: 'text' },
  'databaseSchema.name': { sql: 'database_schema', kind: 'text' },
  'databaseSchema.displayName': { sql: 'database_schema', kind: 'text' },
  tableType: { sql: 'table_type', kind: 'text' },
  tier: { sql: 'tier', kind: 'text' },
  'tier.tagFQN': { sql: 'tier', kind: 'text' },
  tag: { sql: 'tags', kind: 'array' },
  tags: { sql: 'tags', kind: 'array' },
  'tags.tagFQN': { sql: 'tags', kind: 'array' },
  owner: { sql: 'owners', kind: 'array' },
  owners: { sql: 'owners', kind: 'array' },
  'owner.name': { sql: 'owners', kind: 'array' },
  'owners.name': { sql: 'owners', kind: 'array' },
  'owners.displayName': { sql: 'owners', kind: 'array' },
}

/** Shared by facets: the column behind a facet. */
export const facetColumns = {
  entityType: columns.entityType,
  service: columns.service,
  serviceType: columns.serviceType,
  database: columns.database,
  databaseSchema: columns.databaseSchema,
  tableType: columns.tableType,
  tier: columns.tier,
  tag: columns.tags,
  owner: columns.owners,
} as const

function column(field: string, parameters: Parameters): Column {
  const known = field.replace(/\.keyword$/, '')
  const found = Object.hasOwn(columns, known) ? columns[known] : undefined
  return found ?? { sql: `(source #>> ${parameters.add(known.split('.'))}::text[])`, kind: 'text' }
}

/** `*` and `?` of a pattern as LIKE understands them. */
function likePattern(pattern: string): string {
  return pattern
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_')
}

/** A word as a query in both dictionaries: as written (names), and stemmed (prose). Never syntax: `plainto_tsquery` takes text. */
export function wordQuery(word: string, prefix: boolean, parameters: Parameters): string {
  const text = `unaccent(${parameters.add(word)})`
  const written = `plainto_tsquery('simple', ${text})`
  const simple = prefix ? `coalesce((nullif(${written}::text, '') || ':*')::tsquery, ''::tsquery)` : written
  return `(${simple} || plainto_tsquery('english', ${text}))`
}

/** SQL that is true for the documents that meet the condition. */
export function compile(condition: Condition, parameters: Parameters): string {
  switch (condition.kind) {
    case 'everything':
      return 'true'
    case 'all':
      return `(${condition.of.map((part) => compile(part, parameters)).join(' and ')})`
    case 'any':
      return `(${condition.of.map((part) => compile(part, parameters)).join(' or ')})`
    case 'not':
      return `not coalesce(${compile(condition.of, parameters)}, false)`
    case 'words':
      return `words @@ (${condition.words
        .map((word, at) => wordQuery(word, condition.prefix && at === condition.words.length - 1, parameters))
        .join(' <-> ')})`
    case 'phrase': {
      const text = `unaccent(${parameters.add(condition.words.join(' '))})`
      return `words @@ (phraseto_tsquery('simple', ${text}) || phraseto_tsquery('english', ${text}))`
    }
    case 'equals':
      return equals(column(condition.field, parameters), condition.values, parameters)
    case 'wildcard': {
      const { sql, kind } = column(condition.field, parameters)
      const like = `ilike ${parameters.add(likePattern(condition.pattern))}`
      return kind === 'array'
        ? `exists (select from unnest(${sql}) as item where item ${like})`
        : `${sql}::text ${like}`
    }
    case 'exists': {
      const { sql, kind } = column(condition.field, parameters)
      return kind === 'array' ? `cardinality(${sql}) > 0` : `${sql} is not null`
    }
    case 'range': {
      const { sql, kind } = column(condition.field, parameters)
      const number = kind === 'number' ? sql : `case when ${sql} ~ '^[0-9.]{1,20}$' then ${sql}::numeric end`
      const from = condition.from === undefined ? 'true' : `${number} >= ${parameters.add(condition.from)}`
      const to = condition.to === undefined ? 'true' : `${number} <= ${parameters.add(condition.to)}`
      return `(${from} and ${to})`
    }
  }
}

function equals(at: Column, values: readonly string[], parameters: Parameters): string {
  switch (at.kind) {
    case 'array':
      return `${at.sql} && ${parameters.add(values)}::text[]`
    case 'text':
      // Names of services and schemas are compared as typed; clients lower-case what they put into `.keyword` fields.
      return equalsText(at.sql, parameters.add(values))
    case 'boolean':
      return `${at.sql} = any(${parameters.add(values.map((value) => value === 'true'))}::boolean[])`
    default:
      return `${at.sql}::text = any(${parameters.add(values)}::text[])`
  }
}

function equalsText(sql: string, list: string): string {
  return `(${sql} = any(${list}::text[]) or lower(${sql}) = any(${list}::text[]))`
}
