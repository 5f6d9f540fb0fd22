/** An explore of LookML as a data model: its dimensions and measures, and the tables of its views. https://cloud.google.com/looker/docs/reference/looker-api/latest/types/LookmlModelExplore */
import type { SourcePlace } from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import type { ToolModel, Upstream } from '../dashboard-tool.ts'
import { nativeSql, type RunsIn } from '../database-kinds.ts'
import { type Json, present, record, records, text } from '../json-values.ts'
import type { SqlReader, SqlReads } from '../native-sql.ts'
import { type FieldOrigin, fieldOrigins, isColumn } from './field-origins.ts'

export interface ExploreContext {
  /** The address of the web pages, without a slash at its end. */
  readonly site: string
  readonly readSql: SqlReader
  /** Where a connection leads, or a sentence that says why that is not known. */
  readonly connection: (name: string) => Promise<RunsIn | string>
  /** The `sql_table_name` of a view that joins only name, where another explore of the model tells it. */
  readonly tableOfView: (model: string, view: string) => Promise<string | undefined>
}

/** A name of an explore that no other has, and that a catalog can take. */
export function exploreName(model: string, explore: string): string {
  return `${model}.${explore}`
}

/** @param model - the name of its LookML model */
export async function exploreModel(
  explore: Json,
  model: string,
  context: ExploreContext,
): Promise<ToolModel> {
  const { dimensions, measures } = record(explore.fields)
  const fields = [...records(dimensions), ...records(measures)]
  const name = String(explore.name)
  const lineage = await lineageOf(explore, model, fields, context)
  return {
    kind: 'model',
    name: exploreName(model, name),
    displayName: text(explore.title) ?? text(explore.label),
    description: text(explore.description),
    sourceUrl: `${context.site}/explore/${encodeURIComponent(model)}/${encodeURIComponent(name)}`,
    dataModelType: 'LookMlExplore',
    columns: [
      ...records(dimensions).map((field) => columnOf(field, false)),
      ...records(measures).map((field) => columnOf(field, true)),
    ],
    ...lineage,
  }
}

interface View {
  /** What fields call it. */
  readonly alias: string
  readonly table: string | undefined
}

async function viewsOf(explore: Json, model: string, context: ExploreContext): Promise<readonly View[]> {
  const name = String(explore.name)
  const joins: View[] = []
  for (const join of records(explore.joins)) {
    const alias = String(join.name)
    const table = text(join.sql_table_name)
    const view = text(join.from) ?? alias
    joins.push({ alias, table: table ?? (await context.tableOfView(model, view)) })
  }
  const joined = new Set(joins.map(({ alias }) => alias))
  // Fields of the first view go by its name, or by the explore's where that is an alias (`from`).
  const aliases = new Set([text(explore.view_name) ?? name, name])
  const table = text(explore.sql_table_name)
  return [...[...aliases].filter((alias) => !joined.has(alias)).map((alias) => ({ alias, table })), ...joins]
}

async function lineageOf(
  explore: Json,
  model: string,
  fields: readonly Json[],
  context: ExploreContext,
): Promise<Pick<ToolModel, 'upstream' | 'problems'>> {
  const connection = await context.connection(text(explore.connection_name) ?? '')
  if (typeof connection === 'string') return { upstream: [], problems: [connection] }
  const problems = new Set<string>()
  const reads = new Map<string, SqlReads>()
  for (const { alias, table } of await viewsOf(explore, model, context)) {
    const unreadable = whyUnreadable(alias, table)
    if (unreadable !== undefined) problems.add(unreadable)
    if (table === undefined || unreadable !== undefined) continue
    const read = await context.readSql(nativeSql(`select * from ${table}`, connection))
    for (const problem of read.problems) problems.add(`view '${alias}': ${problem}`)
    reads.set(alias, read)
  }
  if (explore.can_see_lookml === false)
    problems.add('the SQL of its fields may not be seen, so columns are not followed (see_lookml)')
  return { upstream: upstreamOf(fields, reads), problems: [...problems] }
}

function whyUnreadable(alias: string, table: string | undefined): string | undefined {
  if (table === undefined)
    return `the API does not tell the table of view '${alias}', which may be a derived table`
  if (/\{\{|\{%|@\{/.test(table)) return `the table of view '${alias}' is a template`
  return table.includes('${') ? `the table of view '${alias}' is a derived table` : undefined
}

function upstreamOf(fields: readonly Json[], reads: ReadonlyMap<string, SqlReads>): Upstream[] {
  const places = new Map<
    string,
    { place: SourcePlace; columns: Map<string, Map<string, readonly string[]>> }
  >()
  const at = (place: SourcePlace) => {
    const key = JSON.stringify(place)
    const known = places.get(key) ?? { place, columns: new Map() }
    places.set(key, known)
    return known
  }
  for (const read of reads.values()) read.places.forEach(at)
  const originsOf = fieldOrigins(fields)
  for (const field of fields) {
    const name = String(field.name)
    for (const { view, path } of originsOf(name)) {
      for (const [place, column] of columnsAt(reads.get(view), path)) {
        const { columns } = at(place)
        const from = columns.get(name) ?? new Map<string, readonly string[]>()
        columns.set(name, from.set(JSON.stringify(column), column))
      }
    }
  }
  return [...places.values()].map(({ place, columns }) => ({
    from: { place },
    columns: [...columns].map(([name, from]) => ({ from: [...from.values()], to: [name] })),
  }))
}

/** The same column at its places; what is nested inside keeps its way. */
function columnsAt(
  read: SqlReads | undefined,
  [outer = '', ...inner]: FieldOrigin['path'],
): (readonly [SourcePlace, readonly string[]])[] {
  return (read?.columns(outer) ?? []).map(({ place, column }) => [place, [column, ...inner]])
}

/** Looker's types in words that `columnType` would not understand; the first that fits decides. */
const fieldTypes: readonly (readonly [RegExp, string])[] = [
  [/^yesno$/, 'BOOLEAN'],
  [/^date_(?:raw|time|hour\d*|minute\d*|second|millisecond\d*|microsecond)$|^date_time$/, 'TIMESTAMP'],
  [/^(?:date|date_date|date_week)$/, 'DATE'],
  [/^(?:date_\w*(?:_of_|_num)\w*|date_year|date_fiscal_year|int|count\w*)$/, 'INT'],
  [/^(?:duration_\w+|number|sum\w*|average\w*|median\w*|percentile\w*|distance)$/, 'DECIMAL'],
]

function columnOf(field: Json, isMeasure: boolean): Column {
  const type = text(field.type) ?? 'unknown'
  const sql = text(field.sql)
  const formula = sql === undefined || isColumn(sql) ? undefined : sql.trim()
  const formulaName = isMeasure ? 'Formula' : 'Calculated'
  const shown = field.hidden === true ? 'HIDDEN' : 'VISIBLE'
  return {
    name: String(field.name),
    dataType: isMeasure
      ? `MEASURE ${shown}`
      : (fieldTypes.find(([pattern]) => pattern.test(type))?.[1] ?? 'STRING'),
    dataTypeDisplay: isMeasure ? `measure, ${type}` : type,
    ...present({
      displayName: text(field.label),
      description:
        text(field.description) ?? (formula === undefined ? undefined : `${formulaName}: ${formula}`),
    }),
  }
}
