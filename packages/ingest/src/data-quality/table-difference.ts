/** The test `tableDiff`: whether two tables hold the same rows, compared by key, across databases too. */
import type { ReadTable } from '../sql/chosen-tables.ts'
import { placeOf } from '../sql/chosen-tables.ts'
import { sqlText } from '../sql/sql-text.ts'
import { shownText } from '../sql/sql-value.ts'
import type { SqlAccess } from '../sql-access.ts'
import {
  numberParameter,
  parseList,
  requiredParameter,
  type TestOutcome,
  type TestRun,
  TestUnusable,
} from './test-run.ts'

/** Rows of each side that are held in memory; larger tables are compared in parts, with `where`. */
const mostRows = 100_000

interface Side {
  readonly access: SqlAccess
  readonly table: ReadTable
  readonly keys: readonly string[]
  readonly columns: readonly string[]
}

export async function tableDifference(run: TestRun): Promise<TestOutcome> {
  const other = await run.other(requiredParameter(run, 'table2'))
  const keys = keyColumns(run.table, run.parameters.get('keyColumns'))
  const otherKeys = run.parameters.get('table2.keyColumns')
  const caseCounts = /^true$/i.test(run.parameters.get('caseSensitiveColumns') ?? '')
  const columns = comparedColumns(run, other.table, keys, caseCounts)
  const there = (name: string) => counterpart(other.table, name, caseCounts) ?? name
  const [left, right] = await Promise.all([
    readSide(run, { access: run.access, table: run.table, keys, columns }),
    readSide(run, {
      ...other,
      keys: otherKeys ? parseList(otherKeys) : keys.map(there),
      columns: columns.map(there),
    }),
  ])
  let [missing, surplus, changed] = [0, 0, 0]
  for (const [key, row] of left) {
    const twin = right.get(key)
    if (twin === undefined) missing += 1
    else if (twin !== row) changed += 1
  }
  for (const key of right.keys()) if (!left.has(key)) surplus += 1
  const differences = missing + surplus + changed
  const tolerance = numberParameter(run, 'threshold') ?? 0
  return {
    passed: differences <= tolerance,
    result: `${differences} rows differ (${missing} only here, ${surplus} only there, ${changed} with other values), expected at most ${tolerance}.`,
    values: [
      { name: 'removedRows', value: String(missing) },
      { name: 'addedRows', value: String(surplus) },
      { name: 'changedRows', value: String(changed) },
      { name: 'diffCount', value: String(differences) },
    ],
  }
}

function keyColumns(table: ReadTable, given: string | undefined): string[] {
  if (given) return parseList(given)
  const primary = (table.tableConstraints ?? []).find(
    ({ constraintType }) => constraintType === 'PRIMARY_KEY',
  )
  const keys =
    primary?.columns ??
    table.columns.filter(({ constraint }) => constraint === 'PRIMARY_KEY').map(({ name }) => name)
  if (keys.length === 0) {
    throw new TestUnusable("The table has no primary key that the catalog knows: name 'keyColumns'.")
  }
  return [...keys]
}

function counterpart(table: ReadTable, name: string, caseCounts: boolean): string | undefined {
  const same = (candidate: string) =>
    caseCounts ? candidate === name : candidate.toLowerCase() === name.toLowerCase()
  return table.columns.find((column) => same(column.name))?.name
}

function comparedColumns(
  run: TestRun,
  other: ReadTable,
  keys: readonly string[],
  caseCounts: boolean,
): string[] {
  const given = run.parameters.get('useColumns')
  if (given) return parseList(given)
  return run.table.columns
    .map(({ name }) => name)
    .filter((name) => !keys.includes(name) && counterpart(other, name, caseCounts) !== undefined)
}

/** The rest of each row by its key, both as text. */
async function readSide(run: TestRun, side: Side): Promise<Map<string, string>> {
  const { access, table, keys, columns } = side
  const { schema, name } = placeOf(table.fullyQualifiedName)
  const list = [...keys, ...columns].map((column, at) => `${access.quote(column)} as c${at}`).join(', ')
  const where = run.parameters.get('where')
  const select = `select ${list} from ${access.qualify(schema, name)}${where ? ` where ${where}` : ''}`
  const rows = await access.query(sqlText(access.dialect).limited(select, mostRows + 1), [], run.signal)
  if (rows.length > mostRows) {
    throw new TestUnusable(
      `There are more than ${mostRows} rows to compare: compare a part of them with 'where'.`,
    )
  }
  const text = (row: Readonly<Record<string, unknown>>, from: number, to: number) =>
    JSON.stringify(
      Array.from({ length: to - from }, (_, at) => shownText(row[`c${from + at}`] ?? row[`C${from + at}`])),
    )
  const end = keys.length + columns.length
  return new Map(rows.map((row) => [text(row, 0, keys.length), text(row, keys.length, end)]))
}
