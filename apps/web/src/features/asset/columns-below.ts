/** Every column of a table, those inside others too, with its full name. */
import type { Column } from '@waymark/spec'

export interface NamedColumn {
  readonly column: Column
  readonly fqn: string
}

/** In the table's order, a struct before what is inside it. */
export function columnsBelow(columns: readonly Column[]): readonly NamedColumn[] {
  return columns.flatMap((column) => [
    ...(column.fullyQualifiedName === undefined ? [] : [{ column, fqn: column.fullyQualifiedName }]),
    ...columnsBelow(column.children ?? []),
  ])
}
