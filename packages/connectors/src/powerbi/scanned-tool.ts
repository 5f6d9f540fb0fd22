/** Power BI as a dashboard tool: semantic models and dataflows, tiles, reports and dashboards of all workspaces. */
import { SourceError } from '@waymark/ingest'
import type { DashboardTool, ToolChart, ToolDashboard } from '../dashboard-tool.ts'
import { type Json, records, text } from '../json-values.ts'
import { createSqlReader } from '../native-sql.ts'
import { type AdminApi, workspacesPerScan } from './admin-api.ts'
import { dataflowModel, type ModelContext, semanticModel } from './data-models.ts'

/** Reports of an app are copies of those in its workspace. */
const isCopy = (item: Json) => text(item.appId) !== undefined

/** @param site - the address of the web pages, without a slash at its end */
export function scannedTool(
  api: AdminApi,
  site: string,
  log: (level: 'debug' | 'info' | 'warn', message: string) => void,
): DashboardTool {
  const readSql = createSqlReader()
  const charts: ToolChart[] = []
  const reports: ToolDashboard[] = []
  const dashboards: ToolDashboard[] = []
  const models = new Map<string, string | undefined>()
  const nameKey = (workspace: string, name: string) =>
    JSON.stringify([workspace.toLowerCase(), name.toLowerCase()])

  function remember(workspace: Json): void {
    const name = String(workspace.name)
    const at = `${site}/groups/${String(workspace.id)}`
    for (const dataset of records(workspace.datasets)) {
      const key = nameKey(name, text(dataset.name) ?? '')
      // Two models of one name in one workspace cannot be told apart by it.
      models.set(key, models.has(key) ? undefined : String(dataset.id))
    }
    for (const report of records(workspace.reports))
      if (!isCopy(report)) reports.push(reportOf(report, name, at))
    for (const dashboard of records(workspace.dashboards)) {
      if (isCopy(dashboard)) continue
      dashboards.push(dashboardOf(dashboard, name, at))
      for (const tile of records(dashboard.tiles))
        charts.push(chartOf(tile, name, `${at}/dashboards/${String(dashboard.id)}`))
    }
  }

  async function dataflowOf(dataflow: Json, context: ModelContext, signal: AbortSignal) {
    const definition = await api.dataflow(String(dataflow.objectId), signal).catch((error: unknown) => {
      if (error instanceof SourceError) return `its definition cannot be read: ${error.message}`
      throw error
    })
    return dataflowModel(dataflow, definition, context)
  }

  return {
    async *models(signal) {
      const ids = await api.workspaces(signal)
      let datasets = 0
      let withTables = 0
      for (let begin = 0; begin < ids.length; begin += workspacesPerScan) {
        const scanned = await api.scan(ids.slice(begin, begin + workspacesPerScan), signal)
        const workspaces = scanned.filter(({ state = 'Active' }) => state === 'Active')
        workspaces.forEach(remember)
        for (const workspace of workspaces) {
          const context: ModelContext = {
            workspace: { id: String(workspace.id), name: String(workspace.name) },
            site,
            readSql,
            modelNamed: (inside, name) => models.get(nameKey(inside, name)),
          }
          for (const dataflow of records(workspace.dataflows))
            yield await dataflowOf(dataflow, context, signal)
          for (const dataset of records(workspace.datasets)) {
            datasets += 1
            if (records(dataset.tables).length > 0) withTables += 1
            yield await semanticModel(dataset, context)
          }
        }
      }
      if (datasets > 0 && withTables === 0)
        log(
          'warn',
          'No semantic model shows its tables. Switch on "Enhance admin APIs responses with detailed metadata" and "… with DAX and mashup expressions" in the Fabric admin portal.',
        )
    },
    async *charts() {
      yield* charts
    },
    async *dashboards() {
      // Dashboards show reports, so these come first.
      yield* reports
      yield* dashboards
    },
  }
}

function reportOf(report: Json, project: string, at: string): ToolDashboard {
  const id = String(report.id)
  const page = report.reportType === 'PaginatedReport' ? 'rdlreports' : 'reports'
  return {
    kind: 'dashboard',
    name: id,
    displayName: text(report.name),
    description: text(report.description),
    sourceUrl: `${at}/${page}/${id}`,
    project,
    owner: text(report.createdBy) ?? text(report.modifiedBy),
    dashboardType: 'Report',
    charts: [],
    models: [text(report.datasetId) ?? []].flat(),
  }
}

function dashboardOf(dashboard: Json, project: string, at: string): ToolDashboard {
  const tiles = records(dashboard.tiles)
  return {
    kind: 'dashboard',
    name: String(dashboard.id),
    displayName: text(dashboard.displayName),
    sourceUrl: `${at}/dashboards/${String(dashboard.id)}`,
    project,
    dashboardType: 'Dashboard',
    charts: tiles.map(({ id }) => String(id)),
    models: tiles.flatMap((tile) => (text(tile.reportId) === undefined ? (text(tile.datasetId) ?? []) : [])),
    reports: tiles.flatMap((tile) => text(tile.reportId) ?? []),
  }
}

function chartOf(tile: Json, project: string, page: string): ToolChart {
  return {
    kind: 'chart',
    name: String(tile.id),
    displayName: text(tile.title),
    sourceUrl: page,
    project,
    chartType: 'Other',
  }
}
