/** The columns of a table as rows: structs opened or closed, filtered by what was typed. */
import type { Column } from '@waymark/spec'

export interface ColumnRow {
  readonly column: Column
  readonly fqn: string
  /** 0 for columns of the table itself. */
  readonly depth: number
  readonly hasChildren: boolean
  readonly open: boolean
}

function matches(column: Column, words: readonly string[]): boolean {
  const text = [
    column.name,
    column.displayName,
    column.description,
    column.dataTypeDisplay ?? column.dataType,
    ...(column.tags ?? []).map(({ tagFQN }) => tagFQN),
  ]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

/**
 * Rows in the table's order. With a filter a struct stays when it or something inside it matches, and is then open;
 * without one, `closed` names the structs whose children are hidden.
 */
export function columnRows(
  columns: readonly Column[],
  filter: string,
  closed: ReadonlySet<string>,
): readonly ColumnRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const rows: ColumnRow[] = []
  const visit = (list: readonly Column[], depth: number, above: string): boolean => {
    let any = false
    for (const column of list) {
      const fqn = column.fullyQualifiedName ?? `${above}.${column.name}`
      const children = column.children ?? []
      const at = rows.length
      const open = words.length > 0 || !closed.has(fqn)
      rows.push({ column, fqn, depth, hasChildren: children.length > 0, open })
      const inside = open && visit(children, depth + 1, fqn)
      if (words.length === 0 || inside || matches(column, words)) any = true
      else rows.length = at
    }
    return any
  }
  visit(columns, 0, '')
  return rows
}

/** Columns at every depth. */
export function countColumns(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + 1 + countColumns(column.children ?? []), 0)
}
