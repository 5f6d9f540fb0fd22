/** The numbers that one pass over the rows gives for many columns at once: what is asked, and what the answer means. */
import type { SqlText } from '../sql/sql-text.ts'
import { countOf, numberOf, shownValue } from '../sql/sql-value.ts'
import type { SqlRow } from '../sql-access.ts'
import type { ProfiledColumn } from './profiled-column.ts'

/** A column's profile while it is put together: `ColumnProfile` of the API. */
export type ColumnNumbers = Record<string, unknown> & { valuesCount: number; distinctCount?: number }

const quartiles = { firstQuartile: 0.25, median: 0.5, thirdQuartile: 0.75 } as const
type Quartile = keyof typeof quartiles

/** Expressions of the SELECT list for one column, each with its own name. */
export function aggregatesOf(column: ProfiledColumn, text: SqlText): string[] {
  const { alias, kind } = column
  const list = [`count(${alias}) as ${alias}_n`]
  const add = (expression: string | undefined, name: string) => {
    if (expression !== undefined) list.push(`${expression} as ${alias}_${name}`)
  }
  if (kind === 'opaque') return list
  if (wantsDistinct(column)) add(`count(distinct ${alias})`, 'distinct')
  if (kind === 'number' || kind === 'time') {
    if (column.wants('min')) add(`min(${alias})`, 'min')
    if (column.wants('max')) add(`max(${alias})`, 'max')
  }
  if (kind === 'text') {
    if (column.wants('minLength')) add(`min(${text.length(alias)})`, 'shortest')
    if (column.wants('maxLength')) add(`max(${text.length(alias)})`, 'longest')
  }
  if (kind === 'number') {
    if (wantsMean(column)) add(`avg(${text.asNumber(alias)})`, 'mean')
    if (column.wants('sum')) add(`sum(${text.asNumber(alias)})`, 'sum')
    if (wantsDeviation(column)) {
      add(text.stddev(alias) ?? `avg(${text.asNumber(alias)} * ${text.asNumber(alias)})`, 'spread')
    }
    for (const quartile of wantedQuartiles(column))
      add(text.quantile(alias, quartiles[quartile]), quartile.toLowerCase())
  }
  return list
}

function wantsDistinct(column: ProfiledColumn): boolean {
  return ['distinctCount', 'distinctProportion', 'duplicateCount', 'cardinalityDistribution'].some(
    column.wants,
  )
}

function wantsMean(column: ProfiledColumn): boolean {
  return ['mean', 'stddev', 'nonParametricSkew'].some(column.wants)
}

function wantsDeviation(column: ProfiledColumn): boolean {
  return ['stddev', 'nonParametricSkew'].some(column.wants)
}

/** Quartiles that are wanted for themselves or for what is worked out from them. */
export function wantedQuartiles(column: ProfiledColumn): Quartile[] {
  if (column.kind !== 'number') return []
  const wanted: Quartile[] = []
  const spread = column.wants('interQuartileRange') || column.wants('histogram')
  if (spread || column.wants('firstQuartile')) wanted.push('firstQuartile')
  if (column.wants('median') || column.wants('nonParametricSkew')) wanted.push('median')
  if (spread || column.wants('thirdQuartile')) wanted.push('thirdQuartile')
  return wanted
}

/** Reads one column's part of the answer. Proportions are between 0 and 1. */
export function readAggregates(
  column: ProfiledColumn,
  row: SqlRow,
  rows: number,
  text: SqlText,
): ColumnNumbers {
  const value = (name: string) => row[`${column.alias}_${name}`]
  const valuesCount = countOf(value('n'))
  const numbers: ColumnNumbers = { valuesCount }
  const set = (name: string, found: number | undefined) => {
    if (found !== undefined) numbers[name] = found
  }
  if (column.wants('nullCount')) set('nullCount', rows - valuesCount)
  if (column.wants('nullProportion') && rows > 0) set('nullProportion', (rows - valuesCount) / rows)
  const distinct = numberOf(value('distinct'))
  if (distinct !== undefined) {
    numbers.distinctCount = distinct
    if (column.wants('distinctProportion') && valuesCount > 0)
      set('distinctProportion', distinct / valuesCount)
    if (column.wants('duplicateCount')) set('duplicateCount', valuesCount - distinct)
  }
  set('minLength', numberOf(value('shortest')))
  set('maxLength', numberOf(value('longest')))
  for (const bound of ['min', 'max'] as const) {
    const found = boundOf(column, value(bound))
    if (found !== undefined) numbers[bound] = found
  }
  const mean = numberOf(value('mean'))
  if (column.wants('mean')) set('mean', mean)
  set('sum', numberOf(value('sum')))
  set('stddev', deviation(numberOf(value('spread')), mean, text))
  for (const quartile of wantedQuartiles(column)) set(quartile, numberOf(value(quartile.toLowerCase())))
  return numbers
}

function boundOf(column: ProfiledColumn, value: unknown): number | string | undefined {
  if (value === null || value === undefined) return undefined
  if (column.kind === 'number') return numberOf(value)
  return String(shownValue(value))
}

/** Where the dialect has no standard deviation, `spread` is the mean of the squares. */
function deviation(spread: number | undefined, mean: number | undefined, text: SqlText): number | undefined {
  if (spread === undefined || text.stddev('x') !== undefined) return spread
  return mean === undefined ? undefined : Math.sqrt(Math.max(0, spread - mean * mean))
}

/** What follows from the quartiles; they may have been found by a query of their own. */
export function finishNumbers(column: ProfiledColumn, numbers: ColumnNumbers): void {
  const { firstQuartile: first, thirdQuartile: third, median, mean, stddev } = numbers
  if (typeof first === 'number' && typeof third === 'number' && column.wants('interQuartileRange')) {
    numbers.interQuartileRange = third - first
  }
  const skewable = typeof median === 'number' && typeof mean === 'number' && typeof stddev === 'number'
  if (skewable && stddev > 0 && column.wants('nonParametricSkew')) {
    numbers.nonParametricSkew = (mean - median) / stddev
  }
  if (typeof stddev === 'number') numbers.variance = stddev * stddev
}

/** Positions (from 0) in the ordered values between which a quantile lies, and how far it is from the lower one. */
export function quantilePlace(valuesCount: number, fraction: number) {
  const exact = (valuesCount - 1) * fraction
  const below = Math.floor(exact)
  return { below, above: Math.min(valuesCount - 1, below + 1), part: exact - below }
}

export const quartileFractions: Readonly<Record<Quartile, number>> = quartiles
