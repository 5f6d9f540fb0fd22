/** Counts over the documents that meet a condition, in Elasticsearch's answer shape. */
import { problem } from '@waymark/spec'
import type { Tx } from '../database.ts'
import type { Aggregation, Aggregations, Choice, Metric } from './aggregation.ts'
import { compile } from './compile.ts'
import { allOf, type Condition } from './condition.ts'
import { valuesOf } from './fields.ts'
import { Parameters } from './parameters.ts'

/** Aggregations below buckets cost a statement per bucket and level. */
const mostStatements = 300

type Answer = Record<string, unknown>
type Top = (where: Condition, size: number, source: readonly string[]) => Promise<Answer>

interface Row {
  readonly at: number
  readonly key: string | null
  readonly count: string
  readonly total: string | null
}

/** Aggregations that one statement answers, all of them together. */
type Flat = Extract<Aggregation, { kind: 'terms' | 'metric' | 'dateHistogram' | 'missing' }>

function isFlat(one: Aggregation): one is Flat {
  return (
    one.kind === 'terms' || one.kind === 'metric' || one.kind === 'dateHistogram' || one.kind === 'missing'
  )
}

function chosen(choice: Choice | undefined, parameters: Parameters): string {
  if (!choice) return 'true'
  if ('values' in choice) {
    return `lower(value) = any(${parameters.add(choice.values.map((value) => value.toLowerCase()))}::text[])`
  }
  return `value ~* ${parameters.add(`^(?:${choice.pattern})$`)}`
}

const numbers = "case when value ~ '^-?[0-9]{1,18}([.][0-9]{1,9})?$' then value::numeric end"

function metricSql(metric: Metric): string {
  switch (metric) {
    case 'cardinality':
      return 'count(distinct value)'
    case 'value_count':
      return 'count(value)'
    default:
      return `${metric}(${numbers})`
  }
}

/** SQL of rows (at, key, count, total) of one aggregation over `base`. */
function flatSql(one: Flat, at: number, parameters: Parameters): string {
  const values = `lateral ${valuesOf(one.field, parameters)} as listed`
  switch (one.kind) {
    case 'metric':
      return `(select ${at} as at, ${metricSql(one.metric)}::text as key, 0::bigint as count, null::numeric as total
                 from base left join ${values} on true)`
    case 'missing':
      return `(select ${at}, null, count(*), null from base where not exists (select from ${values.slice(8)} where value is not null))`
    case 'dateHistogram':
      return `(select ${at}, (extract(epoch from period) * 1000)::bigint::text, count(*), null
                 from base cross join ${values}
                cross join lateral (select date_trunc('${one.unit}', to_timestamp(${numbers} / 1000.0), 'UTC') as period) as p
                where period is not null group by period order by period limit 10000)`
    case 'terms': {
      const shown = one.missing === undefined ? 'value' : `coalesce(value, ${parameters.add(one.missing)})`
      const by =
        one.order.by === 'count' ? `count(*) ${one.order.direction}, key` : `key ${one.order.direction}`
      return `(select ${at}, ${shown} as key, count(*), sum(count(*)) over ()
                 from base ${one.missing === undefined ? `cross join ${values}` : `left join ${values} on true`}
                where ${shown} is not null and ${chosen(one.include, parameters)}${one.exclude ? ` and not ${chosen(one.exclude, parameters)}` : ''}
                group by 2 order by ${by} limit ${parameters.add(one.size)})`
    }
  }
}

/** A key of Elasticsearch's: numbers and booleans as such. */
function bucketOf(one: Flat, { key, count }: Row): Answer {
  if (one.kind !== 'dateHistogram') return { key, doc_count: Number(count) }
  return { key: Number(key), key_as_string: new Date(Number(key)).toISOString(), doc_count: Number(count) }
}

function answerOf(one: Flat, rows: readonly Row[]): Answer {
  const [first] = rows
  switch (one.kind) {
    case 'metric':
      return { value: first?.key === null || first === undefined ? null : Number(first.key) }
    case 'missing':
      return { doc_count: Number(first?.count ?? 0) }
    default: {
      const buckets = rows.map((row) => bucketOf(one, row))
      if (one.kind === 'dateHistogram') return { buckets }
      const shown = rows.reduce((sum, row) => sum + Number(row.count), 0)
      return {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: Number(first?.total ?? shown) - shown,
        buckets,
      }
    }
  }
}

/** The condition that leaves the documents of one bucket. */
function within(one: Flat, bucket: Answer): Condition {
  if (one.kind === 'missing') return { kind: 'not', of: { kind: 'exists', field: one.field } }
  if (one.kind === 'dateHistogram') {
    const from = Number(bucket.key)
    return { kind: 'range', field: one.field, bounds: { gte: from, lt: nextPeriod(from, one.unit) } }
  }
  const key = String(bucket.key)
  return one.kind === 'terms' && key === one.missing
    ? { kind: 'not', of: { kind: 'exists', field: one.field } }
    : { kind: 'equals', field: one.field, values: [key] }
}

function nextPeriod(fromMs: number, unit: string): number {
  const date = new Date(fromMs)
  if (unit === 'month') return date.setUTCMonth(date.getUTCMonth() + 1)
  if (unit === 'quarter') return date.setUTCMonth(date.getUTCMonth() + 3)
  if (unit === 'year') return date.setUTCFullYear(date.getUTCFullYear() + 1)
  const length = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }[unit] ?? 86_400_000
  return fromMs + length
}

/** @throws problem `parameter-invalid` when buckets of buckets would take too many statements */
export async function aggregate(
  tx: Tx,
  where: Condition,
  wanted: Aggregations,
  topHits: Top,
): Promise<Readonly<Record<string, unknown>>> {
  let statements = 0
  const spend = () => {
    statements += 1
    if (statements > mostStatements) {
      const expected = `fewer buckets with aggregations below them; at most ${mostStatements} are counted.`
      throw problem('parameter-invalid', { parameter: 'aggs', expected })
    }
  }
  const below = async (condition: Condition, of: Aggregations): Promise<Answer> =>
    Object.keys(of).length === 0 ? {} : await level(condition, of)

  const countOf = async (condition: Condition): Promise<number> => {
    spend()
    const parameters = new Parameters()
    const { rows } = await tx.query<{ count: string }>(
      `select count(*) as count from search_document where ${compile(condition, parameters)}`,
      parameters.values,
    )
    return Number(rows[0]?.count ?? 0)
  }

  const flat = async (condition: Condition, ones: readonly Flat[]): Promise<Answer[]> => {
    if (ones.length === 0) return []
    spend()
    const parameters = new Parameters()
    const base = compile(condition, parameters)
    const { rows } = await tx.query<Row>(
      `with base as materialized (select * from search_document where ${base})
       select at, key, count, total from (${ones.map((one, at) => flatSql(one, at, parameters)).join(' union all ')}) as counted (at, key, count, total)`,
      parameters.values,
    )
    return ones.map((one, at) =>
      answerOf(
        one,
        rows.filter((row) => row.at === at),
      ),
    )
  }

  const nestedAnswer = async (condition: Condition, one: Aggregation): Promise<Answer> => {
    if (one.kind === 'topHits') return { hits: await topHits(condition, one.size, one.source) }
    const inner = one.kind === 'filter' ? allOf([condition, one.condition]) : condition
    return { doc_count: await countOf(inner), ...(one.kind === 'metric' ? {} : await below(inner, one.of)) }
  }

  const level = async (condition: Condition, of: Aggregations): Promise<Answer> => {
    const entries = Object.entries(of)
    const ones = entries.flatMap(([, one]) => (isFlat(one) ? [one] : []))
    const counted = new Map(ones.map((one, at) => [one, at]))
    const answers = await flat(condition, ones)
    const answer: Answer = {}
    for (const [name, one] of entries) {
      if (!isFlat(one)) {
        answer[name] = await nestedAnswer(condition, one)
        continue
      }
      const own = answers[counted.get(one) ?? 0] ?? {}
      answer[name] = one.kind === 'metric' ? own : await withBelow(condition, one, own)
    }
    return answer
  }

  const withBelow = async (
    condition: Condition,
    one: Exclude<Flat, { kind: 'metric' }>,
    own: Answer,
  ): Promise<Answer> => {
    if (Object.keys(one.of).length === 0) return own
    const inside = (bucket: Answer) => below(allOf([condition, within(one, bucket)]), one.of)
    if (one.kind === 'missing') return { ...own, ...(await inside(own)) }
    const buckets: Answer[] = []
    for (const bucket of own.buckets as Answer[]) buckets.push({ ...bucket, ...(await inside(bucket)) }) // made above
    return { ...own, buckets }
  }

  return await level(where, wanted)
}
