/** Says in a table's create request what its keys are: on the columns, and as constraints of the table. */
import { buildFqn, type Column, type CreateTable, type TableConstraint } from '@waymark/spec'
import type { RelationalKey } from './relational-database.ts'

/** @param databasePath - service and database, by bare names: foreign keys point inside of it */
export function withKeys(
  columns: readonly Column[],
  keys: readonly RelationalKey[],
  databasePath: readonly string[],
): Pick<CreateTable, 'columns' | 'tableConstraints'> {
  if (keys.length === 0) return { columns: [...columns] }
  return {
    columns: constrained(columns, keys),
    tableConstraints: keys.map((key) => tableConstraint(key, databasePath)),
  }
}

/** A key of one column is the column's own constraint; a primary key outranks a unique one, and both outrank NOT NULL. */
function constrained(columns: readonly Column[], keys: readonly RelationalKey[]): Column[] {
  const single = (kind: RelationalKey['kind']) =>
    new Set(keys.filter((key) => key.kind === kind && key.columns.length === 1).map((key) => key.columns[0]))
  const primary = single('PRIMARY_KEY')
  const unique = single('UNIQUE')
  return columns.map((column) =>
    primary.has(column.name)
      ? { ...column, constraint: 'PRIMARY_KEY' }
      : unique.has(column.name)
        ? { ...column, constraint: 'UNIQUE' }
        : column,
  )
}

function tableConstraint(
  { kind, columns, refersTo }: RelationalKey,
  path: readonly string[],
): TableConstraint {
  const referredColumns = refersTo?.columns.map((column) =>
    buildFqn(...path, refersTo.schema, refersTo.table, column),
  )
  return {
    constraintType: kind,
    columns: [...columns],
    ...(referredColumns ? { referredColumns } : {}),
  }
}

/** One column of a key, as catalog views list them: a row each, in the order of the key. */
export interface KeyColumn {
  readonly kind: RelationalKey['kind']
  /** Tells the keys of a table apart. */
  readonly key: string | number
  readonly name: string
  /** Of a foreign key: what the column points at, in the same database. */
  readonly target?: { readonly schema: string; readonly table: string; readonly column: string } | undefined
}

/** The keys of a table in the order in which they begin; a foreign key whose target is not known is left out. */
export function keysOf(columns: readonly KeyColumn[]): RelationalKey[] {
  return [...Map.groupBy(columns, ({ key }) => key).values()].flatMap((parts): RelationalKey[] => {
    const [first] = parts
    if (!first) return []
    const names = parts.map(({ name }) => name)
    if (first.kind !== 'FOREIGN_KEY') return [{ kind: first.kind, columns: names }]
    if (!first.target) return []
    const { schema, table } = first.target
    const refersTo = { schema, table, columns: parts.map(({ target }) => target?.column ?? '') }
    return [{ kind: 'FOREIGN_KEY', columns: names, refersTo }]
  })
}
