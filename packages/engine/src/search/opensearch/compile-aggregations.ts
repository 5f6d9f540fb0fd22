/** Asks OpenSearch for aggregations, and reads its answer back in the shape that every backend gives. */
import type { Aggregation, Aggregations, Choice } from '../aggregation.ts'
import { compileQuery, valueField } from './compile-query.ts'
import type { Json } from './open-search-client.ts'

/** The hits of one bucket by their ids: what they show is read where it is kept. */
export interface TopHit {
  readonly id: string
  readonly score: number
}
export type ReadTopHits = (total: number, hits: readonly TopHit[], source: readonly string[]) => Json

/** A pattern that takes letters in any case; Lucene's patterns have no flag for it. */
function anyCase(pattern: string): string {
  let inClass = false
  return pattern.replace(/\\.|[[\]]|\p{L}/gu, (found) => {
    if (found.startsWith('\\')) return found
    if (found === '[' || found === ']') inClass = found === '['
    const other = found === found.toLowerCase() ? found.toUpperCase() : found.toLowerCase()
    if (other === found || other.length !== found.length) return found
    return inClass ? `${found}${other}` : `[${found}${other}]`
  })
}

const literal = (text: string) => text.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, '\\$&')

/** As one pattern: lists are taken in any case of letters too. */
function pattern(choice: Choice): string {
  return anyCase('values' in choice ? choice.values.map(literal).join('|') : choice.pattern)
}

function below(of: Aggregations, nowMs: number): { aggs?: Json } {
  return Object.keys(of).length === 0 ? {} : { aggs: compileAggregations(of, nowMs) }
}

function one(wanted: Aggregation, nowMs: number): Json {
  switch (wanted.kind) {
    case 'terms': {
      const { field, size, order, include, exclude, missing, of } = wanted
      return {
        terms: {
          field: valueField(field).values,
          size,
          order: [{ [order.by === 'count' ? '_count' : '_key']: order.direction }, { _key: 'asc' }],
          ...(include ? { include: pattern(include) } : {}),
          ...(exclude ? { exclude: pattern(exclude) } : {}),
          ...(missing === undefined ? {} : { missing }),
        },
        ...below(of, nowMs),
      }
    }
    case 'filter':
      return { filter: compileQuery(wanted.condition, nowMs), ...below(wanted.of, nowMs) }
    case 'nested':
      return { filter: { match_all: {} }, ...below(wanted.of, nowMs) }
    case 'missing':
      return { missing: { field: valueField(wanted.field).values }, ...below(wanted.of, nowMs) }
    case 'metric': {
      const { metric, field } = wanted
      const { values, numbers } = valueField(field)
      const isCount = metric === 'cardinality' || metric === 'value_count'
      return { [metric]: { field: isCount ? values : numbers } }
    }
    case 'dateHistogram':
      return {
        date_histogram: {
          field: valueField(wanted.field).numbers,
          calendar_interval: wanted.unit,
          min_doc_count: 1,
        },
        ...below(wanted.of, nowMs),
      }
    case 'topHits':
      return {
        top_hits: {
          size: wanted.size,
          _source: false,
          sort: [{ _score: 'desc' }, { fqn: 'asc' }],
          track_scores: true,
        },
      }
  }
}

export function compileAggregations(wanted: Aggregations, nowMs: number): Json {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, aggregation]) => [name, one(aggregation, nowMs)]),
  )
}

interface Bucket extends Json {
  readonly key: string | number
  readonly doc_count: number
}

interface Hits {
  readonly total: { readonly value: number }
  readonly hits: readonly { readonly _id: string; readonly _score: number | null }[]
}

function readOne(wanted: Aggregation, answer: Json, topHits: ReadTopHits): Json {
  const inside = (of: Aggregations, bucket: Json) => readAggregations(of, bucket, topHits)
  const buckets = () => answer.buckets as readonly Bucket[] // asked for as a bucket aggregation
  switch (wanted.kind) {
    case 'metric':
      return { value: answer.value ?? null }
    case 'topHits': {
      const { total, hits } = answer.hits as Hits // asked for as top_hits
      const found = hits.map(({ _id, _score }) => ({ id: _id, score: _score ?? 1 }))
      return { hits: topHits(total.value, found, wanted.source) }
    }
    case 'dateHistogram':
      return {
        buckets: buckets().map((bucket) => ({
          key: bucket.key,
          key_as_string: new Date(Number(bucket.key)).toISOString(),
          doc_count: bucket.doc_count,
          ...inside(wanted.of, bucket),
        })),
      }
    case 'terms':
      return {
        doc_count_error_upper_bound: answer.doc_count_error_upper_bound ?? 0,
        sum_other_doc_count: answer.sum_other_doc_count ?? 0,
        buckets: buckets().map((bucket) => ({
          key: bucket.key,
          doc_count: bucket.doc_count,
          ...inside(wanted.of, bucket),
        })),
      }
    default:
      return { doc_count: answer.doc_count, ...inside(wanted.of, answer) }
  }
}

/** @param answers - of {@link compileAggregations} of the same */
export function readAggregations(wanted: Aggregations, answers: Json, topHits: ReadTopHits): Json {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, aggregation]) => [
      name,
      readOne(aggregation, (answers[name] ?? {}) as Json, topHits), // one answer for each that was asked
    ]),
  )
}

/** Ids of the top hits anywhere in an answer. */
export function topHitIds(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.flatMap(topHitIds)
  if (typeof answer !== 'object' || answer === null) return []
  return Object.entries(answer).flatMap(([name, value]) =>
    name === '_id' && typeof value === 'string' ? [value] : topHitIds(value),
  )
}
