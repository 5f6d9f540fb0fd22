/** Puts a table's rows from the catalog together into create requests. */
import {
  buildFqn,
  type Column,
  type CreateTable,
  type TableConstraint,
  type TablePartition,
} from '@waymark/spec'
import { toColumn } from './column-types.ts'
import type { ColumnRow, ConstraintRow, RelationRow } from './queries.ts'

const tableTypes: Readonly<Record<string, string>> = {
  r: 'Regular',
  p: 'Partitioned',
  v: 'View',
  m: 'MaterializedView',
  f: 'Foreign',
}

const constraintTypes: Readonly<Record<string, string>> = { p: 'PRIMARY_KEY', u: 'UNIQUE', f: 'FOREIGN_KEY' }

/** Structs inside structs are shown this deep; PostgreSQL allows no cycle, but a deep chain helps nobody. */
const deepestStruct = 5

/** Catalog rows of a page of relations, grouped by relation. */
export interface RelationDetails {
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>
  readonly constraints: ReadonlyMap<string, readonly ConstraintRow[]>
}

export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

/** Composite types that the columns use and that are not read yet. */
export function missingComposites(columns: ReadonlyMap<string, readonly ColumnRow[]>): string[] {
  const used = [...columns.values()].flat().flatMap((row) => row.compositeRelation ?? [])
  return [...new Set(used)].filter((relation) => !columns.has(relation))
}

function columnsOf(relation: string, details: RelationDetails, depth: number): Column[] {
  return (details.columns.get(relation) ?? []).map((row) => {
    const members =
      row.compositeRelation === null || depth >= deepestStruct
        ? undefined
        : columnsOf(row.compositeRelation, details, depth + 1)
    return toColumn(row, members)
  })
}

/** A key of one column is the column's own constraint; a primary key outranks a unique one, and both outrank NOT NULL. */
function withKeys(columns: readonly Column[], constraints: readonly ConstraintRow[]): Column[] {
  const single = (kind: string) =>
    new Set(
      constraints.filter((row) => row.kind === kind && row.columns.length === 1).map((row) => row.columns[0]),
    )
  const primary = single('p')
  const unique = single('u')
  return columns.map((column) =>
    primary.has(column.name)
      ? { ...column, constraint: 'PRIMARY_KEY' }
      : unique.has(column.name)
        ? { ...column, constraint: 'UNIQUE' }
        : column,
  )
}

function tableConstraint(row: ConstraintRow, databasePath: readonly string[]): TableConstraint {
  const { referredSchema, referredTable, referredColumns } = row
  return {
    constraintType: constraintTypes[row.kind] ?? 'UNIQUE',
    columns: [...row.columns],
    ...(referredSchema !== null && referredTable !== null && referredColumns !== null
      ? {
          referredColumns: referredColumns.map((name) =>
            buildFqn(...databasePath, referredSchema, referredTable, name),
          ),
        }
      : {}),
  }
}

function partition(relation: RelationRow, columns: readonly Column[]): TablePartition | undefined {
  if (relation.partitionStrategy === null) return undefined
  const isTime = (name: string) =>
    /^(DATE|TIME)/.test(columns.find((column) => column.name === name)?.dataType ?? '')
  const intervalType = (name: string) => {
    if (relation.partitionStrategy === 'l') return 'COLUMN-VALUE'
    if (relation.partitionStrategy === 'h') return 'OTHER'
    return isTime(name) ? 'TIME-UNIT' : 'INTEGER-RANGE'
  }
  const strategy = { r: 'RANGE', l: 'LIST', h: 'HASH' }[relation.partitionStrategy] ?? 'OTHER'
  return {
    columns: (relation.partitionColumns ?? []).map((columnName) => ({
      columnName,
      intervalType: intervalType(columnName),
      interval: strategy,
    })),
  }
}

/** The create request of one table or view; `databasePath` is service and database, by bare names. */
export function tableBody(
  relation: RelationRow,
  details: RelationDetails,
  databasePath: readonly string[],
  schema: string,
): CreateTable {
  const keys = details.constraints.get(relation.oid) ?? []
  const columns = withKeys(columnsOf(relation.oid, details, 0), keys)
  const tablePartition = partition(relation, columns)
  return {
    name: relation.name,
    databaseSchema: buildFqn(...databasePath, schema),
    tableType: tableTypes[relation.kind] ?? 'Regular',
    columns,
    ...(keys.length > 0 ? { tableConstraints: keys.map((row) => tableConstraint(row, databasePath)) } : {}),
    ...(tablePartition ? { tablePartition } : {}),
    ...(relation.definition === null ? {} : { schemaDefinition: relation.definition.trim() }),
    ...(relation.comment ? { description: relation.comment } : {}),
  }
}
