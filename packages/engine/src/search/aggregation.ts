/** What can be counted over the hits of a search, and how Elasticsearch's JSON asks for it. */
import type { Condition } from './condition.ts'
import { type Members, members, refuse, scalar, strings, wholeNumber } from './dsl-members.ts'
import { parseQueryFilter } from './query-filter.ts'

/** Values as they are, or a pattern that the whole value matches. */
export type Choice = { readonly values: readonly string[] } | { readonly pattern: string }

export type Metric = 'cardinality' | 'value_count' | 'min' | 'max' | 'avg' | 'sum'

export type Aggregation =
  | {
      readonly kind: 'terms'
      readonly field: string
      readonly size: number
      readonly order: { readonly by: 'count' | 'key'; readonly direction: 'asc' | 'desc' }
      readonly include?: Choice
      readonly exclude?: Choice
      /** Key under which documents without a value are counted. */
      readonly missing?: string
      readonly of: Aggregations
    }
  | { readonly kind: 'filter'; readonly condition: Condition; readonly of: Aggregations }
  | { readonly kind: 'nested'; readonly of: Aggregations }
  | { readonly kind: 'missing'; readonly field: string; readonly of: Aggregations }
  | { readonly kind: 'metric'; readonly metric: Metric; readonly field: string }
  | {
      readonly kind: 'dateHistogram'
      readonly field: string
      readonly unit: string
      readonly of: Aggregations
    }
  | { readonly kind: 'topHits'; readonly size: number; readonly source: readonly string[] }

export type Aggregations = Readonly<Record<string, Aggregation>>

const mostAggregations = 60
const mostBuckets = 10_000
const deepest = 4
/** A regular expression longer than this is none that a picker of values sends. */
const longestPattern = 300

const metrics: readonly string[] = ['cardinality', 'value_count', 'min', 'max', 'avg', 'sum']
const units: Readonly<Record<string, string>> = {
  minute: 'minute', '1m': 'minute', hour: 'hour', '1h': 'hour', day: 'day', '1d': 'day', '24h': 'day', week: 'week', '1w': 'week',
  '7d': 'week', month: 'month', '1M': 'month', quarter: 'quarter', '1q': 'quarter', year: 'year', '1y': 'year',
} // biome-ignore format: a vocabulary

function choice(value: unknown, where: string): Choice | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return { values: strings(value, where) }
  const pattern = scalar(value, where)
  return { pattern: checkedPattern(pattern) }
}

/** @throws problem `parameter-invalid` for a pattern that is too long, or no regular expression */
export function checkedPattern(pattern: string): string {
  if (pattern.length > longestPattern || /\\\d|\(\?/.test(pattern)) {
    refuse(`a plain regular expression of at most ${longestPattern} characters in include and exclude.`)
  }
  try {
    new RegExp(pattern, 'u')
  } catch {
    refuse(`a regular expression in include and exclude; '${pattern}' is none.`)
  }
  return pattern
}

function orderOf(value: unknown, where: string): { by: 'count' | 'key'; direction: 'asc' | 'desc' } {
  const [first] = Array.isArray(value) ? value : [value]
  if (first === undefined) return { by: 'count', direction: 'desc' }
  const { _count, _key, _term } = members(first, where, ['_count', '_key', '_term'])
  const direction = String(_count ?? _key ?? _term).toLowerCase() === 'asc' ? 'asc' : 'desc'
  return { by: _count === undefined ? 'key' : 'count', direction }
}

function terms(body: unknown, where: string, of: Aggregations): Aggregation {
  const known = ['field', 'size', 'order', 'include', 'exclude', 'missing', 'min_doc_count', 'shard_size']
  const given = members(body, where, known)
  if (given.min_doc_count !== undefined && given.min_doc_count !== 1) refuse(`1 at ${where}.min_doc_count.`)
  const include = choice(given.include, `${where}.include`)
  const exclude = choice(given.exclude, `${where}.exclude`)
  return {
    kind: 'terms',
    field: scalar(given.field, `${where}.field`),
    size: given.size === undefined ? 10 : Math.max(1, wholeNumber(given.size, `${where}.size`, mostBuckets)),
    order: orderOf(given.order, `${where}.order`),
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(given.missing === undefined ? {} : { missing: scalar(given.missing, `${where}.missing`) }),
    of,
  }
}

function histogram(body: unknown, where: string, of: Aggregations): Aggregation {
  const known = [
    'field',
    'interval',
    'calendar_interval',
    'fixed_interval',
    'format',
    'min_doc_count',
    'time_zone',
  ]
  const given = members(body, where, known)
  if (given.time_zone !== undefined && given.time_zone !== 'UTC' && given.time_zone !== 'Z')
    refuse(`UTC at ${where}.time_zone.`)
  const interval = scalar(
    given.calendar_interval ?? given.fixed_interval ?? given.interval,
    `${where}.calendar_interval`,
  )
  const unit = Object.hasOwn(units, interval) ? units[interval] : undefined
  if (unit === undefined)
    return refuse(`one of ${Object.keys(units).join(', ')} at ${where}.calendar_interval.`)
  return { kind: 'dateHistogram', field: scalar(given.field, `${where}.field`), unit, of }
}

function topHits(body: unknown, where: string): Aggregation {
  const given = members(body, where, ['size', '_source'])
  const source = given._source
  const includes =
    typeof source === 'object' && source !== null && !Array.isArray(source)
      ? (source as Members).includes
      : source
  return {
    kind: 'topHits',
    size: given.size === undefined ? 3 : wholeNumber(given.size, `${where}.size`, 100),
    source:
      includes === undefined || typeof includes === 'boolean' ? [] : strings(includes, `${where}._source`),
  }
}

/** @throws problem `parameter-invalid` that names the aggregation that is not understood */
export function parseAggregations(json: unknown, depth = 0): Aggregations {
  const entries = Object.entries(members(json, 'aggs'))
  if (entries.length > mostAggregations || depth > deepest)
    refuse(`at most ${mostAggregations} aggregations, ${deepest} deep.`)
  return Object.fromEntries(entries.map(([name, body]) => [name, parseOne(name, body, depth)]))
}

function parseOne(name: string, json: unknown, depth: number): Aggregation {
  const { aggs, aggregations, meta: _meta, ...rest } = members(json, `aggs.${name}`)
  const [[kind, body] = ['', undefined], ...others] = Object.entries(rest)
  if (others.length > 0) refuse(`one kind in aggs.${name}.`)
  const where = `aggs.${name}.${kind}`
  const inner = aggs ?? aggregations
  const of = inner === undefined ? {} : parseAggregations(inner, depth + 1)
  const noneBelow = () => {
    if (inner !== undefined) refuse(`no aggregations below ${where}.`)
  }
  if (metrics.includes(kind)) {
    noneBelow()
    const { field } = members(body, where, ['field', 'precision_threshold'])
    return { kind: 'metric', metric: kind as Metric, field: scalar(field, `${where}.field`) } // one of metrics
  }
  switch (kind) {
    case 'terms':
      return terms(body, where, of)
    case 'date_histogram':
      return histogram(body, where, of)
    case 'top_hits':
      noneBelow()
      return topHits(body, where)
    case 'filter':
      return { kind: 'filter', condition: parseQueryFilter(body), of }
    case 'missing':
      return { kind: 'missing', field: scalar(members(body, where, ['field']).field, `${where}.field`), of }
    case 'nested':
    case 'reverse_nested':
      members(body, where, ['path'])
      return { kind: 'nested', of }
    default: {
      const known = [
        'terms',
        'filter',
        'missing',
        'nested',
        'reverse_nested',
        'date_histogram',
        'top_hits',
        ...metrics,
      ]
      return refuse(`'${kind}' is not supported in aggs.${name}; supported: ${known.join(', ')}.`)
    }
  }
}
