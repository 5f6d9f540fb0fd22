/** Measures one table: rows, size, and the numbers of each column, in a few queries over the same sample. */
import { SourceError } from '../connector.ts'
import type { ReadTable } from '../sql/chosen-tables.ts'
import { type Sample, type SqlText, sqlText } from '../sql/sql-text.ts'
import { countOf, numberOf, shownText } from '../sql/sql-value.ts'
import type { SqlAccess, SqlRow } from '../sql-access.ts'
import {
  aggregatesOf,
  type ColumnNumbers,
  finishNumbers,
  quantilePlace,
  quartileFractions,
  readAggregates,
  wantedQuartiles,
} from './column-metrics.ts'
import { binConditions, binNames, binStarts } from './histogram.ts'
import type { ProfiledColumn } from './profiled-column.ts'
import type { Relation } from './sample.ts'

/** Columns measured by one query: far below what any server allows in a SELECT list. */
const columnsAQuery = 40
/** A text or boolean column with at most so many different values is shown value by value. */
const mostCategories = 20

export interface ColumnsRequest {
  readonly access: SqlAccess
  readonly relation: Relation
  readonly sample: Sample
  readonly columns: readonly ProfiledColumn[]
  readonly signal: AbortSignal
  /** A column that could not be measured; the others were. */
  readonly onColumnError: (column: string, message: string) => void
}

/** Profiles of the columns, without their timestamps, in the order of `columns`. */
export async function profileColumns(request: ColumnsRequest): Promise<Map<string, ColumnNumbers>> {
  const profiles = new Map<string, ColumnNumbers>()
  for (let start = 0; start < request.columns.length; start += columnsAQuery) {
    const chunk = request.columns.slice(start, start + columnsAQuery)
    for (const [name, numbers] of await aggregates(request, chunk)) profiles.set(name, numbers)
  }
  for (const column of request.columns) {
    const numbers = profiles.get(column.name)
    if (!numbers) continue
    await skippingColumn(request, column, async () => {
      await addQuartiles(request, column, numbers)
      await addUnique(request, column, numbers)
      finishNumbers(column, numbers)
      await addHistogram(request, column, numbers)
      await addCategories(request, column, numbers)
    })
  }
  return profiles
}

/** One bad column fails the query of all; then each is asked for alone. */
async function aggregates(
  request: ColumnsRequest,
  columns: readonly ProfiledColumn[],
): Promise<Map<string, ColumnNumbers>> {
  try {
    return await aggregatesTogether(request, columns)
  } catch (error) {
    if (!isSkippable(error) || request.signal.aborted) throw error
    const [only] = columns
    if (columns.length <= 1) {
      if (only) request.onColumnError(only.name, error.message)
      return new Map()
    }
    const alone = new Map<string, ColumnNumbers>()
    for (const column of columns) {
      for (const [name, numbers] of await aggregates(request, [column])) alone.set(name, numbers)
    }
    return alone
  }
}

async function aggregatesTogether(
  request: ColumnsRequest,
  columns: readonly ProfiledColumn[],
): Promise<Map<string, ColumnNumbers>> {
  const { access, signal } = request
  const text = sqlText(access.dialect)
  const list = columns.flatMap((column) => aggregatesOf(column, text))
  const select = `select count(*) as n, ${list.join(', ')} from (${rowsOf(request, columns)}) s`
  const [row = {}] = await access.query(select, [], signal)
  const lower = lowerCased(row)
  const rows = countOf(lower.n)
  return new Map(columns.map((column) => [column.name, readAggregates(column, lower, rows, text)]))
}

/** The sampled rows with the columns under their aliases. */
function rowsOf(request: ColumnsRequest, columns: readonly ProfiledColumn[]): string {
  const { access, relation, sample } = request
  const list = columns.map(({ name, alias }) => `${access.quote(name)} as ${alias}`).join(', ')
  return sqlText(access.dialect).sampled(relation.from, list, sample, relation.isView)
}

/** Some servers print names of results in upper case. */
function lowerCased(row: SqlRow): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]))
}

async function firstRow(request: ColumnsRequest, select: string): Promise<SqlRow> {
  const [row = {}] = await request.access.query(select, [], request.signal)
  return lowerCased(row)
}

/** Dialects without an aggregate for quantiles: the values at the places are picked from the ordered ones. */
async function addQuartiles(
  request: ColumnsRequest,
  column: ProfiledColumn,
  numbers: ColumnNumbers,
): Promise<void> {
  const text = sqlText(request.access.dialect)
  const wanted = wantedQuartiles(column)
  if (wanted.length === 0 || numbers.valuesCount === 0 || text.quantile('x', 0.5) !== undefined) return
  const places = wanted.map((name) => ({
    name,
    ...quantilePlace(numbers.valuesCount, quartileFractions[name]),
  }))
  const positions = [...new Set(places.flatMap(({ below, above }) => [below, above]))]
  const ordered = `select ${column.alias} as v, row_number() over (order by ${column.alias}) as rn
     from (${rowsOf(request, [column])}) s where ${column.alias} is not null`
  const rows = await request.access.query(
    `select rn, v from (${ordered}) o where rn in (${positions.map((each) => each + 1).join(', ')})`,
    [],
    request.signal,
  )
  const values = new Map(rows.map(lowerCased).map((row) => [countOf(row.rn) - 1, numberOf(row.v)]))
  for (const { name, below, above, part } of places) {
    const [low, high] = [values.get(below), values.get(above)]
    if (low !== undefined && high !== undefined) numbers[name] = low + (high - low) * part
  }
}

async function addUnique(
  request: ColumnsRequest,
  column: ProfiledColumn,
  numbers: ColumnNumbers,
): Promise<void> {
  const wanted = column.wants('uniqueCount') || column.wants('uniqueProportion')
  if (!wanted || column.kind === 'opaque') return
  let unique = 0
  if (numbers.distinctCount === numbers.valuesCount) unique = numbers.valuesCount
  else {
    const { alias } = column
    const once = `select ${alias} from (${rowsOf(request, [column])}) s where ${alias} is not null group by ${alias} having count(*) = 1`
    unique = countOf((await firstRow(request, `select count(*) as n from (${once}) u`)).n)
  }
  if (column.wants('uniqueCount')) numbers.uniqueCount = unique
  if (column.wants('uniqueProportion') && numbers.valuesCount > 0) {
    numbers.uniqueProportion = unique / numbers.valuesCount
  }
}

async function addHistogram(
  request: ColumnsRequest,
  column: ProfiledColumn,
  numbers: ColumnNumbers,
): Promise<void> {
  const { min, max, valuesCount } = numbers
  if (!column.wants('histogram') || typeof min !== 'number' || typeof max !== 'number') return
  const quartiles = [numbers.firstQuartile, numbers.thirdQuartile].map(numberOf)
  const [first, third] = quartiles
  const interQuartileRange = first === undefined || third === undefined ? undefined : third - first
  const starts = binStarts({ valuesCount, min, max, interQuartileRange })
  if (!starts) return
  const text: SqlText = sqlText(request.access.dialect)
  const counts = binConditions(column.alias, starts).map(
    (condition, bin) => `${text.countWhere(condition)} as b${bin}`,
  )
  const row = await firstRow(request, `select ${counts.join(', ')} from (${rowsOf(request, [column])}) s`)
  const frequencies = starts.map((_, bin) => countOf(row[`b${bin}`]))
  numbers.histogram = { boundaries: binNames(starts), frequencies }
}

/** The few values of a column and how often each occurs; never those of a column that holds sensitive data. */
async function addCategories(
  request: ColumnsRequest,
  column: ProfiledColumn,
  numbers: ColumnNumbers,
): Promise<void> {
  const { distinctCount = 0, valuesCount } = numbers
  if (!column.wants('cardinalityDistribution') || !['text', 'boolean'].includes(column.kind)) return
  if (valuesCount > 1 && distinctCount === valuesCount) {
    numbers.cardinalityDistribution = { allValuesUnique: true }
    return
  }
  if (column.sensitive || distinctCount === 0 || distinctCount > mostCategories) return
  const { alias } = column
  const rows = await request.access.query(
    `select ${alias} as v, count(*) as n from (${rowsOf(request, [column])}) s where ${alias} is not null group by ${alias} order by 2 desc, 1`,
    [],
    request.signal,
  )
  const counted = rows.map(lowerCased).map((row) => ({ value: shownText(row.v), count: countOf(row.n) }))
  numbers.cardinalityDistribution = {
    categories: counted.map(({ value }) => value),
    counts: counted.map(({ count }) => count),
    percentages: counted.map(({ count }) => (count / valuesCount) * 100),
    allValuesUnique: false,
  }
}

async function skippingColumn(
  request: ColumnsRequest,
  column: ProfiledColumn,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isSkippable(error) || request.signal.aborted) throw error
    request.onColumnError(column.name, error.message)
  }
}

function isSkippable(error: unknown): error is SourceError {
  return error instanceof SourceError && error.consequence === 'skippable'
}

/** How many rows the relation has: counted, or estimated by the server where `useStatistics` allows and it knows. */
export async function countRows(
  table: ReadTable,
  access: SqlAccess,
  relation: Relation,
  estimated: number | undefined,
  signal: AbortSignal,
): Promise<number> {
  if (estimated !== undefined) return estimated
  const [row = {}] = await access.query(`select count(*) as n from ${relation.from}`, [], signal)
  const count = numberOf(lowerCased(row).n)
  if (count === undefined) {
    throw new SourceError('skippable', `The rows of ${table.fullyQualifiedName} could not be counted.`)
  }
  return count
}
