/** Tests of whole tables: rows, columns, and queries that people write. */

import type { TimeUnit } from '../sql/sql-text.ts'
import { countOf, numberOf } from '../sql/sql-value.ts'
import {
  listParameter,
  numberParameter,
  rangeOf,
  rangeOutcome,
  requiredParameter,
  type Test,
  type TestOutcome,
  type TestRun,
  TestUnusable,
} from './test-run.ts'

async function rowCount(run: TestRun): Promise<number> {
  return countOf((await run.row(`select count(*) as n from ${run.from}`)).n)
}

const names = (run: TestRun) => run.table.columns.map(({ name }) => name)

function equalOutcome(name: string, found: number, expected: number): TestOutcome {
  return {
    passed: found === expected,
    result: `Found ${name} = ${found}, expected ${expected}.`,
    values: [{ name, value: String(found) }],
  }
}

function wholeNumber(run: TestRun, name: string): number {
  requiredParameter(run, name)
  return numberParameter(run, name) ?? 0
}

const isTrue = (value: string | undefined) => /^true$/i.test(value ?? '')

const operators: Readonly<Record<string, (found: number, threshold: number) => boolean>> = {
  '==': (found, threshold) => found === threshold,
  '!=': (found, threshold) => found !== threshold,
  '>': (found, threshold) => found > threshold,
  '>=': (found, threshold) => found >= threshold,
  '<': (found, threshold) => found < threshold,
  '<=': (found, threshold) => found <= threshold,
}

async function customQuery(run: TestRun): Promise<TestOutcome> {
  const query = requiredParameter(run, 'sqlExpression').trim().replace(/;\s*$/, '')
  const operator = run.parameters.get('operator') || '<='
  const compare = Object.hasOwn(operators, operator) ? operators[operator] : undefined
  if (!compare)
    throw new TestUnusable(`The operator '${operator}' is none of ${Object.keys(operators).join(', ')}.`)
  const threshold = numberParameter(run, 'threshold') ?? 0
  const counts = run.parameters.get('strategy') === 'COUNT'
  const found = counts
    ? numberOf(Object.values(await run.row(query))[0])
    : countOf((await run.row(`select count(*) as n from (${query}) q`)).n)
  if (found === undefined) throw new TestUnusable('The query was to return one number, and did not.')
  return {
    passed: compare(found, threshold),
    result: `The query ${counts ? 'returned' : 'found rows:'} ${found}, expected ${operator} ${threshold}.`,
    values: [{ name: 'resultRowCount', value: String(found) }],
    ...(counts ? {} : { failedRows: { query } }),
  }
}

const units: ReadonlySet<string> = new Set(['HOUR', 'DAY', 'MONTH', 'YEAR'])

async function insertedRows(run: TestRun): Promise<TestOutcome> {
  const column = run.access.quote(requiredParameter(run, 'columnName'))
  const unit = requiredParameter(run, 'rangeType').toUpperCase()
  if (!units.has(unit)) throw new TestUnusable(`The unit '${unit}' is none of ${[...units].join(', ')}.`)
  const amount = Math.trunc(wholeNumber(run, 'rangeInterval'))
  const since = run.text.ago(amount, unit as TimeUnit) // one of the four
  const row = await run.row(`select count(*) as n from ${run.from} where ${column} >= ${since}`)
  return rangeOutcome('rowCount', countOf(row.n), rangeOf(run, 'min', 'max'))
}

function columnSet(run: TestRun): TestOutcome {
  const expected = listParameter(run, 'columnNames')
  const found = names(run)
  const ordered = isTrue(run.parameters.get('ordered'))
  const same = ordered
    ? found.join('\n') === expected.join('\n')
    : [...found].sort().join('\n') === [...expected].sort().join('\n')
  const missing = expected.filter((name) => !found.includes(name))
  const surplus = found.filter((name) => !expected.includes(name))
  const difference = [
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
    surplus.length > 0 ? `not expected: ${surplus.join(', ')}` : '',
    !same && missing.length + surplus.length === 0 ? 'in another order' : '',
  ].filter(Boolean)
  return {
    passed: same,
    result: same ? 'The columns are the expected ones.' : `The columns differ: ${difference.join('; ')}.`,
    values: [{ name: 'columnNames', value: found.join(',') }],
  }
}

export const tableTests: Readonly<Record<string, Test>> = {
  tableRowCountToBeBetween: async (run) =>
    rangeOutcome('rowCount', await rowCount(run), rangeOf(run, 'minValue', 'maxValue')),
  tableRowCountToEqual: async (run) =>
    equalOutcome('rowCount', await rowCount(run), wholeNumber(run, 'value')),
  tableRowInsertedCountToBeBetween: insertedRows,
  tableColumnCountToBeBetween: async (run) =>
    rangeOutcome('columnCount', names(run).length, rangeOf(run, 'minColValue', 'maxColValue')),
  tableColumnCountToEqual: async (run) =>
    equalOutcome('columnCount', names(run).length, wholeNumber(run, 'columnCount')),
  tableColumnNameToExist: async (run) => {
    const name = requiredParameter(run, 'columnName')
    const exists = names(run).includes(name)
    return {
      passed: exists,
      result: exists ? `There is a column '${name}'.` : `There is no column '${name}'.`,
      // Spelt like this on the wire.
      values: [{ name: 'columnNameExits', value: String(exists) }],
    }
  },
  tableColumnToMatchSet: async (run) => columnSet(run),
  tableCustomSQLQuery: customQuery,
}
