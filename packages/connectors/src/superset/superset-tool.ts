/** Superset as a dashboard tool: datasets with what they read, charts, dashboards. */
import { SourceError } from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import { columnType } from '../column-type.ts'
import type { DashboardTool, ToolModel, ToolProblem } from '../dashboard-tool.ts'
import { databaseAt } from '../database-address.ts'
import { nativeSql, type RunsIn, tablePlace } from '../database-kinds.ts'
import { type Json, present, record, records, text } from '../json-values.ts'
import { createSqlReader } from '../native-sql.ts'
import type { SupersetApi } from './superset-api.ts'

/** Superset's kinds of charts in the catalog's words, by what their names begin with or hold. */
const chartTypes: readonly (readonly [RegExp, string])[] = [
  [/table|pivot/, 'Table'],
  [/line|timeseries(?!_(?:bar|scatter))/, 'Line'],
  [/box_plot/, 'BoxPlot'],
  [/hist/, 'Histogram'],
  [/bar/, 'Bar'],
  [/area/, 'Area'],
  [/pie|sunburst/, 'Pie'],
  [/scatter|bubble/, 'Scatter'],
  [/sankey/, 'SanKey'],
  [/gauge|big_number/, 'Gauge'],
  [/map|deck_|country/, 'Map'],
  [/heat|cal_/, 'Heatmap'],
  [/graph|tree|chord/, 'Graph'],
  [/markup|handlebars/, 'Text'],
]

export function supersetTool(api: SupersetApi, site: string): DashboardTool {
  const readSql = createSqlReader()
  const databases = new Map<string, Promise<RunsIn | string>>()
  /** Charts of each dashboard, and the dataset of each chart. */
  const chartsOf = new Map<string, string[]>()
  const datasetOf = new Map<string, string>()

  function databaseOf(id: string, signal: AbortSignal): Promise<RunsIn | string> {
    const asked =
      databases.get(id) ??
      api.get(`/database/${encodeURIComponent(id)}/connection`, signal).then(
        (connection) => databaseAt(text(connection.sqlalchemy_uri) ?? ''),
        (error: unknown) => {
          if (error instanceof SourceError && error.consequence !== 'retriable')
            return `the address of its database may not be seen: ${error.message}`
          throw error
        },
      )
    databases.set(id, asked)
    return asked
  }

  async function model(listed: Json, signal: AbortSignal): Promise<ToolModel> {
    const id = String(listed.id)
    const dataset = await api.get(`/dataset/${encodeURIComponent(id)}`, signal)
    const sql = text(dataset.sql)
    const columns = [...records(dataset.columns).map(columnOf), ...records(dataset.metrics).map(metricOf)]
    const physical = records(dataset.columns).flatMap((column) =>
      text(column.expression) === undefined ? [String(column.column_name)] : [],
    )
    const database = await databaseOf(String(record(dataset.database).id), signal)
    const lineage = await upstreamOf(dataset, database, physical)
    return {
      kind: 'model',
      name: id,
      displayName: text(dataset.table_name),
      description: text(dataset.description),
      sourceUrl: `${site}/explore/?datasource_type=table&datasource_id=${id}`,
      project: text(record(dataset.database).database_name),
      owner: ownerOf(dataset),
      dataModelType: 'SupersetDataModel',
      columns,
      sql,
      ...lineage,
    }
  }

  async function upstreamOf(
    dataset: Json,
    database: RunsIn | string,
    columns: readonly string[],
  ): Promise<Pick<ToolModel, 'upstream' | 'problems'>> {
    if (typeof database === 'string') return { upstream: [], problems: [database] }
    const schema = text(dataset.schema)
    const sql = text(dataset.sql)
    const top = text(dataset.catalog) ?? database.database
    if (sql === undefined) {
      const inSchema =
        schema ??
        database.schema ??
        database.kind.defaultSchema ??
        (database.kind.noDatabases ? top : undefined)
      const outer = database.kind.noDatabases ? undefined : top
      if (inSchema === undefined) return { upstream: [], problems: ['its schema is not told'] }
      const place = tablePlace(database, [outer, inSchema, String(dataset.table_name)])
      return {
        upstream: [{ from: { place }, columns: columns.map((name) => ({ from: [[name]], to: [name] })) }],
        problems: [],
      }
    }
    if (/\{\{|\{%/.test(sql))
      return { upstream: [], problems: ['its SQL is a template, which is only known when it runs'] }
    const runsIn = { ...database, ...present({ database: top, schema: schema ?? database.schema }) }
    const reads = await readSql(nativeSql(sql, runsIn))
    const upstream = reads.places.map((place) => ({
      from: { place },
      sql,
      columns: columns.flatMap((name) => {
        const origins = reads.columns(name).filter((origin) => origin.place === place)
        return origins.length === 0 ? [] : [{ from: origins.map(({ column }) => [column]), to: [name] }]
      }),
    }))
    return { upstream, problems: reads.problems }
  }

  return {
    async *models(signal) {
      for await (const listed of api.list('dataset', signal)) {
        try {
          yield await model(listed, signal)
        } catch (error) {
          yield problemOf(listed, error)
        }
      }
    },
    async *charts(signal) {
      for await (const chart of api.list('chart', signal)) {
        const name = String(chart.id)
        if (chart.datasource_type === 'table') datasetOf.set(name, String(chart.datasource_id))
        for (const { id } of records(chart.dashboards))
          chartsOf.set(String(id), [...(chartsOf.get(String(id)) ?? []), name])
        const kind = text(chart.viz_type) ?? ''
        yield {
          kind: 'chart',
          name,
          displayName: text(chart.slice_name),
          description: text(chart.description),
          sourceUrl: `${site}/explore/?slice_id=${name}`,
          owner: ownerOf(chart),
          chartType: chartTypes.find(([pattern]) => pattern.test(kind))?.[1] ?? 'Other',
        }
      }
    },
    async *dashboards(signal) {
      for await (const dashboard of api.list('dashboard', signal)) {
        const name = String(dashboard.id)
        const charts = chartsOf.get(name) ?? []
        yield {
          kind: 'dashboard',
          name,
          displayName: text(dashboard.dashboard_title),
          description: text(dashboard.description),
          sourceUrl: `${site}/superset/dashboard/${name}/`,
          owner: ownerOf(dashboard),
          dashboardType: 'Dashboard',
          charts,
          models: charts.flatMap((chart) => datasetOf.get(chart) ?? []),
        }
      }
    },
  }
}

function ownerOf(item: Json): string | undefined {
  return records(item.owners)
    .map((owner) => text(owner.email) ?? text(owner.username))
    .find((owner) => owner !== undefined)
}

function columnOf(column: Json): Column {
  const formula = text(column.expression)
  return {
    name: String(column.column_name),
    ...columnType(text(column.type)),
    ...present({
      displayName: text(column.verbose_name),
      description: text(column.description) ?? (formula === undefined ? undefined : `Calculated: ${formula}`),
    }),
  }
}

function metricOf(metric: Json): Column {
  const formula = text(metric.expression)
  return {
    name: String(metric.metric_name),
    dataType: 'MEASURE VISIBLE',
    dataTypeDisplay: 'metric',
    ...present({
      displayName: text(metric.verbose_name),
      description: text(metric.description) ?? (formula === undefined ? undefined : `Formula: ${formula}`),
    }),
  }
}

/** @throws what is not about this dataset alone */
function problemOf({ id }: Json, error: unknown): ToolProblem {
  if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
  return {
    kind: 'problem',
    type: 'dashboardDataModel',
    name: String(id),
    message: error.message,
    hint: error.hint,
  }
}
