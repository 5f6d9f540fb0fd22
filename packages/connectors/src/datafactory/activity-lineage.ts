/** What activities copy and transform: edges between places, with columns where the activity says them. */
import type { CrossLineageRecord, SourcePlace } from '@waymark/ingest'
import { nativeSql } from '../database-kinds.ts'
import { isRecord, type Json, present, record, records, text } from '../json-values.ts'
import type { SqlReader } from '../native-sql.ts'
import { type DatasetPlace, datasetPlace, type FactoryResources } from './datasets.ts'
import { fixedText, type Known } from './expression.ts'
import { flowsOf } from './mapping-flow.ts'

export interface ActivityContext {
  readonly resources: FactoryResources
  readonly dataflows: ReadonlyMap<string, Json>
  /** Parameters of the pipeline, with their defaults. */
  readonly known: Known
  readonly readSql: SqlReader
}

export interface PlaceEdge {
  readonly from: SourcePlace
  readonly to: SourcePlace
  readonly sql?: string
  readonly columns: CrossLineageRecord['columns']
}

export interface ActivityLineage {
  readonly edges: readonly PlaceEdge[]
  /** Sentences; nothing is left out without one. */
  readonly problems: readonly string[]
}

const nothing: ActivityLineage = { edges: [], problems: [] }

export async function activityLineage(activity: Json, context: ActivityContext): Promise<ActivityLineage> {
  if (activity.type === 'Copy') return copyLineage(activity, context)
  if (activity.type === 'ExecuteDataFlow') return dataFlowLineage(activity, context)
  return nothing
}

async function copyLineage(activity: Json, context: ActivityContext): Promise<ActivityLineage> {
  const place = (reference: Json | undefined) =>
    reference && datasetPlace(reference, context.resources, context.known)
  const from = place(records(activity.inputs)[0])
  const to = place(records(activity.outputs)[0])
  if (!from || !to) return { edges: [], problems: ['it has no dataset on one of its sides'] }
  if (!to.place) return { edges: [], problems: [to.reason ?? 'its target is not known'] }
  const properties = record(activity.typeProperties)
  const mapping = mappingOf(properties.translator)
  const query = queryOf(record(properties.source), context.known)
  if (query === undefined) {
    if (!from.place) return { edges: [], problems: [from.reason ?? 'its source is not known'] }
    const pairs = mapping.length > 0 ? mapping : sameNames(from, to)
    const columns = pairs.map(([source, sink]) => ({ from: [[source]], to: [sink] }))
    return { edges: [{ from: from.place, to: to.place, columns }], problems: [] }
  }
  if ('open' in query) return { edges: [], problems: [`its query: ${query.open}`] }
  if (!from.database)
    return { edges: [], problems: [from.reason ?? 'the database of its query is not known'] }
  return queriedLineage(query.value, from.database, to.place, mapping, context)
}

async function queriedLineage(
  sql: string,
  database: NonNullable<DatasetPlace['database']>,
  to: SourcePlace,
  mapping: readonly Pair[],
  { readSql }: ActivityContext,
): Promise<ActivityLineage> {
  const reads = await readSql(nativeSql(sql, database))
  // Without a mapping columns keep their names.
  const pairs = mapping.length > 0 ? mapping : reads.columnNames.map((name): Pair => [name, name])
  const edges = reads.places.map((from) => ({
    from,
    to,
    sql,
    columns: pairs.flatMap(([source, sink]) => {
      const origins = reads.columns(source).filter(({ place }) => place === from)
      return origins.length === 0 ? [] : [{ from: origins.map(({ column }) => [column]), to: [sink] }]
    }),
  }))
  return { edges, problems: reads.problems }
}

/** The query of a source: each kind of source has a name of its own for it. */
function queryOf(source: Json, known: Known): ReturnType<typeof fixedText> {
  const key = Object.keys(source).find((each) => /^(?:\w*ReaderQuery|query)$/i.test(each))
  if (key !== undefined) return fixedText(source[key], known)
  const procedure = fixedText(
    source.sqlReaderStoredProcedureName ?? source.oracleReaderStoredProcedureName,
    known,
  )
  return procedure && { open: 'it runs a stored procedure' }
}

type Pair = readonly [source: string, sink: string]

/** Pairs of a source's and a sink's column, as the activity says them. */
function mappingOf(translator: unknown): readonly Pair[] {
  const given = record(translator)
  const mapped = records(given.mappings).flatMap((each): Pair[] => {
    const source = columnName(each.source)
    const sink = columnName(each.sink)
    return source === undefined || sink === undefined ? [] : [[source, sink]]
  })
  if (mapped.length > 0) return mapped
  const older = given.columnMappings
  if (isRecord(older))
    return Object.entries(older).flatMap(([source, sink]) => (text(sink) ? [[source, String(sink)]] : []))
  if (typeof older === 'string')
    return older.split(',').flatMap((pair): Pair[] => {
      const [source, sink] = pair.split(':').map((name) => name.trim())
      return source && sink ? [[source, sink]] : []
    })
  return []
}

/** Without a translator Data Factory maps by name: what both datasets list, or the one that lists columns. */
function sameNames(from: DatasetPlace, to: DatasetPlace): readonly Pair[] {
  const known = to.columns.length > 0 ? to.columns : from.columns
  return known
    .filter((name) => from.columns.length === 0 || from.columns.includes(name))
    .map((name) => [name, name])
}

/** By name, or by the path of a document: `$['a']['b']`. */
function columnName(end: unknown): string | undefined {
  const { name, path } = record(end)
  return text(name) ?? /\['([^']+)'\](?!\[)/.exec(text(path) ?? '')?.[1]
}

function dataFlowLineage(activity: Json, context: ActivityContext): ActivityLineage {
  const reference = record(
    record(activity.typeProperties).dataflow ?? record(activity.typeProperties).dataFlow,
  )
  const name = text(reference.referenceName) ?? ''
  const definition = record(record(context.dataflows.get(name)?.properties).typeProperties)
  if (Object.keys(definition).length === 0)
    return { edges: [], problems: [`the factory has no data flow '${name}'`] }
  const problems: string[] = []
  const ends = (list: unknown) =>
    new Map(
      records(list).map((end) => {
        // Parameters of datasets in a data flow are set by the activity, by the stream's name.
        const given = record(record(reference.datasetParameters)[String(end.name)])
        const dataset = {
          ...record(end.dataset),
          ...present({ parameters: Object.keys(given).length > 0 ? given : undefined }),
        }
        return [String(end.name), datasetPlace(dataset, context.resources, context.known)] as const
      }),
    )
  const sources = ends(definition.sources)
  const sinks = ends(definition.sinks)
  const edges = flowsOf(definition).flatMap(({ source, sink }) => {
    const from = sources.get(source)
    const to = sinks.get(sink)
    for (const end of [from, to]) if (end?.reason !== undefined && !end.place) problems.push(end.reason)
    return from?.place && to?.place ? [{ from: from.place, to: to.place, columns: [] }] : []
  })
  return { edges, problems: [...new Set(problems)] }
}
