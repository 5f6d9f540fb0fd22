/** One database of SQL Server as what `readRelational` asks for. */
import {
  type KeyColumn,
  keysOf,
  type NamedObject,
  type Relation,
  type RelationalDatabase,
  type Routine,
  SourceError,
  type WantedRelations,
} from '@waymark/ingest'
import type { TablePartition } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import { toColumn } from './column-types.ts'
import * as queries from './queries.ts'
import type { Session } from './session.ts'

/** Opens a database when it is first read: those that a filter leaves out are never entered. */
export function mssqlDatabase(
  name: string,
  open: () => Promise<Session>,
  lineage: SqlLineage,
): RelationalDatabase {
  const schemaIds = new Map<string, number>()
  const idOf = (schema: string) => {
    const id = schemaIds.get(schema)
    if (id === undefined) throw new SourceError('skippable', `The schema ${schema} is gone.`)
    return id
  }
  return {
    name,
    lineage,
    ignoresCase: true,
    fallbackSchema: 'dbo',
    async schemas() {
      const session = await open()
      const comments = await queries.schemaDescriptions(session)
      return (await queries.schemas(session)).map((row): NamedObject => {
        schemaIds.set(row.name, row.id)
        const comment = comments.find(({ id }) => id === row.id)?.text
        return { name: row.name, ...(comment ? { comment } : {}) }
      })
    },
    relations: async (schema, wanted) => relations(await open(), idOf(schema), wanted),
    routines: async (schema) => routines(await open(), idOf(schema)),
  }
}

async function relations(session: Session, schemaId: number, wanted: WantedRelations): Promise<Relation[]> {
  const rows = (await queries.relations(session, schemaId)).filter((row) =>
    isView(row) ? wanted.views : wanted.tables,
  )
  const comments = await commentsOf(session, schemaId)
  const columns = Map.groupBy(await queries.columns(session, schemaId), (row) => row.relation)
  const uniqueKeys = Map.groupBy(await queries.uniqueKeys(session, schemaId), (row) => row.relation)
  const foreignKeys = Map.groupBy(await queries.foreignKeys(session, schemaId), (row) => row.relation)
  const partitions = Map.groupBy(await queries.partitions(session, schemaId), (row) => row.relation)
  const views = wanted.views ? await queries.viewDefinitions(session, schemaId) : []
  const definitions = new Map(views.map((view) => [view.relation, view.definition]))
  return rows.map((row): Relation => {
    const own = (columns.get(row.id) ?? []).map((column) => toColumn(column, comments(row.id, column.id)))
    const comment = comments(row.id)
    const partition = partitions.get(row.id)
    return {
      name: row.name,
      tableType: tableTypeOf(row, partition !== undefined),
      ...(comment ? { comment } : {}),
      columns: own,
      keys: [
        ...keysOf((uniqueKeys.get(row.id) ?? []).map(uniqueKey)),
        ...keysOf((foreignKeys.get(row.id) ?? []).map(foreignKey)),
      ],
      ...(isView(row) ? { definition: definitions.get(row.id) ?? undefined } : {}),
      ...(partition ? { partition: partitionOf(partition, own) } : {}),
    }
  })
}

const isView = ({ type }: Pick<queries.RelationRow, 'type'>) => type.trim() === 'V'

function tableTypeOf(row: queries.RelationRow, isPartitioned: boolean): string {
  if (isView(row)) return row.indexed === null ? 'View' : 'MaterializedView'
  return row.external ? 'External' : isPartitioned ? 'Partitioned' : 'Regular'
}

/** Finds the description of an object, or of one of its columns. */
async function commentsOf(session: Session, schemaId: number) {
  const rows = await queries.descriptions(session, schemaId)
  const texts = new Map(rows.map(({ id, columnId, text }) => [`${id} ${columnId}`, text]))
  return (id: number, columnId = 0): string | undefined => texts.get(`${id} ${columnId}`)
}

function uniqueKey({ key, primary, name }: queries.KeyRow): KeyColumn {
  return { kind: primary ? 'PRIMARY_KEY' : 'UNIQUE', key, name }
}

function foreignKey({ key, name, targetSchema, target, targetColumn }: queries.ForeignKeyRow): KeyColumn {
  return {
    kind: 'FOREIGN_KEY',
    key,
    name,
    target: { schema: targetSchema, table: target, column: targetColumn },
  }
}

function partitionOf(
  rows: readonly { readonly name: string }[],
  columns: Relation['columns'],
): TablePartition {
  return {
    columns: rows.map(({ name }) => {
      const dataType = columns.find((column) => column.name === name)?.dataType ?? ''
      const intervalType = /^(DATE|TIME)/.test(dataType) ? 'TIME-UNIT' : 'INTEGER-RANGE'
      return { columnName: name, intervalType, interval: 'RANGE' }
    }),
  }
}

async function routines(session: Session, schemaId: number): Promise<Routine[]> {
  const comments = await commentsOf(session, schemaId)
  return (await queries.routines(session, schemaId)).map((row) => {
    const type = row.type.trim()
    const comment = comments(row.id)
    return {
      name: row.name,
      procedure: type.startsWith('P'),
      language: /^(PC|FS|FT)$/.test(type) ? 'External' : 'SQL',
      code: row.code ?? '',
      ...(comment ? { comment } : {}),
    }
  })
}
