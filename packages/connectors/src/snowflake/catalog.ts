/** One database of Snowflake as what `readRelational` asks for. */
import {
  type KeyColumn,
  keysOf,
  type NamedObject,
  type Relation,
  type RelationalDatabase,
  type RelationalKey,
  type Routine,
  type WantedRelations,
} from '@waymark/ingest'
import type { SqlLineage } from '@waymark/sql-lineage'
import { toColumn } from './column-types.ts'
import type { SnowflakeConfig } from './config.ts'
import * as queries from './queries.ts'

export function commented({ name, comment }: { name: string; comment: string | null }): NamedObject {
  return { name, ...(comment ? { comment } : {}) }
}

export function snowflakeDatabase(
  asker: queries.Asker,
  database: NamedObject,
  lineage: SqlLineage,
  config: SnowflakeConfig,
): RelationalDatabase {
  const { name } = database
  return {
    ...database,
    lineage,
    ignoresCase: true,
    schemas: async () => (await queries.schemas(asker, name)).map(commented),
    relations: (schema, wanted) => relations(asker, name, schema, { ...wanted, ...config }),
    async routines(schema) {
      const procedures = await queries.routines(asker, 'procedure', name, schema)
      const functions = await queries.routines(asker, 'function', name, schema)
      return [
        ...procedures.map((row) => routineOf(row, true)),
        ...functions.map((row) => routineOf(row, false)),
      ]
    },
  }
}

const isView = ({ type }: queries.RelationRow) => type.endsWith('VIEW')

async function relations(
  asker: queries.Asker,
  database: string,
  schema: string,
  wanted: WantedRelations & Pick<SnowflakeConfig, 'includeTransientTables'>,
): Promise<Relation[]> {
  const rows = (await queries.relations(asker, database, schema)).filter((row) =>
    isView(row)
      ? wanted.views
      : wanted.tables && (row.transient !== 'YES' || (wanted.includeTransientTables ?? false)),
  )
  const columns = Map.groupBy(await queries.columns(asker, database, schema), (row) => row.relation)
  const keys = await keysByTable(asker, database, schema)
  return rows.map((row): Relation => {
    const own = (columns.get(row.name) ?? []).map(toColumn)
    return {
      ...commented(row),
      tableType: tableTypeOf(row),
      columns: own,
      keys: keys(row.name),
      ...(isView(row) && row.definition ? { definition: row.definition } : {}),
    }
  })
}

function tableTypeOf({ type, dynamic, iceberg, transient, secure }: queries.RelationRow): string {
  if (type === 'VIEW') return secure === 'YES' ? 'SecureView' : 'View'
  if (type === 'MATERIALIZED VIEW') return 'MaterializedView'
  if (type === 'EXTERNAL TABLE') return 'External'
  if (dynamic === 'YES') return 'Dynamic'
  return iceberg === 'YES' ? 'Iceberg' : transient === 'YES' ? 'Transient' : 'Regular'
}

async function keysByTable(asker: queries.Asker, database: string, schema: string) {
  const unique = (kind: RelationalKey['kind']) => (row: queries.KeyRow) => ({
    table: row.table_name,
    at: Number(row.key_sequence),
    column: { kind, key: row.constraint_name, name: row.column_name } satisfies KeyColumn,
  })
  const rows = [
    ...(await queries.keys(asker, 'primary', database, schema)).map(unique('PRIMARY_KEY')),
    ...(await queries.keys(asker, 'unique', database, schema)).map(unique('UNIQUE')),
    ...(await queries.foreignKeys(asker, database, schema)).map((row) => ({
      table: row.fk_table_name,
      at: Number(row.key_sequence),
      column: foreignKey(row, database),
    })),
  ]
  const tables = Map.groupBy(rows, ({ table }) => table)
  return (table: string) =>
    keysOf((tables.get(table) ?? []).sort((a, b) => a.at - b.at).map(({ column }) => column)).sort(
      (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
    )
}

const kinds = ['PRIMARY_KEY', 'UNIQUE', 'FOREIGN_KEY'] as const

/** A key into another database cannot be named from here. */
function foreignKey(row: queries.ForeignKeyRow, database: string): KeyColumn {
  const target = { schema: row.pk_schema_name, table: row.pk_table_name, column: row.pk_column_name }
  const isHere = row.pk_database_name === database
  return { kind: 'FOREIGN_KEY', key: row.fk_name, name: row.fk_column_name, ...(isHere ? { target } : {}) }
}

const languages: Readonly<Record<string, string>> = {
  JAVA: 'Java',
  JAVASCRIPT: 'JavaScript',
  PYTHON: 'Python',
  SQL: 'SQL',
}

function routineOf(row: queries.RoutineRow, procedure: boolean): Routine {
  return {
    ...commented(row),
    signature: row.signature.replace(/^\(|\)$/g, ''),
    procedure,
    language: languages[row.language] ?? 'External',
    code: row.code ?? '',
  }
}
