/** Tableau as a dashboard tool: data sources with what they read, sheets, dashboards. */
import type { DashboardTool, ToolProblem } from '../dashboard-tool.ts'
import { type Json, record, records, text } from '../json-values.ts'
import { createSqlReader } from '../native-sql.ts'
import { bySource, dataSource, type SourceContext } from './data-sources.ts'
import {
  customSql,
  dashboards,
  embeddedSources,
  type MetadataList,
  publishedSources,
  sheets,
} from './queries.ts'
import type { MetadataItem, TableauApi } from './tableau-api.ts'

/** Where something lies, as only REST tells. */
interface Place {
  /** The project with those around it: `Finance/Reports`. */
  readonly project: string | undefined
  readonly sourceUrl: string | undefined
}

/** @param site - address of the pages of the site, without a slash at its end: `https://tableau.example.com/#/site/sales` */
export function tableauTool(api: TableauApi, site: string, warn: (message: string) => void): DashboardTool {
  const readSql = createSqlReader()
  const warned = new Set<string>()
  /** Names of the data sources that each sheet is drawn from, by the sheet's id. */
  const embeddedOf = new Map<string, string[]>()
  const publishedOf = new Map<string, string[]>()
  let places: ReadonlyMap<string, Place> = new Map()

  function ask(list: MetadataList, signal: AbortSignal): AsyncGenerator<MetadataItem> {
    return api.metadata(list, signal, (message) => {
      // Every page of a list says the same.
      if (!warned.has(message)) warn(message)
      warned.add(message)
    })
  }

  function common(node: Json, workbook: Json) {
    const place = places.get(String(workbook.luid))
    const from = text(workbook.name)
    const description = [text(node.description) ?? text(workbook.description), from && `Workbook: ${from}`]
    return {
      name: nameOf(node),
      displayName: text(node.name),
      description: description.filter(Boolean).join('\n\n') || undefined,
      project: place?.project ?? text(workbook.projectName),
      owner: ownerOf(workbook.owner),
    }
  }

  return {
    async *models(signal) {
      places = await placesOf(api, signal)
      const queries: Json[] = []
      for await (const { node, cutShort } of ask(customSql, signal)) {
        queries.push(node)
        if (cutShort !== undefined) warn(`Tableau gave only a part of a custom SQL query: ${cutShort}`)
      }
      const published = new Map<string, { name: string; tables: Set<string> }>()
      const context = { readSql, customSql: bySource(queries), published }

      for await (const { node, cutShort } of ask(publishedSources, signal)) {
        const name = nameOf(node)
        const tables = new Set(records(node.upstreamTables).map(({ id }) => String(id)))
        published.set(String(node.id), { name, tables })
        for (const { id } of records(node.downstreamSheets)) push(publishedOf, String(id), name)
        const place = places.get(name)
        const own: SourceContext = { ...context, cutShort }
        yield {
          kind: 'model',
          name,
          displayName: text(node.name),
          description: text(node.description),
          sourceUrl: place?.sourceUrl,
          project: place?.project ?? text(node.projectName),
          owner: ownerOf(node.owner),
          dataModelType: 'TableauPublishedDatasource',
          ...(await dataSource(node, own)),
        }
      }
      for await (const { node, cutShort } of ask(embeddedSources, signal)) {
        const workbook = record(node.workbook)
        for (const { id } of records(node.downstreamSheets)) push(embeddedOf, String(id), nameOf(node))
        yield {
          kind: 'model',
          ...common(node, workbook),
          sourceUrl: places.get(String(workbook.luid))?.sourceUrl,
          dataModelType: 'TableauEmbeddedDatasource',
          ...(await dataSource(node, { ...context, cutShort })),
        }
      }
    },
    async *charts(signal) {
      for await (const { node } of ask(sheets, signal))
        yield {
          kind: 'chart',
          ...common(node, record(node.workbook)),
          sourceUrl: pageOfView(site, node),
          // The Metadata API does not tell what a sheet draws.
          chartType: 'Other',
        }
    },
    async *dashboards(signal) {
      for await (const { node, cutShort } of ask(dashboards, signal)) {
        if (cutShort !== undefined) {
          yield problemOf(node, cutShort)
          continue
        }
        const shown = records(node.sheets)
        yield {
          kind: 'dashboard',
          ...common(node, record(node.workbook)),
          sourceUrl: pageOfView(site, node),
          dashboardType: 'Dashboard',
          charts: shown.map(nameOf),
          // A workbook reads published data sources through one of its own, which has the edge to them.
          models: shown.flatMap(({ id }) => embeddedOf.get(String(id)) ?? publishedOf.get(String(id)) ?? []),
        }
      }
    },
  }
}

/** What REST knows it by; the Metadata API's own id where it knows none: embedded data sources, hidden sheets. */
function nameOf(node: Json): string {
  return text(node.luid) ?? String(node.id)
}

function ownerOf(owner: unknown): string | undefined {
  return text(record(owner).email) ?? text(record(owner).username)
}

/** Hidden sheets have no page. */
function pageOfView(site: string, { path }: Json): string | undefined {
  const below = text(path)
  return below === undefined ? undefined : `${site}/views/${below}`
}

function problemOf(node: Json, cutShort: string): ToolProblem {
  return {
    kind: 'problem',
    type: 'dashboard',
    name: nameOf(node),
    message: `Tableau gave only a part of it: ${cutShort}`,
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value])
}

/** Workbooks and published data sources by what REST knows them by. */
async function placesOf(api: TableauApi, signal: AbortSignal): Promise<Map<string, Place>> {
  const projects = new Map<string, Json>()
  for await (const project of api.list('project', signal)) projects.set(String(project.id), project)

  function pathOf(id: unknown, below: ReadonlySet<string> = new Set()): string[] {
    const project = projects.get(String(id))
    if (!project || below.has(String(id))) return []
    const outer = pathOf(project.parentProjectId, new Set([...below, String(id)]))
    return [...outer, String(project.name)]
  }

  const places = new Map<string, Place>()
  for (const kind of ['workbook', 'datasource'] as const)
    for await (const item of api.list(kind, signal)) {
      const { id, name } = record(item.project)
      const project = pathOf(id).join('/') || text(name)
      places.set(String(item.id), { project, sourceUrl: text(item.webpageUrl) })
    }
  return places
}
