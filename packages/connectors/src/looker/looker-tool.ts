/** Looker as a dashboard tool: explores, tiles and Looks, dashboards. */
import { SourceError } from '@waymark/ingest'
import type { DashboardTool, ToolChart, ToolDashboard, ToolProblem } from '../dashboard-tool.ts'
import type { RunsIn } from '../database-kinds.ts'
import { type Json, record, records, text } from '../json-values.ts'
import { createSqlReader } from '../native-sql.ts'
import { runsIn } from './connections.ts'
import { type ExploreContext, exploreModel, exploreName } from './explore-model.ts'
import type { LookerApi } from './looker-api.ts'
import { chartTypeOf, exploresOf, isChart, queryOf } from './tiles.ts'

export interface LookerToolOptions {
  /** The address of the web pages, without a slash at its end. */
  readonly site: string
  /** Whether people are asked for: dashboards name their owners by number. */
  readonly withOwners: boolean
}

export function lookerTool(api: LookerApi, { site, withOwners }: LookerToolOptions): DashboardTool {
  const readSql = createSqlReader()
  const connections = new Map<string, Promise<RunsIn | string>>()
  const people = new Map<string, Promise<string | undefined>>()
  /** What is asked for once all charts are out. */
  const dashboards: (ToolDashboard | ToolProblem)[] = []

  function connectionNamed(name: string, signal: AbortSignal): Promise<RunsIn | string> {
    const asked =
      connections.get(name) ??
      optional(api.get(`/connections/${encodeURIComponent(name)}`, signal)).then((connection) =>
        typeof connection === 'string'
          ? `the address of its database may not be seen: ${connection}`
          : runsIn(connection),
      )
    connections.set(name, asked)
    return asked
  }

  async function ownerOf(item: Json, signal: AbortSignal): Promise<string | undefined> {
    const id = text(item.user_id)
    if (!withOwners || id === undefined) return undefined
    const asked =
      people.get(id) ??
      optional(api.get(`/users/${encodeURIComponent(id)}`, signal, { fields: 'id,email' })).then((person) =>
        typeof person === 'string' ? undefined : text(person.email),
      )
    people.set(id, asked)
    return asked
  }

  /** Views that an explore of the model is named after, with their tables. */
  function tablesOf(explores: readonly string[], signal: AbortSignal) {
    const tables = new Map<string, Promise<string | undefined>>()
    return {
      remember: (explore: Json) => tables.set(String(explore.name), Promise.resolve(tableOf(explore))),
      find(model: string, view: string): Promise<string | undefined> {
        if (!explores.includes(view)) return Promise.resolve(undefined)
        const asked =
          tables.get(view) ??
          optional(api.get(explorePath(model, view), signal)).then((explore) =>
            typeof explore === 'string' ? undefined : tableOf(explore),
          )
        tables.set(view, asked)
        return asked
      },
    }
  }

  async function dashboardOf(
    dashboard: Json,
    id: string,
    tiles: readonly Json[],
    signal: AbortSignal,
  ): Promise<ToolDashboard> {
    return {
      kind: 'dashboard',
      name: nameOf(id),
      displayName: text(dashboard.title),
      description: text(dashboard.description),
      sourceUrl: `${site}/dashboards/${encodeURIComponent(id)}`,
      project: folderOf(dashboard),
      owner: await ownerOf(dashboard, signal),
      dashboardType: 'Dashboard',
      charts: tiles.filter(isChart).map(chartName),
      models: tiles.flatMap(exploresOf).map(({ model, explore }) => exploreName(model, explore)),
    }
  }

  async function lookOf(look: Json, signal: AbortSignal): Promise<ToolChart> {
    return {
      kind: 'chart',
      name: lookName(String(look.id)),
      displayName: text(look.title),
      description: text(look.description),
      sourceUrl: `${site}/looks/${encodeURIComponent(String(look.id))}`,
      project: folderOf(look),
      owner: await ownerOf(look, signal),
      chartType: chartTypeOf(record(look.query)),
    }
  }

  /** Looks that dashboards show are charts of their own: the same one may stand on many. */
  async function chartOf(tile: Json, dashboard: ToolDashboard, signal: AbortSignal): Promise<ToolChart> {
    if (text(tile.look_id) !== undefined) return lookOf({ ...record(tile.look), id: tile.look_id }, signal)
    return {
      kind: 'chart',
      name: chartName(tile),
      displayName: text(tile.title) ?? text(tile.title_text),
      description: text(tile.note_text),
      sourceUrl: dashboard.sourceUrl,
      project: dashboard.project,
      chartType: chartTypeOf(queryOf(tile), record(record(tile.result_maker).vis_config)),
    }
  }

  return {
    async *models(signal) {
      for (const { name, explores } of await api.list('/lookml_models', signal, { exclude_empty: true })) {
        const model = String(name)
        const names = records(explores).map((explore) => String(explore.name))
        const tables = tablesOf(names, signal)
        const context: ExploreContext = {
          site,
          readSql,
          connection: (connection) => connectionNamed(connection, signal),
          tableOfView: tables.find,
        }
        for (const each of names) {
          try {
            const explore = await api.get(explorePath(model, each), signal)
            tables.remember(explore)
            yield await exploreModel(explore, model, context)
          } catch (error) {
            yield problemOf('dashboardDataModel', exploreName(model, each), error)
          }
        }
      }
    },
    async *charts(signal) {
      const looks = new Set<string>()
      for (const listed of await api.list('/dashboards', signal, { fields: 'id,title' })) {
        const id = String(listed.id)
        let tiles: Json[]
        let dashboard: ToolDashboard
        try {
          const whole = await api.get(`/dashboards/${encodeURIComponent(id)}`, signal)
          tiles = records(whole.dashboard_elements)
          dashboard = await dashboardOf(whole, id, tiles, signal)
          dashboards.push(dashboard)
        } catch (error) {
          dashboards.push(problemOf('dashboard', nameOf(id), error))
          continue
        }
        for (const tile of tiles.filter(isChart)) {
          const chart = await chartOf(tile, dashboard, signal)
          if (looks.has(chart.name)) continue
          if (text(tile.look_id) !== undefined) looks.add(chart.name)
          yield chart
        }
      }
      for (const listed of await api.list('/looks', signal, { fields: 'id,title' })) {
        const id = String(listed.id)
        if (looks.has(lookName(id))) continue
        try {
          yield await lookOf(await api.get(`/looks/${encodeURIComponent(id)}`, signal), signal)
        } catch (error) {
          yield problemOf('chart', lookName(id), error)
        }
      }
    },
    async *dashboards() {
      yield* dashboards
    },
  }
}

const explorePath = (model: string, explore: string) =>
  `/lookml_models/${encodeURIComponent(model)}/explores/${encodeURIComponent(explore)}`

/** The table of the view that an explore is named after; undefined where it begins with another one. */
function tableOf(explore: Json): string | undefined {
  const view = text(explore.view_name) ?? explore.name
  return view === explore.name ? text(explore.sql_table_name) : undefined
}

/** Dashboards of LookML and their tiles are named `model::name`, which names of the catalog cannot hold. */
const nameOf = (id: string) => id.replaceAll('::', '.')
/** Looks and tiles count on their own. */
const lookName = (id: string) => `look-${id}`

function chartName(tile: Json): string {
  const look = text(tile.look_id)
  return look === undefined ? nameOf(String(tile.id)) : lookName(look)
}

function folderOf(item: Json): string | undefined {
  return text(record(item.folder).name)
}

/** What is asked for, or the sentence that says why it cannot be had. @throws what passes by itself */
async function optional(asked: Promise<Json>): Promise<Json | string> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof SourceError && error.consequence !== 'retriable') return error.message
    throw error
  }
}

/** @throws what is not about this one thing alone */
function problemOf(type: ToolProblem['type'], name: string, error: unknown): ToolProblem {
  if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
  return { kind: 'problem', type, name, message: error.message, hint: error.hint }
}
