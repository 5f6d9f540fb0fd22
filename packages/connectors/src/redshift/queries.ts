/** The questions asked of Redshift's SVV views, one function each. https://docs.aws.amazon.com/redshift/latest/dg/svv_views.html */
import type { PgSession } from '../pg-session.ts'

const systemSchemas =
  "('pg_catalog', 'information_schema', 'pg_internal', 'pg_auto_copy', 'pg_s3', 'pg_automv', 'catalog_history')"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_REDSHIFT_DATABASES.html */
export function databases(session: PgSession): Promise<{ name: string }[]> {
  return session.rows(
    `select d.database_name as name from pg_catalog.svv_redshift_databases d
      where d.database_type = 'local' and d.database_name not in ('padb_harvest', 'template0', 'template1', 'sys:internal')
      order by d.database_name`,
  )
}

/** Local and external schemas. https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_SCHEMAS.html */
export function schemas(session: PgSession): Promise<{ name: string }[]> {
  return session.rows(
    `select s.schema_name as name from pg_catalog.svv_all_schemas s
      where s.database_name = $1 and s.schema_name not in ${systemSchemas} and s.schema_name not like 'pg\\_temp\\_%'
      order by s.schema_name`,
    [session.database],
  )
}

export interface RelationRow {
  readonly name: string
  /** TABLE, VIEW, EXTERNAL TABLE, SHARED TABLE … */
  readonly type: string
  readonly comment: string | null
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_TABLES.html */
export function relations(session: PgSession, schema: string): Promise<RelationRow[]> {
  return session.rows(
    `select t.table_name as name, t.table_type as type, t.remarks as comment from pg_catalog.svv_all_tables t
      where t.database_name = $1 and t.schema_name = $2 order by t.table_name`,
    [session.database, schema],
  )
}

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly position: number
  readonly type: string
  readonly length: number | null
  readonly precision: number | null
  readonly scale: number | null
  readonly nullable: string | null
  readonly defaultValue: string | null
  readonly comment: string | null
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_ALL_COLUMNS.html */
export function columns(session: PgSession, schema: string): Promise<ColumnRow[]> {
  return session.rows(
    `select c.table_name as relation, c.column_name as name, c.ordinal_position as position, c.data_type as type,
            c.character_maximum_length as length, c.numeric_precision as precision, c.numeric_scale as scale,
            c.is_nullable as nullable, c.column_default as "defaultValue", c.remarks as comment
       from pg_catalog.svv_all_columns c where c.database_name = $1 and c.schema_name = $2
      order by c.table_name, c.ordinal_position`,
    [session.database, schema],
  )
}

/**
 * Views without schema binding have no columns in the views above; they are bound anew, and those that cannot be are left out.
 * https://docs.aws.amazon.com/redshift/latest/dg/PG_GET_LATE_BINDING_VIEW_COLS.html
 */
export function lateBindingColumns(
  session: PgSession,
  schema: string,
): Promise<{ relation: string; name: string; position: number; type: string }[]> {
  return session.rows(
    `select c.view_name as relation, c.col_name as name, c.col_num as position, c.col_type as type
       from pg_catalog.pg_get_late_binding_view_cols() c (view_schema name, view_name name, col_name name, col_type varchar, col_num int)
      where c.view_schema = $1 order by c.view_name, c.col_num`,
    [schema],
  )
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html */
export function materializedViews(session: PgSession, schema: string): Promise<{ name: string }[]> {
  return session.rows(
    // The view pads its names with blanks.
    `select trim(m.name) as name from pg_catalog.svv_mv_info m
      where trim(m.database_name) = $1 and trim(m.schema_name) = $2`,
    [session.database, schema],
  )
}

/** The SELECT of each view; the whole CREATE VIEW of those without schema binding and of materialized ones. */
export function viewDefinitions(
  session: PgSession,
  schema: string,
): Promise<{ name: string; definition: string | null }[]> {
  return session.rows(
    'select v.viewname as name, v.definition as definition from pg_catalog.pg_views v where v.schemaname = $1',
    [schema],
  )
}

export interface KeyRow {
  readonly relation: string
  readonly key: string
  /** PRIMARY KEY, UNIQUE or FOREIGN KEY. Redshift enforces none of them. */
  readonly kind: string
  readonly name: string
  readonly targetSchema: string | null
  readonly target: string | null
  readonly targetColumn: string | null
}

export function keys(session: PgSession, schema: string): Promise<KeyRow[]> {
  return session.rows(
    `select k.table_name as relation, k.constraint_name as key, c.constraint_type as kind, k.column_name as name,
            u.table_schema as "targetSchema", u.table_name as target, u.column_name as "targetColumn"
       from information_schema.key_column_usage k
       join information_schema.table_constraints c
         on c.constraint_schema = k.constraint_schema and c.constraint_name = k.constraint_name and c.table_name = k.table_name
       left join information_schema.referential_constraints r
         on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name
        and c.constraint_type = 'FOREIGN KEY'
       left join information_schema.key_column_usage u
         on u.constraint_schema = r.unique_constraint_schema and u.constraint_name = r.unique_constraint_name
        and u.ordinal_position = k.ordinal_position
      where k.table_schema = $1
      order by k.table_name, c.constraint_type = 'FOREIGN KEY', c.constraint_type, k.constraint_name, k.ordinal_position`,
    [schema],
  )
}

export interface RoutineRow {
  readonly name: string
  readonly signature: string
  /** p(rocedure) or f(unction). */
  readonly kind: string
  readonly language: string
  readonly code: string
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_PG_PROC_INFO.html */
export function routines(session: PgSession, schema: string): Promise<RoutineRow[]> {
  return session.rows(
    `select p.proname as name, pg_catalog.oidvectortypes(p.proargtypes) as signature, p.prokind as kind, l.lanname as language, p.prosrc as code
       from pg_catalog.pg_proc_info p
       join pg_catalog.pg_namespace n on n.oid = p.pronamespace
       join pg_catalog.pg_language l on l.oid = p.prolang
      where n.nspname = $1 order by p.proname, 2`,
    [schema],
  )
}

/** Rows and blocks of a megabyte. https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLE_INFO.html */
export function facts(
  session: PgSession,
  schema: string,
  table: string,
): Promise<{ rows: string | number | null; megabytes: string | number | null }[]> {
  return session.rows(
    'select i.tbl_rows as rows, i.size as megabytes from pg_catalog.svv_table_info i where i."schema" = $1 and i."table" = $2',
    [schema, table],
  )
}

export interface HistoryRow {
  readonly query: string
  readonly account: string | null
  readonly database: string
  readonly at: Date
  /** Microseconds. */
  readonly elapsed: string | number | null
}

/** Newest first; texts are cut after 4000 characters. https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_HISTORY.html */
export function history(
  session: PgSession,
  options: { readonly sinceMs: number; readonly limit: number; readonly condition: string | undefined },
): Promise<HistoryRow[]> {
  const only = options.condition === undefined ? '' : ` and (${options.condition})`
  return session.rows(
    `select h.query_text as query, trim(h.database_name) as database, u.user_name as account, h.start_time as at, h.elapsed_time as elapsed
       from pg_catalog.sys_query_history h left join pg_catalog.svv_user_info u on u.user_id = h.user_id
      where trim(h.status) = 'success' and h.start_time >= $1::timestamp
        and h.query_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CTAS', 'DDL', 'UNLOAD')${only}
      order by h.start_time desc limit ${Math.trunc(options.limit)}`,
    [new Date(options.sinceMs).toISOString().slice(0, -1)],
  )
}
