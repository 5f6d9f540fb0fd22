/** Metabase as a dashboard tool: cards are data models with what they read, and charts unless they are models; dashboards show them. */
import { SourceError } from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import { columnType } from '../column-type.ts'
import type { DashboardTool, ToolDashboard, ToolModel } from '../dashboard-tool.ts'
import { type Json, present, record, records, text } from '../json-values.ts'
import { createCardLineage } from './card-lineage.ts'
import type { MetabaseApi } from './metabase-api.ts'
import { sourcesOf } from './query-sources.ts'

/** Metabase's kinds of pictures in the catalog's words. */
const chartTypes: Readonly<Record<string, string>> = {
  table: 'Table',
  pivot: 'Table',
  object: 'Table',
  line: 'Line',
  area: 'Area',
  bar: 'Bar',
  row: 'Bar',
  combo: 'Bar',
  waterfall: 'Bar',
  pie: 'Pie',
  scatter: 'Scatter',
  boxplot: 'BoxPlot',
  sankey: 'SanKey',
  map: 'Map',
  gauge: 'Gauge',
  progress: 'Gauge',
  scalar: 'Gauge',
  smartscalar: 'Gauge',
}

export function metabaseTool(api: MetabaseApi, site: string): DashboardTool {
  let listedCards: Promise<ReadonlyMap<string, Json>> | undefined
  let listedCollections: Promise<ReadonlyMap<string, string>> | undefined
  const authors = new Map<string, Promise<string | undefined>>()

  function cards(signal: AbortSignal): Promise<ReadonlyMap<string, Json>> {
    listedCards ??= api
      .all('/card', signal)
      .then((all) => new Map(all.map((card) => [String(card.id), card])))
    return listedCards
  }

  /** Names of collections by id; the trash is none. */
  function collections(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    listedCollections ??= api.all('/collection', signal).then((all) => {
      const kept = all.filter(({ type, archived }) => type !== 'trash' && archived !== true)
      return new Map([['root', 'Our analytics'], ...kept.map(nameOf)])
    })
    return listedCollections
  }

  async function projectOf({ collection_id: id }: Json, signal: AbortSignal): Promise<string | undefined> {
    return (await collections(signal)).get(typeof id === 'number' ? String(id) : 'root')
  }

  /** Dashboards know who made them by number alone. */
  function authorOf(id: unknown, signal: AbortSignal): Promise<string | undefined> {
    const key = String(id)
    const asked =
      typeof id !== 'number'
        ? Promise.resolve(undefined)
        : (authors.get(key) ??
          api.get(`/user/${key}`, signal).then(
            (user) => text(user.email),
            (error: unknown) => {
              // Only administrators may see people.
              if (error instanceof SourceError && error.consequence !== 'retriable') return undefined
              throw error
            },
          ))
    authors.set(key, asked)
    return asked
  }

  /** What a card says of itself, as a model and as a chart. */
  async function shownOf(name: string, card: Json, signal: AbortSignal) {
    return {
      name,
      displayName: text(card.name),
      description: text(card.description),
      sourceUrl: `${site}/${pageOf(card)}/${name}`,
      project: await projectOf(card, signal),
      owner: text(record(card.creator).email),
    }
  }

  const lineage = createCardLineage(api, cards)

  async function model(name: string, card: Json, signal: AbortSignal): Promise<ToolModel> {
    const reads = await lineage.of(card, signal)
    return {
      kind: 'model',
      ...(await shownOf(name, card, signal)),
      dataModelType: 'MetabaseDataModel',
      columns: columnsOf(card),
      sql: sourcesOf(card.dataset_query).statements[0]?.sql,
      ...reads,
    }
  }

  async function dashboard(name: string, signal: AbortSignal): Promise<ToolDashboard> {
    const found = await api.get(`/dashboard/${encodeURIComponent(name)}`, signal)
    // `ordered_cards` before release 47. Texts and headings have no card.
    const shown = records(found.dashcards ?? found.ordered_cards)
      .flatMap((each) => [each.card_id, ...records(each.series).map(({ id }) => id)])
      .flatMap((id) => (typeof id === 'number' ? [String(id)] : []))
    return {
      kind: 'dashboard',
      name,
      displayName: text(found.name),
      description: text(found.description),
      sourceUrl: `${site}/dashboard/${name}`,
      project: await projectOf(found, signal),
      owner: await authorOf(found.creator_id, signal),
      dashboardType: 'Dashboard',
      charts: shown,
      models: shown,
    }
  }

  return {
    async *models(signal) {
      for (const [name, card] of await cards(signal)) yield await model(name, card, signal)
    },
    async *charts(signal) {
      for (const [name, card] of await cards(signal)) {
        if (isModel(card)) continue
        const display = text(card.display) ?? ''
        yield {
          kind: 'chart',
          ...(await shownOf(name, card, signal)),
          chartType: Object.hasOwn(chartTypes, display) ? chartTypes[display] : 'Other',
        }
      }
    },
    async *dashboards(signal) {
      for (const collection of (await collections(signal)).keys()) {
        for await (const listed of api.dashboardsIn(collection, signal)) {
          const name = String(listed.id)
          try {
            yield await dashboard(name, signal)
          } catch (error) {
            if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
            yield { kind: 'problem', type: 'dashboard', name, message: error.message, hint: error.hint }
          }
        }
      }
    },
  }
}

function nameOf({ id, name }: Json): [string, string] {
  return [String(id), String(name)]
}

/** Releases before 50 say `dataset` instead of a type. */
function isModel(card: Json): boolean {
  return card.type === 'model' || card.dataset === true
}

function pageOf(card: Json): string {
  if (isModel(card)) return 'model'
  return card.type === 'metric' ? 'metric' : 'question'
}

/** What Metabase remembers of the columns of a result; a question that never ran has none. */
function columnsOf(card: Json): Column[] {
  const columns = new Map<string, Column>()
  for (const { name, base_type, display_name, description } of records(card.result_metadata)) {
    const named = text(name)
    if (named === undefined) continue
    columns.set(named, {
      name: named,
      ...columnType(text(base_type)?.replace(/^type\//, '')),
      ...present({ displayName: text(display_name), description: text(description) }),
    })
  }
  return [...columns.values()]
}
