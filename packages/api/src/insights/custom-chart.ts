/** Counts what a chart that people put together shows now, by asking search. */
import { type Engine, parseAggregations, type SearchQuery } from '@waymark/engine'
import {
  type ChartMetric,
  type CustomChartPoint,
  type DataInsightCustomChart,
  type LineChart,
  problem,
} from '@waymark/spec'
import { type Formula, type Measure, parseFormula } from './chart-formula.ts'

/** Everything along an axis and in groups; a chart with more is one nobody can read. */
const mostBuckets = 1000
/** The axis of charts that go by day. */
export const byDay = '@timestamp'

const metricOf = { sum: 'sum', avg: 'avg', min: 'min', max: 'max', unique: 'cardinality' } as const

interface Level {
  readonly kind: 'term' | 'group'
  readonly terms: object
}

type Place = Pick<CustomChartPoint, 'term' | 'group'>
interface Counted {
  readonly place: Place
  readonly value: number
}

/** Types that people look for in a catalog: what sources are read into. */
export function dataAssetTypes(engine: Engine): string[] {
  return engine.registry.all.filter(({ traits }) => traits.includes('sourceHash')).map(({ type }) => type)
}

/** Words of the daily index that charts of other catalogs were written for. */
function translated(query: string): string {
  return query
    .replace(/\bhasDescription\s*:\s*1\b/g, '_exists_:description')
    .replace(/\bhasDescription\s*:\s*0\b/g, 'NOT _exists_:description')
}

function clauseOf(query: string): object | undefined {
  if (!query.trimStart().startsWith('{')) return { query_string: { query: translated(query) } }
  try {
    const parsed: { query?: object } = JSON.parse(query) // search checks what it is given
    return parsed.query ?? (Object.keys(parsed).length === 0 ? undefined : parsed)
  } catch {
    throw problem('parameter-invalid', {
      parameter: 'filter',
      expected: 'an Elasticsearch query in JSON, {"query": {…}}, or a query string.',
    })
  }
}

function levelsOf(details: LineChart): readonly Level[] {
  const { xAxisField = byDay, includeXAxisFiled, excludeXAxisField } = details
  const { groupBy, includeGroups = [], excludeGroups = [] } = details
  const term = {
    field: xAxisField,
    size: mostBuckets,
    ...(includeXAxisFiled ? { include: includeXAxisFiled } : {}),
    ...(excludeXAxisField ? { exclude: excludeXAxisField } : {}),
  }
  const group = {
    field: groupBy,
    size: mostBuckets,
    ...(includeGroups.length > 0 ? { include: includeGroups } : {}),
    ...(excludeGroups.length > 0 ? { exclude: excludeGroups } : {}),
  }
  return [
    ...(xAxisField === byDay ? [] : [{ kind: 'term', terms: term } as const]),
    ...(groupBy ? [{ kind: 'group', terms: group } as const] : []),
  ]
}

interface Bucket {
  readonly key?: unknown
  readonly doc_count?: number
  readonly inner?: { readonly buckets: readonly Bucket[] }
  readonly value?: { readonly value: number | null }
}

function* countedIn(bucket: Bucket, levels: readonly Level[], place: Place): Generator<Counted> {
  const [level, ...deeper] = levels
  if (!level) {
    yield { place, value: (bucket.value ? bucket.value.value : bucket.doc_count) ?? 0 }
    return
  }
  for (const each of bucket.inner?.buckets ?? []) {
    yield* countedIn(each, deeper, { ...place, [level.kind]: String(each.key) })
  }
}

async function count(
  engine: Engine,
  index: string,
  levels: readonly Level[],
  { function: name, field, query }: Measure,
  filter: string | undefined,
): Promise<Counted[]> {
  // Every entity has an id; any other member is counted where there is one.
  const isEvery = /^(id(\.keyword)?|\*|)$/.test(field)
  const must = [
    ...[query, filter].flatMap((text) => (text ? (clauseOf(text) ?? []) : [])),
    ...(name === 'count' && !isEvery ? [{ exists: { field } }] : []),
  ]
  const metric = name === 'count' ? {} : { value: { [metricOf[name]]: { field } } }
  const aggs = levels.reduceRight<object>((inner, { terms }) => ({ inner: { terms, aggs: inner } }), metric)
  const asked: SearchQuery = {
    size: 0,
    trackTotalHits: true,
    index,
    ...(must.length > 0 ? { queryFilter: { query: { bool: { must } } } } : {}),
    ...(Object.keys(aggs).length > 0 ? { aggregations: parseAggregations(aggs) } : {}),
  }
  const { total, aggregations } = await engine.search.search(asked)
  // In Elasticsearch's shape, as it was asked for above.
  return [...countedIn({ doc_count: total, ...(aggregations as Bucket | undefined) }, levels, {})]
}

function formulaOf({ formula, function: name = 'count', field = '' }: ChartMetric): Formula {
  if (formula) return parseFormula(formula)
  const measure = { function: name as Measure['function'], field } // the schema's words
  return { measures: [measure], evaluate: ([value = 0]) => value }
}

/**
 * One point a metric, or one for each term of the axis and each group; days are the caller's.
 * @throws problem `parameter-invalid` for a formula, filter or field that cannot be counted, naming it
 */
export async function countChart(
  engine: Engine,
  { chartDetails }: Pick<DataInsightCustomChart, 'chartDetails'>,
): Promise<readonly CustomChartPoint[]> {
  const details: LineChart = { ...chartDetails, type: 'LineChart' } // a card is a chart without an axis
  const index = details.searchIndex ?? dataAssetTypes(engine).join(',')
  const levels = levelsOf(details)
  const metrics = details.metrics ?? []
  const points: CustomChartPoint[] = []
  for (const metric of metrics) {
    const { measures, evaluate } = formulaOf(metric)
    const values = new Map<string, { readonly place: Place; readonly of: number[] }>()
    for (const [at, measure] of measures.entries()) {
      for (const { place, value } of await count(engine, index, levels, measure, metric.filter)) {
        const key = JSON.stringify([place.term, place.group])
        const known = values.get(key) ?? { place, of: [] }
        values.set(key, known)
        known.of[at] = value
      }
    }
    const named = metrics.length > 1 && metric.name !== undefined ? { metric: metric.name } : {}
    for (const { place, of } of values.values()) points.push({ count: evaluate(of), ...place, ...named })
  }
  return points
}
