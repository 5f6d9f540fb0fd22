/** A few rows of a table, as the catalog shows them. */
import type { ReadTable } from '../sql/chosen-tables.ts'
import { sqlText } from '../sql/sql-text.ts'
import { shownValue } from '../sql/sql-value.ts'
import type { SqlAccess } from '../sql-access.ts'
import { relationOf } from './sample.ts'

/** The catalog takes so many rows at most. */
const mostRows = 1000
/** Columns wider tables are shown with. */
const mostColumns = 500

export interface SampleRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** @throws SourceError when the table cannot be read */
export async function readSample(
  table: ReadTable,
  access: SqlAccess,
  wanted: number,
  random: boolean,
  signal: AbortSignal,
): Promise<SampleRows> {
  const columns = table.columns.map(({ name }) => name).slice(0, mostColumns)
  if (columns.length === 0) return { columns, rows: [] }
  const list = columns.map((name, at) => `${access.quote(name)} as c${at}`).join(', ')
  const relation = relationOf(table, access)
  const rows = Math.max(1, Math.min(mostRows, Math.trunc(wanted)))
  const select = sqlText(access.dialect).sampled(
    relation.from,
    list,
    { kind: 'rows', rows, random },
    relation.isView,
  )
  const found = await access.query(select, [], signal)
  return {
    columns,
    rows: found.map((row) => columns.map((_, at) => shownValue(row[`c${at}`] ?? row[`C${at}`]))),
  }
}

/** The same rows without the values of columns that hold sensitive data. */
export function withoutSensitive(sample: SampleRows, table: ReadTable): SampleRows {
  const hidden = new Set(
    table.columns
      .filter(({ tags = [] }) => tags.some(({ tagFQN }) => tagFQN === 'PII.Sensitive'))
      .map(({ name }) => name),
  )
  if (hidden.size === 0) return sample
  return {
    columns: sample.columns,
    rows: sample.rows.map((row) =>
      row.map((value, at) => (hidden.has(sample.columns[at] ?? '') ? null : value)),
    ),
  }
}
