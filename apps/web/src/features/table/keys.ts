/** Which columns of a table are keys, and where foreign keys lead. */
import type { Column, TableConstraint } from '@waymark/spec'
import { columnAddress } from '../asset/fqn-links.ts'

export interface ForeignKeyTarget {
  readonly tableFqn: string
  readonly table: string
  readonly column: string
}

export interface ColumnKeys {
  readonly primary: boolean
  readonly unique: boolean
  readonly targets: readonly ForeignKeyTarget[]
}

const none: ColumnKeys = { primary: false, unique: false, targets: [] }

/** Keys by column name. A key of several columns marks each of them. */
export function keysByColumn(
  constraints: readonly TableConstraint[] | undefined,
): ReadonlyMap<string, ColumnKeys> {
  const keys = new Map<string, ColumnKeys>()
  for (const { constraintType, columns = [], referredColumns } of constraints ?? []) {
    for (const [index, column] of columns.entries()) {
      const known = keys.get(column) ?? none
      if (constraintType === 'PRIMARY_KEY') keys.set(column, { ...known, primary: true })
      else if (constraintType === 'UNIQUE') keys.set(column, { ...known, unique: true })
      else if (constraintType === 'FOREIGN_KEY') {
        const target = columnAddress(referredColumns?.[index] ?? '')
        if (target) keys.set(column, { ...known, targets: [...known.targets, target] })
      }
    }
  }
  return keys
}

/** Keys of one column: the table's constraints and the column's own. */
export function keysOf(column: Column, byName: ReadonlyMap<string, ColumnKeys>): ColumnKeys {
  const known = byName.get(column.name) ?? none
  if (column.constraint === 'PRIMARY_KEY') return { ...known, primary: true }
  return column.constraint === 'UNIQUE' ? { ...known, unique: true } : known
}

/** Undefined when the source does not say. A primary key is never null. */
export function isNullable(column: Column, keys: ColumnKeys): boolean | undefined {
  if (keys.primary || column.constraint === 'NOT_NULL') return false
  return column.constraint === 'NULL' ? true : undefined
}
