/** The questions asked of Snowflake, one function each. https://docs.snowflake.com/en/sql-reference/info-schema */
import type { Account } from './statements.ts'

/** Asks as long as the source is open. */
export interface Asker {
  readonly account: Account
  readonly signal: AbortSignal
}

const ask = <Row extends object>({ account, signal }: Asker, text: string, ...values: readonly unknown[]) =>
  account.rows<Row>(text, values, signal)

export const quoted = (...names: readonly string[]) =>
  names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')

interface NameRow {
  readonly name: string
  readonly comment: string | null
}

export async function sessionRole(asker: Asker): Promise<void> {
  await ask(asker, 'select current_role() as "role"')
}

/** Databases of people and shares; not Snowflake's own, nor those of applications. https://docs.snowflake.com/en/sql-reference/sql/show-databases */
export async function databases(asker: Asker): Promise<readonly NameRow[]> {
  const rows = await ask<NameRow & { kind?: string }>(asker, 'show databases')
  return rows
    .filter(({ name, kind = 'STANDARD' }) => name !== 'SNOWFLAKE' && !/APPLICATION|PERSONAL/.test(kind))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function schemas(asker: Asker, database: string): Promise<NameRow[]> {
  return ask(
    asker,
    `select s.schema_name as "name", s.comment as "comment" from ${quoted(database)}.information_schema.schemata s
      where s.schema_name <> 'INFORMATION_SCHEMA' order by s.schema_name`,
  )
}

export interface RelationRow extends NameRow {
  /** BASE TABLE, VIEW, MATERIALIZED VIEW, EXTERNAL TABLE, EVENT TABLE, TEMPORARY TABLE. */
  readonly type: string
  readonly transient: string | null
  readonly dynamic: string | null
  readonly iceberg: string | null
  readonly secure: string | null
  /** The whole CREATE VIEW; null without ownership. */
  readonly definition: string | null
}

export function relations(asker: Asker, database: string, schema: string): Promise<RelationRow[]> {
  const views = `${quoted(database)}.information_schema`
  return ask(
    asker,
    `select t.table_name as "name", t.table_type as "type", t.comment as "comment", t.is_transient as "transient",
            t.is_dynamic as "dynamic", t.is_iceberg as "iceberg", v.is_secure as "secure",
            v.view_definition as "definition"
       from ${views}.tables t
       left join ${views}.views v on v.table_schema = t.table_schema and v.table_name = t.table_name
      where t.table_schema = ? order by t.table_name`,
    schema,
  )
}

export interface ColumnRow extends NameRow {
  readonly relation: string
  readonly position: number
  readonly type: string
  readonly length: number | null
  readonly precision: number | null
  readonly scale: number | null
  readonly nullable: string
  readonly identity: string | null
  readonly defaultValue: string | null
}

export function columns(asker: Asker, database: string, schema: string): Promise<ColumnRow[]> {
  return ask(
    asker,
    `select c.table_name as "relation", c.column_name as "name", c.ordinal_position as "position", c.data_type as "type",
            c.character_maximum_length as "length", c.numeric_precision as "precision", c.numeric_scale as "scale",
            c.is_nullable as "nullable", c.is_identity as "identity", c.column_default as "defaultValue", c.comment as "comment"
       from ${quoted(database)}.information_schema.columns c where c.table_schema = ? order by c.table_name, c.ordinal_position`,
    schema,
  )
}

export interface KeyRow {
  readonly table_name: string
  readonly column_name: string
  readonly key_sequence: number | string
  readonly constraint_name: string
}

/** The information schema does not tell which columns a key has. https://docs.snowflake.com/en/sql-reference/sql/show-primary-keys */
export function keys(
  asker: Asker,
  kind: 'primary' | 'unique',
  database: string,
  schema: string,
): Promise<KeyRow[]> {
  return ask(asker, `show ${kind} keys in schema ${quoted(database, schema)}`)
}

export interface ForeignKeyRow {
  readonly pk_database_name: string
  readonly pk_schema_name: string
  readonly pk_table_name: string
  readonly pk_column_name: string
  readonly fk_table_name: string
  readonly fk_column_name: string
  readonly key_sequence: number | string
  readonly fk_name: string
}

/** https://docs.snowflake.com/en/sql-reference/sql/show-imported-keys */
export function foreignKeys(asker: Asker, database: string, schema: string): Promise<ForeignKeyRow[]> {
  return ask(asker, `show imported keys in schema ${quoted(database, schema)}`)
}

export interface RoutineRow extends NameRow {
  readonly signature: string
  readonly language: string
  readonly code: string | null
}

export function routines(
  asker: Asker,
  kind: 'procedure' | 'function',
  database: string,
  schema: string,
): Promise<RoutineRow[]> {
  return ask(
    asker,
    `select r.${kind}_name as "name", r.argument_signature as "signature", r.${kind}_language as "language",
            r.${kind}_definition as "code", r.comment as "comment"
       from ${quoted(database)}.information_schema.${kind}s r where r.${kind}_schema = ? order by r.${kind}_name, r.argument_signature`,
    schema,
  )
}

/** What is known of a table without reading it. */
export function facts(
  asker: Asker,
  database: string,
  schema: string,
  table: string,
): Promise<{ rows: number | null; bytes: number | null; created: string }[]> {
  return ask(
    asker,
    `select t.row_count as "rows", t.bytes as "bytes", t.created as "created"
       from ${quoted(database)}.information_schema.tables t where t.table_schema = ? and t.table_name = ?`,
    schema,
    table,
  )
}

export interface HistoryRow {
  readonly query: string
  readonly account: string | null
  readonly database: string | null
  readonly schema: string | null
  readonly duration: number | null
  /** Credits for cloud services. */
  readonly credits: number | null
  /** ISO 8601. */
  readonly at: string
}

/** Newest first; up to 45 minutes late. https://docs.snowflake.com/en/sql-reference/account-usage/query_history */
export function history(
  asker: Asker,
  usageSchema: string,
  options: { readonly sinceMs: number; readonly limit: number; readonly condition: string | undefined },
): Promise<HistoryRow[]> {
  const only = options.condition === undefined ? '' : ` and (${options.condition})`
  return ask(
    asker,
    `select h.query_text as "query", h.user_name as "account", h.database_name as "database", h.schema_name as "schema",
            h.total_elapsed_time as "duration", h.start_time as "at", h.credits_used_cloud_services as "credits"
       from ${usageSchema}.query_history h
      where h.execution_status = 'SUCCESS' and h.start_time >= to_timestamp_ltz(?)${only}
      order by h.start_time desc limit ${Math.trunc(options.limit)}`,
    new Date(options.sinceMs).toISOString(),
  )
}

export interface TagRow {
  /** DATABASE, SCHEMA, COLUMN, or a kind of table. */
  readonly domain: string
  readonly schema: string | null
  readonly object: string
  readonly column: string | null
  readonly name: string
  readonly value: string | null
}

/** Who wears which tags in a database; up to two hours late. https://docs.snowflake.com/en/sql-reference/account-usage/tag_references */
export function tags(asker: Asker, usageSchema: string, database: string): Promise<TagRow[]> {
  return ask(
    asker,
    `select t.domain as "domain", t.object_schema as "schema", t.object_name as "object", t.column_name as "column",
            t.tag_name as "name", t.tag_value as "value"
       from ${usageSchema}.tag_references t
      where t.object_deleted is null and (t.object_database = ? or (t.domain = 'DATABASE' and t.object_name = ?))
      order by t.object_schema, t.object_name, t.tag_name, t.column_name`,
    database,
    database,
  )
}

/** What statements wrote, as JSON text; each only once. https://docs.snowflake.com/en/sql-reference/account-usage/access_history */
export async function writes(
  asker: Asker,
  usageSchema: string,
  sinceMs: number,
  limit: number,
): Promise<string[]> {
  const rows = await ask<{ modified: string }>(
    asker,
    `select distinct to_json(h.objects_modified) as "modified" from ${usageSchema}.access_history h
      where h.query_start_time >= to_timestamp_ltz(?) and array_size(h.objects_modified) > 0 limit ${Math.trunc(limit)}`,
    new Date(sinceMs).toISOString(),
  )
  return rows.map(({ modified }) => modified)
}
