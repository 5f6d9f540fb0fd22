/** Tiles of dashboards: which of them are charts, of what kind, and the explores they ask. https://cloud.google.com/looker/docs/reference/looker-api/latest/types/DashboardElement */
import { type Json, record, records, text } from '../json-values.ts'

/** Looker's visualizations in the catalog's words, by what their names hold. */
const chartTypes: readonly (readonly [RegExp, string])[] = [
  [/table|grid|single_record/, 'Table'],
  [/timeline/, 'Timeline'],
  [/line/, 'Line'],
  [/boxplot/, 'BoxPlot'],
  [/hist/, 'Histogram'],
  [/bar|column|waterfall|funnel/, 'Bar'],
  [/area/, 'Area'],
  [/pie|donut/, 'Pie'],
  [/scatter|bubble/, 'Scatter'],
  [/sankey/, 'SanKey'],
  [/single_value|gauge/, 'Gauge'],
  [/map|geo/, 'Map'],
]

/** Texts, buttons, filters and extensions ask nothing. */
export function isChart(tile: Json): boolean {
  const { id, look_id: look, query_id: query, merge_result_id: merged } = tile
  if (text(look) !== undefined) return true
  if (text(id) === undefined) return false
  const { query_id: made, sql_query_id: sql } = record(tile.result_maker)
  return [query, merged, made, sql, queryOf(tile).view].some((each) => text(each) !== undefined)
}

/** The query of a tile, wherever it stands; an empty object for merged results. */
export function queryOf(tile: Json): Json {
  const places = [tile.query, record(tile.look).query, record(tile.result_maker).query]
  return record(places.find((query) => text(record(query).view) !== undefined))
}

/** Several for merged results, none for SQL that somebody wrote for the tile. */
export function exploresOf(tile: Json): { readonly model: string; readonly explore: string }[] {
  // The view of a query is the name of its explore.
  const merged = text(tile.merge_result_id) ?? text(record(tile.result_maker).merge_result_id)
  const asked = merged === undefined ? [queryOf(tile)] : records(record(tile.result_maker).filterables)
  return asked.flatMap(({ model, view }) => {
    const [inModel, explore] = [text(model), text(view)]
    return inModel === undefined || explore === undefined ? [] : [{ model: inModel, explore }]
  })
}

/** @param settings - of the tile, where they stand apart from the query */
export function chartTypeOf(query: Json, settings: Json = {}): string {
  const kind = text(record(query.vis_config).type) ?? text(settings.type) ?? ''
  return chartTypes.find(([pattern]) => pattern.test(kind))?.[1] ?? 'Other'
}
