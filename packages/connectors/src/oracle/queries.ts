/** The questions asked of Oracle's data dictionary, one function each. https://docs.oracle.com/en/database/oracle/oracle-database/23/refrn/static-data-dictionary-views.html */
import type { Session } from './session.ts'

/** Asks `ALL_` views, which show what the user may see, or `DBA_` ones, which show everything. */
export interface Dictionary {
  readonly session: Session
  readonly scope: 'all' | 'dba'
}

const ask = <Row extends object>({ session }: Dictionary, text: string, ...values: readonly unknown[]) =>
  session.rows<Row>(text, values)

export async function ping(dictionary: Dictionary): Promise<void> {
  await ask(dictionary, 'select 1 as "one" from dual')
}

/** Owners of tables or views, but for those that Oracle brought along. */
export function schemas(dictionary: Dictionary): Promise<{ name: string }[]> {
  const { scope } = dictionary
  return ask(
    dictionary,
    `select u.username as "name" from ${scope}_users u
      where u.oracle_maintained = 'N'
        and exists (select 1 from ${scope}_tab_comments t where t.owner = u.username) order by u.username`,
  )
}

export interface TableRow {
  readonly name: string
  readonly external: string
}

/** Tables; not those that hold nested tables, indexes' overflow, materialized views, or what was dropped. */
export function tables(dictionary: Dictionary, owner: string): Promise<TableRow[]> {
  const { scope } = dictionary
  return ask(
    dictionary,
    `select t.table_name as "name", t.external as "external" from ${scope}_tables t
      where t.owner = :1 and t.nested = 'NO' and t.secondary = 'N' and t.dropped = 'NO'
        and (t.iot_type is null or t.iot_type = 'IOT')
        and not exists (select 1 from ${scope}_mviews m where m.owner = t.owner and m.container_name = t.table_name)
      order by t.table_name`,
    owner,
  )
}

export interface ViewRow {
  readonly name: string
  readonly definition: string | null
}

export function views(dictionary: Dictionary, owner: string): Promise<ViewRow[]> {
  return ask(
    dictionary,
    `select v.view_name as "name", v.text as "definition" from ${dictionary.scope}_views v where v.owner = :1 order by v.view_name`,
    owner,
  )
}

export function materializedViews(dictionary: Dictionary, owner: string): Promise<ViewRow[]> {
  return ask(
    dictionary,
    `select m.mview_name as "name", m.query as "definition" from ${dictionary.scope}_mviews m where m.owner = :1 order by m.mview_name`,
    owner,
  )
}

export function comments(
  dictionary: Dictionary,
  owner: string,
): Promise<{ name: string; comment: string }[]> {
  return ask(
    dictionary,
    `select c.table_name as "name", c.comments as "comment" from ${dictionary.scope}_tab_comments c
      where c.owner = :1 and c.comments is not null`,
    owner,
  )
}

/** What each view reads, as the database itself recorded it. */
export function dependencies(
  dictionary: Dictionary,
  owner: string,
): Promise<{ view: string; schema: string; name: string }[]> {
  return ask(
    dictionary,
    `select distinct d.name as "view", d.referenced_owner as "schema", d.referenced_name as "name" from ${dictionary.scope}_dependencies d
      where d.owner = :1 and d.type in ('VIEW', 'MATERIALIZED VIEW') and d.referenced_link_name is null
        and d.referenced_type in ('TABLE', 'VIEW', 'MATERIALIZED VIEW')
        and not (d.referenced_owner = d.owner and d.referenced_name = d.name)`,
    owner,
  )
}

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly position: number
  readonly type: string
  /** Bytes. */
  readonly length: number
  readonly characters: number
  readonly precision: number | null
  readonly scale: number | null
  readonly nullable: string
  readonly identity: string
  readonly defaultValue: string | null
  readonly comment: string | null
}

export function columns(dictionary: Dictionary, owner: string): Promise<ColumnRow[]> {
  const { scope } = dictionary
  return ask(
    dictionary,
    `select c.table_name as "relation", c.column_name as "name", c.column_id as "position", c.data_type as "type",
            c.data_length as "length", c.char_length as "characters", c.data_precision as "precision", c.data_scale as "scale",
            c.nullable as "nullable", c.identity_column as "identity", c.data_default as "defaultValue", m.comments as "comment"
       from ${scope}_tab_columns c
       left join ${scope}_col_comments m on m.owner = c.owner and m.table_name = c.table_name and m.column_name = c.column_name
      where c.owner = :1 order by c.table_name, c.column_id`,
    owner,
  )
}

export interface KeyRow {
  readonly relation: string
  readonly key: string
  /** P(rimary), U(nique), R(eferential). */
  readonly kind: string
  readonly name: string
  readonly targetSchema: string | null
  readonly target: string | null
  readonly targetColumn: string | null
}

export function keys(dictionary: Dictionary, owner: string): Promise<KeyRow[]> {
  const { scope } = dictionary
  return ask(
    dictionary,
    `select k.table_name as "relation", k.constraint_name as "key", k.constraint_type as "kind", c.column_name as "name",
            r.owner as "targetSchema", r.table_name as "target", r.column_name as "targetColumn"
       from ${scope}_constraints k
       join ${scope}_cons_columns c on c.owner = k.owner and c.constraint_name = k.constraint_name and c.table_name = k.table_name
       left join ${scope}_cons_columns r on r.owner = k.r_owner and r.constraint_name = k.r_constraint_name and r.position = c.position
      where k.owner = :1 and k.constraint_type in ('P', 'U', 'R')
      order by k.table_name, case k.constraint_type when 'P' then 1 when 'U' then 2 else 3 end, k.constraint_name, c.position`,
    owner,
  )
}

export interface PartitionRow {
  readonly relation: string
  readonly name: string
  /** RANGE, LIST, HASH, REFERENCE, SYSTEM … */
  readonly method: string
}

export function partitions(dictionary: Dictionary, owner: string): Promise<PartitionRow[]> {
  const { scope } = dictionary
  return ask(
    dictionary,
    `select p.table_name as "relation", c.column_name as "name", p.partitioning_type as "method"
       from ${scope}_part_tables p
       join ${scope}_part_key_columns c on c.owner = p.owner and c.name = p.table_name and c.object_type = 'TABLE'
      where p.owner = :1 order by p.table_name, c.column_position`,
    owner,
  )
}

export interface SourceRow {
  readonly name: string
  /** PROCEDURE or FUNCTION. */
  readonly type: string
  readonly text: string | null
}

/** The lines of each routine, in order. */
export function sources(dictionary: Dictionary, owner: string): Promise<SourceRow[]> {
  return ask(
    dictionary,
    `select s.name as "name", s.type as "type", s.text as "text" from ${dictionary.scope}_source s
      where s.owner = :1 and s.type in ('PROCEDURE', 'FUNCTION') order by s.name, s.type, s.line`,
    owner,
  )
}

export function facts(
  dictionary: Dictionary,
  owner: string,
  table: string,
): Promise<{ rows: number | null }[]> {
  return ask(
    dictionary,
    `select t.num_rows as "rows" from ${dictionary.scope}_tables t where t.owner = :1 and t.table_name = :2`,
    owner,
    table,
  )
}

export interface CursorRow {
  readonly query: string
  readonly schema: string
  readonly count: number
  /** Microseconds in all. */
  readonly elapsed: number
  /** Seconds since the last run. */
  readonly ago: number
}

/** The cursors that are still in the shared pool, the most frequent first. https://docs.oracle.com/en/database/oracle/oracle-database/23/refrn/V-SQL.html */
export function cursors(
  dictionary: Dictionary,
  options: {
    readonly sinceMs: number
    readonly nowMs: number
    readonly limit: number
    readonly condition: string | undefined
  },
): Promise<CursorRow[]> {
  const only = options.condition === undefined ? '' : ` and (${options.condition})`
  return ask(
    dictionary,
    `select q.sql_fulltext as "query", q.parsing_schema_name as "schema", q.executions as "count", q.elapsed_time as "elapsed",
            (sysdate - q.last_active_time) * 86400 as "ago"
       from v$sql q join all_users u on u.username = q.parsing_schema_name
      where u.oracle_maintained = 'N' and q.executions > 0 and (sysdate - q.last_active_time) * 86400 <= :1${only}
      order by q.executions desc fetch first ${Math.trunc(options.limit)} rows only`,
    Math.ceil((options.nowMs - options.sinceMs) / 1000),
  )
}
