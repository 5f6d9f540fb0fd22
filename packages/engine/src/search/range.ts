/** Ranges of numbers, times and texts as SQL. */
import { problem } from '@waymark/spec'
import type { Bounds, Condition } from './condition.ts'
import { memberOf, valuesOf } from './fields.ts'
import type { Parameters } from './parameters.ts'

const signs = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

const dayMs = 86_400_000
const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: dayMs,
  w: 7 * dayMs,
  M: 30 * dayMs,
  y: 365 * dayMs,
}

/** A number as it is, a date or `now-7d/d` as milliseconds since 1970; undefined for any other text. */
export function numberOf(bound: string | number, nowMs: number): number | undefined {
  if (typeof bound === 'number') return bound
  if (/^-?\d+(\.\d+)?$/.test(bound)) return Number(bound)
  const relative = /^now(?:([+-])(\d{1,6})([smhdwMy]))?(\/d)?$/.exec(bound)
  if (relative) {
    const [, sign, count, unit = '', toDay] = relative
    const atMs = nowMs + (sign === '-' ? -1 : 1) * Number(count ?? 0) * (unitMs[unit] ?? 0)
    return toDay ? Math.floor(atMs / dayMs) * dayMs : atMs
  }
  if (!/^\d{4}-\d{2}(-\d{2}|$)/.test(bound)) return undefined
  const atMs = Date.parse(bound)
  return Number.isNaN(atMs) ? undefined : atMs
}

interface End {
  readonly name: keyof Bounds
  readonly bound: string | number
  readonly number: number | undefined
}

/**
 * The ends that are given; `numeric` where all of them are numbers or times.
 * @throws problem `parameter-invalid` when one end is a number and the other a text
 */
export function endsOf(
  { field, bounds }: Extract<Condition, { kind: 'range' }>,
  nowMs: number,
): { readonly ends: readonly End[]; readonly numeric: boolean } {
  const ends = (Object.keys(signs) as (keyof Bounds)[]).flatMap((name) => {
    const bound = bounds[name]
    return bound === undefined ? [] : [{ name, bound, number: numberOf(bound, nowMs) }]
  })
  const numeric = ends.every((end) => end.number !== undefined)
  if (!numeric && ends.some((end) => typeof end.bound === 'number')) {
    const expected = `two numbers, two dates or two texts as range of '${field}'.`
    throw problem('parameter-invalid', { parameter: 'query_filter', expected })
  }
  return { ends, numeric }
}

/** @throws problem `parameter-invalid` when one end is a number and the other a text */
export function compileRange(
  condition: Extract<Condition, { kind: 'range' }>,
  parameters: Parameters,
  nowMs: number = Date.now(),
): string {
  const { field } = condition
  const { ends, numeric } = endsOf(condition, nowMs)
  if (ends.length === 0) return 'true'
  const holds = (value: string) =>
    ends
      .map(({ name, bound, number }) =>
        numeric
          ? `${value} ${signs[name]} ${parameters.add(number)}::numeric`
          : `lower(${value}) collate "C" ${signs[name]} ${parameters.add(String(bound).toLowerCase())}`,
      )
      .join(' and ')
  const { column } = memberOf(field)
  if (column?.kind === 'number' && numeric) return `(${holds(column.sql)})`
  const number = "case when value ~ '^-?[0-9]{1,18}([.][0-9]{1,9})?$' then value::numeric end"
  return `exists (select from ${valuesOf(field, parameters)} as listed where ${holds(numeric ? `(${number})` : 'value')})`
}
