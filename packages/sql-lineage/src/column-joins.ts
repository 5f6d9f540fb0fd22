/** By which columns a statement joins tables, gathered while it is read. */
import type { ColumnJoin, SourceColumn } from './lineage.ts'

export interface ColumnJoins {
  /** Two values that have to be equal, as the columns they come from: kept where each is one column, of two tables. */
  add(left: Iterable<SourceColumn>, right: Iterable<SourceColumn>): void
  /** In reading order, without repeats. */
  readonly all: readonly ColumnJoin[]
}

export function createColumnJoins(): ColumnJoins {
  const found = new Map<string, ColumnJoin>()
  return {
    add(lefts, rights) {
      const [left, ...moreLeft] = lefts
      const [right, ...moreRight] = rights
      if (!left || !right || moreLeft.length > 0 || moreRight.length > 0) return
      if (tableOf(left) === tableOf(right)) return
      const key = [left, right].map((each) => `${tableOf(each)}\0${each.column}`).sort()
      const name = key.join('\0\0')
      if (!found.has(name)) found.set(name, { left, right })
    },
    get all() {
      return [...found.values()]
    },
  }
}

/** NUL cannot occur in a name. */
function tableOf({ database = '', schema, table }: SourceColumn): string {
  return `${database}\0${schema}\0${table}`
}
