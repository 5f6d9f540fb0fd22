/** A server of the MySQL family as one database whose schemas are what the server calls databases. */
import {
  type KeyColumn,
  keysOf,
  type Relation,
  type RelationalDatabase,
  type RelationalKey,
  type Routine,
  type WantedRelations,
} from '@waymark/ingest'
import type { Column, TablePartition } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import { toColumn } from './column-types.ts'
import * as queries from './queries.ts'
import type { MysqlConfig, Session } from './session.ts'

/** OpenMetadata's word for the one database of a server, where the file gives no other. */
const defaultDatabaseName = 'default'

export function databaseNameOf(config: MysqlConfig): string {
  return config.databaseName ?? defaultDatabaseName
}

export function mysqlDatabase(
  session: Session,
  config: MysqlConfig,
  lineage: SqlLineage,
): RelationalDatabase {
  return {
    name: databaseNameOf(config),
    lineage,
    someSchemas: config.databaseSchema !== undefined,
    schemas: () => queries.schemas(session, config.databaseSchema),
    relations: (schema, wanted) => relations(session, schema, wanted),
    routines: (schema) => routines(session, schema),
  }
}

async function relations(session: Session, schema: string, wanted: WantedRelations): Promise<Relation[]> {
  const rows = (await queries.relations(session, schema)).filter((row) =>
    row.type === 'VIEW' ? wanted.views : wanted.tables && row.type !== 'SEQUENCE',
  )
  const columns = Map.groupBy(await queries.columns(session, schema), (row) => row.relation)
  const uniqueKeys = Map.groupBy(await queries.uniqueKeys(session, schema), (row) => row.relation)
  const foreignKeys = Map.groupBy(await queries.foreignKeys(session, schema), (row) => row.relation)
  const partitions = Map.groupBy(await queries.partitions(session, schema), (row) => row.relation)
  const views = wanted.views ? await queries.viewDefinitions(session, schema) : []
  const definitions = new Map(views.map((view) => [view.name, view.definition]))
  return rows.map((row): Relation => {
    const isView = row.type === 'VIEW'
    const own = (columns.get(row.name) ?? []).map(toColumn)
    const [partition] = partitions.get(row.name) ?? []
    return {
      name: row.name,
      tableType: isView ? 'View' : partition ? 'Partitioned' : 'Regular',
      // Where a view has no comment of its own, the server puts its kind or its complaint there.
      ...(row.comment && !isView ? { comment: row.comment } : {}),
      columns: own,
      keys: [
        ...uniqueKeysOf(uniqueKeys.get(row.name) ?? []),
        ...keysOf((foreignKeys.get(row.name) ?? []).map(foreignKey)),
      ],
      ...(isView ? { definition: definitions.get(row.name) || undefined } : {}),
      ...(partition ? { partition: partitionOf(partition, own) } : {}),
    }
  })
}

function uniqueKeysOf(rows: readonly queries.KeyRow[]): RelationalKey[] {
  const unnamed = new Set(rows.flatMap(({ key, name }) => (name === null ? [key] : [])))
  const named = rows.filter(({ key }) => !unnamed.has(key))
  const primaryFirst = named.sort((a, b) => Number(b.key === 'PRIMARY') - Number(a.key === 'PRIMARY'))
  return keysOf(
    primaryFirst.map(({ key, name }) => ({ kind: key === 'PRIMARY' ? 'PRIMARY_KEY' : 'UNIQUE', key, name })),
  )
}

function foreignKey({ key, name, targetSchema, target, targetColumn }: queries.ForeignKeyRow): KeyColumn {
  return {
    kind: 'FOREIGN_KEY',
    key,
    name,
    target: { schema: targetSchema, table: target, column: targetColumn },
  }
}

/** An expression over columns is named as it stands; plain columns come without their backticks. */
function partitionOf(
  { method, expression }: queries.PartitionRow,
  columns: readonly Column[],
): TablePartition {
  const strategy = /RANGE|LIST|HASH|KEY/.exec(method)?.[0] ?? 'OTHER'
  const parts = /COLUMNS|KEY/.test(method) ? (expression ?? '').split(',') : [expression ?? '']
  return {
    columns: parts.map((part) => {
      const columnName = part.trim().replaceAll('`', '')
      const isTime = columns.some(
        (column) => columnName.includes(column.name) && /^(DATE|TIME|YEAR)/.test(column.dataType),
      )
      const intervalType = strategy === 'LIST' ? 'COLUMN-VALUE' : strategy !== 'RANGE' ? 'OTHER' : undefined
      return {
        columnName,
        intervalType: intervalType ?? (isTime ? 'TIME-UNIT' : 'INTEGER-RANGE'),
        interval: strategy,
      }
    }),
  }
}

async function routines(session: Session, schema: string): Promise<Routine[]> {
  return (await queries.routines(session, schema)).map((row) => ({
    name: row.name,
    procedure: row.type === 'PROCEDURE',
    language: 'SQL',
    code: row.code ?? '',
    ...(row.comment ? { comment: row.comment } : {}),
  }))
}
