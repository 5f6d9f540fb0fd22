/** The questions asked of INFORMATION_SCHEMA, one function each; names are given in lower case, as MySQL 8 would not. */
import type { Session } from './session.ts'

const systemSchemas = "('information_schema', 'mysql', 'performance_schema', 'sys')"

export async function serverVersion(session: Session): Promise<string> {
  const [row] = await session.rows<{ version: string }>('select version() as version')
  return row?.version ?? 'unknown'
}

export function schemas(session: Session, only: string | undefined): Promise<{ name: string }[]> {
  return session.rows(
    `select schema_name as name from information_schema.schemata
      where schema_name not in ${systemSchemas} and (? is null or schema_name = ?) order by schema_name`,
    [only ?? null, only ?? null],
  )
}

export async function countRelations(session: Session, type: 'BASE TABLE' | 'VIEW'): Promise<number> {
  const [row] = await session.rows<{ count: number }>(
    `select count(*) as count from information_schema.tables
      where table_type = ? and table_schema not in ${systemSchemas}`,
    [type],
  )
  return Number(row?.count ?? 0)
}

export interface RelationRow {
  readonly name: string
  /** `BASE TABLE`, `VIEW`, and MariaDB's `SYSTEM VERSIONED` and `SEQUENCE`. */
  readonly type: string
  readonly comment: string | null
}

export function relations(session: Session, schema: string): Promise<RelationRow[]> {
  return session.rows(
    `select table_name as name, table_type as type, table_comment as comment
       from information_schema.tables where table_schema = ? order by table_name`,
    [schema],
  )
}

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly position: number
  readonly defaultValue: string | null
  readonly nullable: string
  readonly dataType: string
  readonly display: string
  readonly length: number | string | null
  readonly precision: number | null
  readonly scale: number | null
  readonly extra: string
  readonly comment: string
  readonly generation: string | null
}

export function columns(session: Session, schema: string): Promise<ColumnRow[]> {
  return session.rows(
    `select table_name as relation, column_name as name, ordinal_position as position, column_default as defaultValue,
            is_nullable as nullable, data_type as dataType, column_type as display,
            character_maximum_length as length, numeric_precision as \`precision\`, numeric_scale as scale,
            extra as extra, column_comment as comment, generation_expression as generation
       from information_schema.columns where table_schema = ? order by table_name, ordinal_position`,
    [schema],
  )
}

export interface KeyRow {
  readonly relation: string
  readonly key: string
  readonly name: string
}

/** Columns of primary and unique keys in their order; keys on expressions are left out. */
export function uniqueKeys(session: Session, schema: string): Promise<KeyRow[]> {
  return session.rows(
    `select s.table_name as relation, s.index_name as \`key\`, s.column_name as name
       from information_schema.statistics s
      where s.table_schema = ? and s.non_unique = 0
      order by s.table_name, s.index_name, s.seq_in_index`,
    [schema],
  )
}

export interface ForeignKeyRow extends KeyRow {
  readonly targetSchema: string
  readonly target: string
  readonly targetColumn: string
}

export function foreignKeys(session: Session, schema: string): Promise<ForeignKeyRow[]> {
  return session.rows(
    `select table_name as relation, constraint_name as \`key\`, column_name as name,
            referenced_table_schema as targetSchema, referenced_table_name as target,
            referenced_column_name as targetColumn
       from information_schema.key_column_usage
      where table_schema = ? and referenced_table_name is not null
      order by table_name, constraint_name, ordinal_position`,
    [schema],
  )
}

/** The SELECT of each view; empty without SHOW VIEW on it. */
export function viewDefinitions(
  session: Session,
  schema: string,
): Promise<{ name: string; definition: string | null }[]> {
  return session.rows(
    `select table_name as name, view_definition as definition
       from information_schema.views where table_schema = ?`,
    [schema],
  )
}

export interface PartitionRow {
  readonly relation: string
  /** RANGE, LIST, HASH, KEY …, with COLUMNS or LINEAR. */
  readonly method: string
  readonly expression: string | null
}

export function partitions(session: Session, schema: string): Promise<PartitionRow[]> {
  return session.rows(
    `select distinct table_name as relation, partition_method as method, partition_expression as expression
       from information_schema.partitions where table_schema = ? and partition_method is not null`,
    [schema],
  )
}

export interface RoutineRow {
  readonly name: string
  readonly type: string
  readonly code: string | null
  readonly comment: string | null
}

export function routines(session: Session, schema: string): Promise<RoutineRow[]> {
  return session.rows(
    `select routine_name as name, routine_type as type, routine_definition as code, routine_comment as comment
       from information_schema.routines
      where routine_schema = ? and routine_type in ('PROCEDURE', 'FUNCTION') order by routine_name`,
    [schema],
  )
}
