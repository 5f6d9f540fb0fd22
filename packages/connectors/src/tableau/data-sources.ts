/** Data sources of Tableau, published and embedded in workbooks, as data models of the catalog. */
import type { SourcePlace } from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import type { ToolModel, Upstream } from '../dashboard-tool.ts'
import { nativeSql } from '../database-kinds.ts'
import { type Json, record, records, text } from '../json-values.ts'
import type { SqlReader } from '../native-sql.ts'
import { placeOfTable, runsIn } from './table-places.ts'

/** A query that somebody wrote into a data source. */
interface CustomSql {
  readonly table: Json
  /** Fields of the data source, by the name of the query's column. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

export interface SourceContext {
  readonly readSql: SqlReader
  /** By the id of the data source. */
  readonly customSql: ReadonlyMap<string, readonly CustomSql[]>
  /** Published data sources by id: their names in the catalog, and the ids of the tables that are theirs. */
  readonly published: ReadonlyMap<string, { readonly name: string; readonly tables: ReadonlySet<string> }>
  readonly cutShort: string | undefined
}

type DataSource = Pick<ToolModel, 'columns' | 'sql' | 'upstream' | 'problems'>

/** Tableau's types of fields in the catalog's words. */
const dataTypes: ReadonlyMap<string, string> = new Map([
  ['INTEGER', 'BIGINT'],
  ['REAL', 'DOUBLE'],
  ['STRING', 'STRING'],
  ['DATETIME', 'DATETIME'],
  ['DATE', 'DATE'],
  ['BOOLEAN', 'BOOLEAN'],
  ['SPATIAL', 'GEOMETRY'],
  ['TUPLE', 'TUPLE'],
  ['TABLE', 'TABLE'],
])

/** Columns of a data source, with what its tables, queries and published data sources give to them. */
export async function dataSource(node: Json, context: SourceContext): Promise<DataSource> {
  const fields = uniqueFields(node)
  const queries = context.customSql.get(String(node.id)) ?? []
  const edges = new Map<string, Edge>()
  const problems = new Set<string>()
  if (context.cutShort !== undefined) problems.add(`Tableau gave only a part of it: ${context.cutShort}`)

  publishedEdges(node, fields, context, edges)
  tableEdges(node, fields, context, edges, problems)
  for (const query of queries) await queryEdges(query, context.readSql, edges, problems)

  const statements = queries.flatMap(({ table }) => text(table.query) ?? [])
  return {
    columns: fields.map(columnOf),
    sql: statements.length === 0 ? undefined : statements.join('\n;\n'),
    upstream: [...edges.values()].map(upstreamOf),
    problems: [...problems],
  }
}

/** Fields of two tables may have one name; the catalog knows a column by it. */
function uniqueFields(node: Json): Json[] {
  const byName = new Map<string, Json>()
  for (const field of records(node.fields)) {
    const name = text(field.name)
    if (name !== undefined && !byName.has(name)) byName.set(name, field)
  }
  return [...byName.values()]
}

function columnOf(field: Json): Column {
  const remote = record(field.remoteField)
  const said = text(field.dataType) ?? text(remote.dataType)
  const formula = text(field.formula) ?? text(remote.formula)
  const description = [text(field.description), formula && `Calculated: ${formula}`].filter(Boolean)
  const shown = [said?.toLowerCase(), field.isHidden === true ? 'hidden' : undefined].filter(Boolean)
  return {
    name: String(field.name),
    dataType: dataTypes.get(said ?? '') ?? 'UNKNOWN',
    ...(shown.length === 0 ? {} : { dataTypeDisplay: shown.join(', ') }),
    ...(description.length === 0 ? {} : { description: description.join('\n\n') }),
  }
}

interface Edge {
  readonly from: Upstream['from']
  sql: string | undefined
  /** Names of columns that each field is made of. */
  readonly columns: Map<string, Set<string>>
}

function edgeTo(edges: Map<string, Edge>, from: Upstream['from']): Edge {
  const key =
    'place' in from
      ? JSON.stringify([from.place.server, from.place.path]).toLowerCase()
      : `model ${from.model}`
  const edge = edges.get(key) ?? { from, sql: undefined, columns: new Map() }
  edges.set(key, edge)
  return edge
}

function carry({ columns }: Edge, from: string, to: string): void {
  columns.set(to, (columns.get(to) ?? new Set()).add(from))
}

function upstreamOf({ from, sql, columns }: Edge): Upstream {
  return {
    from,
    sql,
    columns: [...columns].map(([to, names]) => ({ from: [...names].map((name) => [name]), to: [to] })),
  }
}

/** A workbook may read published data sources instead of tables. */
function publishedEdges(
  node: Json,
  fields: readonly Json[],
  { published }: SourceContext,
  edges: Map<string, Edge>,
): void {
  for (const { id } of records(node.upstreamDatasources)) {
    const source = published.get(String(id))
    if (!source) continue
    const edge = edgeTo(edges, { model: source.name })
    for (const field of fields) {
      const remote = record(field.remoteField)
      const name = text(remote.name)
      if (name !== undefined && record(remote.datasource).id === id) carry(edge, name, String(field.name))
    }
  }
}

/** Tableau follows a workbook's fields through published data sources to tables; these are the published one's to name. */
function tableEdges(
  node: Json,
  fields: readonly Json[],
  { published }: SourceContext,
  edges: Map<string, Edge>,
  problems: Set<string>,
): void {
  const between = records(node.upstreamDatasources).flatMap(({ id }) => published.get(String(id)) ?? [])
  const places = new Map<string, SourcePlace>()
  for (const table of records(node.upstreamTables)) {
    const id = String(table.id)
    if (between.some(({ tables }) => tables.has(id))) continue
    const place = placeOfTable(table)
    if (typeof place === 'string') problems.add(place)
    else {
      places.set(id, place)
      edgeTo(edges, { place })
    }
  }
  for (const field of fields)
    for (const column of records(field.upstreamColumns)) {
      const place = places.get(String(record(column.table).id))
      const name = text(column.name)
      if (place && name !== undefined) carry(edgeTo(edges, { place }), name, String(field.name))
    }
}

/** Tableau reads little of SQL that people wrote, and none of some dialects: it is read here as well. */
async function queryEdges(
  { table, fields }: CustomSql,
  readSql: SqlReader,
  edges: Map<string, Edge>,
  problems: Set<string>,
): Promise<void> {
  const sql = text(table.query)
  if (sql === undefined) return
  const where = runsIn(table)
  if (typeof where === 'string') {
    problems.add(`its SQL: ${where}`)
    return
  }
  if (/<\[?Parameters\]?\./.test(sql)) {
    problems.add('its SQL holds parameters, which are only known when it runs')
    return
  }
  const reads = await readSql(nativeSql(sql, where))
  for (const problem of reads.problems) problems.add(problem)
  for (const place of reads.places) edgeTo(edges, { place }).sql ??= sql
  for (const [column, names] of fields)
    for (const { place, column: from } of reads.columns(column))
      for (const name of names) carry(edgeTo(edges, { place }), from, name)
}

/** Queries by the data source that holds them; Tableau names that only at the fields which their columns become. */
export function bySource(tables: Iterable<Json>): Map<string, CustomSql[]> {
  const found = new Map<string, CustomSql[]>()
  for (const table of tables) {
    const sources = new Map<string, Map<string, string[]>>()
    for (const column of records(table.columns))
      for (const field of records(column.referencedByFields)) {
        const source = String(record(field.datasource).id)
        const fields = sources.get(source) ?? new Map<string, string[]>()
        const name = String(column.name)
        fields.set(name, [...(fields.get(name) ?? []), String(field.name)])
        sources.set(source, fields)
      }
    for (const [source, fields] of sources)
      found.set(source, [...(found.get(source) ?? []), { table, fields }])
  }
  return found
}
