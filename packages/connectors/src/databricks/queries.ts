/** The questions asked of the information schema of Unity Catalog, one function each. https://docs.databricks.com/sql/language-manual/sql-ref-information-schema */
import type { Warehouse } from './statements.ts'

/** Asks as long as the source is open. */
export interface Asker {
  readonly warehouse: Warehouse
  readonly signal: AbortSignal
}

const views = 'system.information_schema'
const ask = <Row extends object>({ warehouse, signal }: Asker, text: string, ...values: readonly string[]) =>
  warehouse.rows<Row>(text, values, signal)

export async function currentUser(asker: Asker): Promise<void> {
  await ask(asker, 'select 1 as one')
}

interface NameRow {
  readonly name: string
  readonly comment: string | null
}

/** `system` is Databricks' own; `samples` and shares are read like others. */
export function catalogs(asker: Asker): Promise<NameRow[]> {
  return ask(
    asker,
    `select c.catalog_name as name, c.comment as comment from ${views}.catalogs c
      where c.catalog_name <> 'system' order by c.catalog_name`,
  )
}

export function schemas(asker: Asker, catalog: string): Promise<NameRow[]> {
  return ask(
    asker,
    `select s.schema_name as name, s.comment as comment from ${views}.schemata s
      where s.catalog_name = :p1 and s.schema_name <> 'information_schema' order by s.schema_name`,
    catalog,
  )
}

export interface RelationRow extends NameRow {
  /** MANAGED, EXTERNAL, VIEW, MATERIALIZED_VIEW, STREAMING_TABLE, FOREIGN … */
  readonly type: string
  readonly definition: string | null
}

export function relations(asker: Asker, catalog: string, schema: string): Promise<RelationRow[]> {
  return ask(
    asker,
    `select t.table_name as name, t.table_type as type, t.comment as comment, v.view_definition as definition
       from ${views}.tables t
       left join ${views}.views v
         on v.table_catalog = t.table_catalog and v.table_schema = t.table_schema and v.table_name = t.table_name
      where t.table_catalog = :p1 and t.table_schema = :p2 order by t.table_name`,
    catalog,
    schema,
  )
}

export interface ColumnRow extends NameRow {
  readonly relation: string
  readonly position: number
  readonly type: string
  readonly nullable: string
  readonly defaultValue: string | null
  /** Counted from one. */
  readonly partition: number | null
}

export function columns(asker: Asker, catalog: string, schema: string): Promise<ColumnRow[]> {
  return ask(
    asker,
    `select c.table_name as relation, c.column_name as name, c.ordinal_position as position, c.full_data_type as type,
            c.is_nullable as nullable, c.column_default as defaultValue, c.partition_index as partition, c.comment as comment
       from ${views}.columns c where c.table_catalog = :p1 and c.table_schema = :p2
      order by c.table_name, c.ordinal_position`,
    catalog,
    schema,
  )
}

export interface KeyRow {
  readonly relation: string
  readonly key: string
  /** PRIMARY KEY or FOREIGN KEY. */
  readonly kind: string
  readonly name: string
  readonly targetCatalog: string | null
  readonly targetSchema: string | null
  readonly target: string | null
  readonly targetColumn: string | null
}

/** Columns of keys in their order, with what those of foreign keys point at. */
export function keys(asker: Asker, catalog: string, schema: string): Promise<KeyRow[]> {
  return ask(
    asker,
    `select k.table_name as relation, k.constraint_name as key, c.constraint_type as kind, k.column_name as name,
            u.table_catalog as targetCatalog, u.table_schema as targetSchema, u.table_name as target, u.column_name as targetColumn
       from ${views}.key_column_usage k
       join ${views}.table_constraints c
         on c.constraint_catalog = k.constraint_catalog and c.constraint_schema = k.constraint_schema
        and c.constraint_name = k.constraint_name
       left join ${views}.referential_constraints r
         on r.constraint_catalog = k.constraint_catalog and r.constraint_schema = k.constraint_schema
        and r.constraint_name = k.constraint_name
       left join ${views}.key_column_usage u
         on u.constraint_catalog = r.unique_constraint_catalog and u.constraint_schema = r.unique_constraint_schema
        and u.constraint_name = r.unique_constraint_name and u.ordinal_position = k.position_in_unique_constraint
      where k.table_catalog = :p1 and k.table_schema = :p2
      order by k.table_name, c.constraint_type desc, k.constraint_name, k.ordinal_position`,
    catalog,
    schema,
  )
}

export interface RoutineRow extends NameRow {
  readonly type: string
  readonly language: string | null
  readonly code: string | null
}

export function routines(asker: Asker, catalog: string, schema: string): Promise<RoutineRow[]> {
  return ask(
    asker,
    `select r.routine_name as name, r.routine_type as type, r.external_language as language, r.routine_definition as code,
            r.comment as comment
       from ${views}.routines r where r.routine_catalog = :p1 and r.routine_schema = :p2 order by r.routine_name`,
    catalog,
    schema,
  )
}

export interface TagRow {
  readonly schema: string | null
  readonly relation: string | null
  readonly column: string | null
  readonly name: string
  readonly value: string | null
}

/** Who wears which tags in a catalog. https://docs.databricks.com/sql/language-manual/information-schema/table_tags and its like for catalogs, schemas and columns */
export function tags(asker: Asker, catalog: string): Promise<TagRow[]> {
  return ask(
    asker,
    `select null as schema, null as relation, null as column, t.tag_name as name, t.tag_value as value
       from ${views}.catalog_tags t where t.catalog_name = :p1
      union all
     select t.schema_name, null, null, t.tag_name, t.tag_value from ${views}.schema_tags t where t.catalog_name = :p1
      union all
     select t.schema_name, t.table_name, null, t.tag_name, t.tag_value from ${views}.table_tags t where t.catalog_name = :p1
      union all
     select t.schema_name, t.table_name, t.column_name, t.tag_name, t.tag_value from ${views}.column_tags t where t.catalog_name = :p1`,
    catalog,
  )
}

export interface LineageRow {
  readonly sourceSchema: string
  readonly source: string
  readonly sourceColumn: string
  readonly targetSchema: string
  readonly target: string
  readonly targetColumn: string
  readonly sourceCatalog: string
}

/**
 * What jobs, notebooks and statements moved into the tables of a catalog in the last year, column by column; views are known from
 * their SQL. https://docs.databricks.com/admin/system-tables/lineage
 */
export function recordedLineage(asker: Asker, catalog: string): Promise<LineageRow[]> {
  return ask(
    asker,
    `select distinct l.source_table_catalog as sourceCatalog, l.source_table_schema as sourceSchema, l.source_table_name as source,
            l.source_column_name as sourceColumn, l.target_table_schema as targetSchema, l.target_table_name as target,
            l.target_column_name as targetColumn
       from system.access.column_lineage l
      where l.target_table_catalog = :p1 and l.source_table_name is not null and l.target_type <> 'VIEW'`,
    catalog,
  )
}

export interface HistoryRow {
  readonly query: string
  readonly account: string | null
  readonly duration: number | null
  readonly at: number
}

/** Newest first. https://docs.databricks.com/admin/system-tables/query-history */
export function history(
  { warehouse, signal }: Asker,
  table: string,
  options: { readonly sinceMs: number; readonly limit: number; readonly condition: string | undefined },
): Promise<HistoryRow[]> {
  const only = options.condition === undefined ? '' : ` and (${options.condition})`
  return warehouse.rows(
    `select h.statement_text as query, h.executed_by as account, h.total_duration_ms as duration, unix_millis(h.start_time) as at
       from ${table} h
      where h.execution_status = 'FINISHED' and h.start_time >= timestamp_millis(:p1)${only}
      order by h.start_time desc limit ${Math.trunc(options.limit)}`,
    [options.sinceMs],
    signal,
  )
}
