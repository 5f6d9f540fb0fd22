/** A few of the rows that a test found wrong; columns that hold sensitive data are left empty. */
import { type SampleRows, withoutSensitive } from '../profiler/sample-data.ts'
import { shownValue } from '../sql/sql-value.ts'
import type { FailedRows, TestRun } from './test-run.ts'

const mostRows = 50

export async function readFailedRows(run: TestRun, failed: FailedRows): Promise<SampleRows> {
  const { access, table, text, signal } = run
  if ('query' in failed) {
    const select = text.limited(`select * from (${failed.query}) q`, mostRows)
    const rows = await access.query(select, [], signal)
    const columns = Object.keys(rows[0] ?? {})
    const found = { columns, rows: rows.map((row) => columns.map((name) => shownValue(row[name]))) }
    return withoutSensitive(found, table)
  }
  const columns = table.columns.map(({ name }) => name)
  const list = columns.map((name, at) => `${access.quote(name)} as c${at}`).join(', ')
  const select = text.limited(`select ${list} from ${run.from} where ${failed.condition}`, mostRows)
  const rows = await access.query(select, failed.parameters, signal)
  const values = rows.map((row) => columns.map((_, at) => shownValue(row[`c${at}`] ?? row[`C${at}`])))
  return withoutSensitive({ columns, rows: values }, table)
}
