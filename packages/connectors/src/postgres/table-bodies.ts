/** Puts a table's rows from the catalog together into create requests. */
import { type RelationalKey, withKeys } from '@waymark/ingest'
import { buildFqn, type Column, type CreateTable, type TablePartition } from '@waymark/spec'
import { toColumn } from './column-types.ts'
import type { ColumnRow, ConstraintRow, RelationRow } from './queries.ts'

const tableTypes: Readonly<Record<string, string>> = {
  r: 'Regular',
  p: 'Partitioned',
  v: 'View',
  m: 'MaterializedView',
  f: 'Foreign',
}

const keyKinds: Readonly<Record<string, RelationalKey['kind']>> = {
  p: 'PRIMARY_KEY',
  u: 'UNIQUE',
  f: 'FOREIGN_KEY',
}

/** Structs inside structs are shown this deep; PostgreSQL allows no cycle, but a deep chain helps nobody. */
const deepestStruct = 5

/** Catalog rows of a page of relations, grouped by relation. */
export interface RelationDetails {
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>
  readonly constraints: ReadonlyMap<string, readonly ConstraintRow[]>
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

function keyOf({
  kind,
  columns,
  referredSchema,
  referredTable,
  referredColumns,
}: ConstraintRow): RelationalKey {
  const refers = referredSchema !== null && referredTable !== null && referredColumns !== null
  return {
    kind: keyKinds[kind] ?? 'UNIQUE',
    columns,
    ...(refers
      ? { refersTo: { schema: referredSchema, table: referredTable, columns: referredColumns } }
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
  const keys = (details.constraints.get(relation.oid) ?? []).map(keyOf)
  const columns = columnsOf(relation.oid, details, 0)
  const tablePartition = partition(relation, columns)
  return {
    name: relation.name,
    databaseSchema: buildFqn(...databasePath, schema),
    tableType: tableTypes[relation.kind] ?? 'Regular',
    ...withKeys(columns, keys, databasePath),
    ...(tablePartition ? { tablePartition } : {}),
    ...(relation.definition === null ? {} : { schemaDefinition: relation.definition.trim() }),
    ...(relation.comment ? { description: relation.comment } : {}),
  }
}
