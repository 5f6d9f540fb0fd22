/** One catalog as what `readRelational` asks for, read through the REST API of Unity Catalog 2.1. https://docs.databricks.com/api/workspace/tables/list, https://docs.unitycatalog.io/swagger-docs/ */
import type { NamedObject, Relation, RelationalDatabase, RelationalKey, Routine } from '@waymark/ingest'
import type { SqlLineage } from '@waymark/sql-lineage'
import type { JsonApi } from '../json-api.ts'
import { type Json, record, records, text, texts } from '../json-values.ts'
import { languageOf } from './catalog.ts'
import { isViewType, toRelation } from './tables.ts'

const path = '/api/2.1/unity-catalog'
/** The server decides how long a page is. */
const serverPage = 0

export interface UnityCatalog {
  readonly api: JsonApi
  readonly signal: AbortSignal
}

/** Every page: the last one has no token for a next, and a page may be empty before it. */
async function listed(
  { api, signal }: UnityCatalog,
  what: string,
  query: Record<string, string>,
): Promise<Json[]> {
  const all: Json[] = []
  for (let token: string | undefined; ; ) {
    const page = { ...query, max_results: serverPage, ...(token ? { page_token: token } : {}) }
    const answer = record(await api.get(`${path}/${what}`, { query: page, signal }))
    all.push(...records(answer[what]))
    token = text(answer.next_page_token)
    if (token === undefined) return all
  }
}

const byName = (a: NamedObject, b: NamedObject) => (a.name < b.name ? -1 : 1)

function named(answer: Json): NamedObject {
  const comment = text(answer.comment)
  return { name: String(answer.name), ...(comment ? { comment } : {}) }
}

export async function restCatalogs(server: UnityCatalog): Promise<NamedObject[]> {
  return (await listed(server, 'catalogs', {}))
    .map(named)
    .filter(({ name }) => name !== 'system')
    .sort(byName)
}

export function restCatalog(
  server: UnityCatalog,
  catalog: NamedObject,
  options: { readonly lineage: SqlLineage; readonly onlySchema?: string | undefined },
): RelationalDatabase {
  const inSchema = (schema: string) => ({ catalog_name: catalog.name, schema_name: schema })
  return {
    ...catalog,
    lineage: options.lineage,
    ignoresCase: true,
    someSchemas: options.onlySchema !== undefined,
    async schemas() {
      const found = (await listed(server, 'schemas', { catalog_name: catalog.name })).map(named)
      const { onlySchema = undefined } = options
      return found
        .filter(({ name }) =>
          onlySchema === undefined ? name !== 'information_schema' : name === onlySchema,
        )
        .sort(byName)
    },
    async relations(schema, wanted) {
      return (await listed(server, 'tables', inSchema(schema)))
        .filter(({ table_type: type }) => (isViewType(String(type)) ? wanted.views : wanted.tables))
        .map((table) => relationOf(table, catalog.name))
        .sort(byName)
    },
    async routines(schema) {
      return (await listed(server, 'functions', inSchema(schema)))
        .map(
          (answer): Routine => ({
            ...named(answer),
            procedure: false,
            language: languageOf(answer.routine_body === 'SQL' ? undefined : text(answer.external_language)),
            code: text(answer.routine_definition) ?? '',
          }),
        )
        .sort(byName)
    },
  }
}

function relationOf(table: Json, catalog: string): Relation {
  return toRelation({
    ...named(table),
    type: String(table.table_type),
    definition: text(table.view_definition),
    keys: records(table.table_constraints).flatMap((constraint) => keyOf(constraint, catalog)),
    columns: records(table.columns)
      .map((column, index) => ({
        ...named(column),
        // The API counts from zero.
        position: Number(column.position ?? index) + 1,
        type: text(column.type_text) ?? String(column.type_name ?? ''),
        nullable: column.nullable !== false,
        isPartition: typeof column.partition_index === 'number',
      }))
      .sort((a, b) => a.position - b.position),
  })
}

function keyOf(constraint: Json, catalog: string): RelationalKey[] {
  const primary = record(constraint.primary_key_constraint)
  if (texts(primary.child_columns).length > 0)
    return [{ kind: 'PRIMARY_KEY', columns: texts(primary.child_columns) }]
  const foreign = record(constraint.foreign_key_constraint)
  const [inCatalog, schema, table, ...more] = (text(foreign.parent_table) ?? '').split('.')
  // A name with dots in it cannot be taken apart, and one of another catalog cannot be named from here.
  if (inCatalog !== catalog || !schema || !table || more.length > 0) return []
  const refersTo = { schema, table, columns: texts(foreign.parent_columns) }
  return [{ kind: 'FOREIGN_KEY', columns: texts(foreign.child_columns), refersTo }]
}

/**
 * The tables that jobs, notebooks and statements made a table from, as the workspace recorded it; none where the server records
 * nothing, as Unity Catalog's own. https://docs.databricks.com/data-governance/unity-catalog/data-lineage
 * @param table - its full name: `catalog.schema.table`
 */
export async function upstreamOf({ api, signal }: UnityCatalog, table: string): Promise<readonly string[][]> {
  const query = { table_name: table, include_entity_lineage: false }
  const answer = record(await api.get('/api/2.0/lineage-tracking/table-lineage', { query, signal }))
  return records(answer.upstreams).flatMap((upstream) => {
    const { catalog_name: catalog, schema_name: schema, name } = record(upstream.tableInfo)
    return [texts([catalog, schema, name])].filter(({ length }) => length === 3)
  })
}
