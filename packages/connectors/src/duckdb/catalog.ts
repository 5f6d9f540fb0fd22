/** What DuckDB's catalog functions say of the tables, views, keys and macros of a file. */
import type { Relation, RelationalDatabase, RelationalKey, Routine, WantedRelations } from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import { columnType } from './column-types.ts'
import type { DatabaseFile } from './database-file.ts'

const inThisFile = 'database_name = current_database() and not internal'

/** DuckDB names a database after its file. */
export async function databaseNameOf(file: DatabaseFile): Promise<string> {
  const [row] = await file.rows<{ name: string }>('select current_database() as name')
  return row?.name ?? 'main'
}

export function duckdbDatabase(file: DatabaseFile, name: string, lineage: SqlLineage): RelationalDatabase {
  return {
    name,
    ignoresCase: true,
    lineage,
    schemas: () => schemas(file),
    relations: (schema, wanted) => relations(file, schema, wanted),
    routines: (schema) => macros(file, schema),
  }
}

/** The schema `main` counts as internal and is there all the same. */
export function schemas(file: DatabaseFile): Promise<{ name: string }[]> {
  return file.rows(
    `select schema_name as name from duckdb_schemas()
      where database_name = current_database() and (not internal or schema_name = 'main') order by schema_name`,
  )
}

export async function countRelations(
  file: DatabaseFile,
  of: 'duckdb_tables()' | 'duckdb_views()',
): Promise<number> {
  const [row] = await file.rows<{ count: number }>(`select count(*) as count from ${of} where ${inThisFile}`)
  return row?.count ?? 0
}

interface RelationRow {
  readonly name: string
  readonly comment: string | null
  readonly sql: string | null
}

async function relations(file: DatabaseFile, schema: string, wanted: WantedRelations): Promise<Relation[]> {
  const below = `where ${inThisFile} and schema_name = ?`
  const tables = wanted.tables
    ? await file.rows<RelationRow>(
        `select table_name as name, comment, null as sql from duckdb_tables() ${below}`,
        [schema],
      )
    : []
  const views = wanted.views
    ? await file.rows<RelationRow>(`select view_name as name, comment, sql from duckdb_views() ${below}`, [
        schema,
      ])
    : []
  const columns = await columnsOf(file, schema)
  const keys = await keysOf(file, schema)
  const relation = (tableType: string, { name, comment, sql }: RelationRow): Relation => ({
    name,
    tableType,
    columns: columns.get(name) ?? [],
    keys: keys.get(name) ?? [],
    ...(comment ? { comment } : {}),
    ...(sql ? { definition: sql.replace(/;\s*$/, '') } : {}),
  })
  return [
    ...tables.map((row) => relation('Regular', row)),
    ...views.map((row) => relation('View', row)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly position: number
  readonly comment: string | null
  readonly defaultValue: string | null
  readonly nullable: boolean
  readonly type: string
}

async function columnsOf(file: DatabaseFile, schema: string): Promise<Map<string, Column[]>> {
  const rows = await file.rows<ColumnRow>(
    `select table_name as relation, column_name as name, column_index as position, comment,
            column_default as "defaultValue", is_nullable as nullable, data_type as type
       from duckdb_columns() where ${inThisFile} and schema_name = ? order by table_name, column_index`,
    [schema],
  )
  const byRelation = Map.groupBy(rows, (row) => row.relation)
  return new Map([...byRelation].map(([relation, own]) => [relation, own.map(toColumn)]))
}

function toColumn(row: ColumnRow): Column {
  return {
    name: row.name,
    ordinalPosition: row.position,
    ...columnType(row.type),
    dataTypeDisplay: row.type.toLowerCase(),
    ...(row.comment ? { description: row.comment } : {}),
    ...(row.defaultValue === null ? {} : { extension: { defaultValue: row.defaultValue } }),
    ...(row.nullable ? {} : { constraint: 'NOT_NULL' }),
  }
}

interface KeyRow {
  readonly relation: string
  readonly kind: string
  readonly columns: readonly string[]
  readonly target: string | null
  readonly targetColumns: readonly string[]
}

/** DuckDB's keys point at tables of their own schema only, and does not say which: it is theirs. */
async function keysOf(file: DatabaseFile, schema: string): Promise<Map<string, RelationalKey[]>> {
  const rows = await file.rows<KeyRow>(
    `select table_name as relation, constraint_type as kind, constraint_column_names as columns,
            referenced_table as target, referenced_column_names as "targetColumns"
       from duckdb_constraints()
      where database_name = current_database() and schema_name = ?
        and constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
      order by table_name, constraint_index`,
    [schema],
  )
  const keys = new Map<string, RelationalKey[]>()
  for (const row of rows) {
    const kind =
      row.kind === 'PRIMARY KEY'
        ? 'PRIMARY_KEY'
        : row.kind === 'UNIQUE'
          ? ('UNIQUE' as const)
          : ('FOREIGN_KEY' as const)
    const refersTo =
      row.target === null ? undefined : { schema, table: row.target, columns: row.targetColumns }
    const key: RelationalKey = { kind, columns: row.columns, ...(refersTo ? { refersTo } : {}) }
    keys.set(row.relation, [...(keys.get(row.relation) ?? []), key])
  }
  return keys
}

interface MacroRow {
  readonly name: string
  readonly parameters: readonly string[]
  readonly code: string | null
  readonly comment: string | null
}

async function macros(file: DatabaseFile, schema: string): Promise<Routine[]> {
  const rows = await file.rows<MacroRow>(
    `select function_name as name, parameters, macro_definition as code, comment
       from duckdb_functions()
      where ${inThisFile} and schema_name = ? and function_type in ('macro', 'table_macro')
      order by function_name, len(parameters)`,
    [schema],
  )
  return rows.map(({ name, parameters, code, comment }) => ({
    name,
    signature: parameters.join(', '),
    procedure: false,
    language: 'SQL',
    code: code ?? '',
    ...(comment ? { comment } : {}),
  }))
}
