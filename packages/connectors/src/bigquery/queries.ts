/** The questions asked of BigQuery's information schema, one function each. https://docs.cloud.google.com/bigquery/docs/information-schema-intro */
import type { Warehouse } from './warehouse.ts'

/** Asks as long as the source is open. */
export interface Asker {
  readonly warehouse: Warehouse
  readonly signal: AbortSignal
}

/** A dataset of a project, and where its data is. */
export interface DatasetPlace {
  readonly project: string
  readonly dataset: string
  readonly location: string
}

/** Names in backticks have the escapes of strings. */
export const quoted = (...names: readonly string[]) =>
  names.map((name) => `\`${name.replace(/[\\`]/g, '\\$&')}\``).join('.')

const viewsOf = ({ project, dataset }: DatasetPlace) => `${quoted(project, dataset)}.INFORMATION_SCHEMA`
const regionOf = (project: string, location: string) =>
  `${quoted(project, `region-${location.toLowerCase()}`)}.INFORMATION_SCHEMA`

const ask = <Row extends object>({ warehouse, signal }: Asker, place: DatasetPlace, text: string) =>
  warehouse.rows<Row>(text, [], { location: place.location, signal })

export async function anything({ warehouse, signal }: Asker): Promise<void> {
  await warehouse.rows('select 1 as one', [], { signal })
}

export interface OptionRow {
  readonly name: string
  /** `description`, `labels` and others. */
  readonly option_name: string
  /** A literal of GoogleSQL. */
  readonly option_value: string
}

/** Options of all datasets in a region. https://docs.cloud.google.com/bigquery/docs/information-schema-datasets-schemata-options */
export function schemaOptions(
  { warehouse, signal }: Asker,
  project: string,
  location: string,
): Promise<OptionRow[]> {
  return warehouse.rows(
    `select o.schema_name as name, o.option_name as option_name, o.option_value as option_value
       from ${regionOf(project, location)}.SCHEMATA_OPTIONS as o where o.option_name = 'description'`,
    [],
    { location, signal },
  )
}

export interface RelationRow {
  readonly name: string
  /** BASE TABLE, CLONE, SNAPSHOT, VIEW, MATERIALIZED VIEW, EXTERNAL. */
  readonly table_type: string
  /** The statement that would make it again. */
  readonly ddl: string | null
  /** The SELECT of a view. */
  readonly view_definition: string | null
}

/** https://docs.cloud.google.com/bigquery/docs/information-schema-tables and …-views */
export function relations(asker: Asker, place: DatasetPlace): Promise<RelationRow[]> {
  return ask(
    asker,
    place,
    `select t.table_name as name, t.table_type as table_type, t.ddl as ddl, v.view_definition as view_definition
       from ${viewsOf(place)}.TABLES as t left join ${viewsOf(place)}.VIEWS as v on v.table_name = t.table_name
      order by t.table_name`,
  )
}

/** https://docs.cloud.google.com/bigquery/docs/information-schema-table-options */
export function tableOptions(asker: Asker, place: DatasetPlace): Promise<OptionRow[]> {
  return ask(
    asker,
    place,
    `select o.table_name as name, o.option_name as option_name, o.option_value as option_value
       from ${viewsOf(place)}.TABLE_OPTIONS as o where o.option_name in ('description', 'labels')`,
  )
}

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly position: number | null
  readonly data_type: string
  readonly is_nullable: string
  readonly is_hidden: string
  readonly is_partitioning_column: string
  readonly clustering_position: number | null
  readonly column_default: string | null
}

/** https://docs.cloud.google.com/bigquery/docs/information-schema-columns */
export function columns(asker: Asker, place: DatasetPlace): Promise<ColumnRow[]> {
  return ask(
    asker,
    place,
    `select c.table_name as relation, c.column_name as name, c.ordinal_position as position, c.data_type as data_type,
            c.is_nullable as is_nullable, c.is_hidden as is_hidden, c.is_partitioning_column as is_partitioning_column,
            c.clustering_ordinal_position as clustering_position, c.column_default as column_default
       from ${viewsOf(place)}.COLUMNS as c order by c.table_name, c.ordinal_position`,
  )
}

export interface FieldRow {
  readonly relation: string
  /** `address.city`; of a column that is not nested, its name. */
  readonly field_path: string
  readonly description: string
}

/** What people wrote about columns and their fields. https://docs.cloud.google.com/bigquery/docs/information-schema-column-field-paths */
export function descriptions(asker: Asker, place: DatasetPlace): Promise<FieldRow[]> {
  return ask(
    asker,
    place,
    `select f.table_name as relation, f.field_path as field_path, f.description as description
       from ${viewsOf(place)}.COLUMN_FIELD_PATHS as f where f.description is not null`,
  )
}

export interface KeyRow {
  readonly relation: string
  readonly constraint_name: string
  /** PRIMARY KEY or FOREIGN KEY. */
  readonly constraint_type: string
  readonly column_name: string
  readonly position: number
  /** Of a foreign key: the position of the column that it points at, in the other table's primary key. */
  readonly target_position: number | null
}

/** https://docs.cloud.google.com/bigquery/docs/information-schema-key-column-usage and …-table-constraints */
export function keys(asker: Asker, place: DatasetPlace): Promise<KeyRow[]> {
  return ask(
    asker,
    place,
    `select k.table_name as relation, k.constraint_name as constraint_name, t.constraint_type as constraint_type,
            k.column_name as column_name, k.ordinal_position as position, k.position_in_unique_constraint as target_position
       from ${viewsOf(place)}.KEY_COLUMN_USAGE as k
       join ${viewsOf(place)}.TABLE_CONSTRAINTS as t on t.constraint_name = k.constraint_name and t.table_name = k.table_name
      order by t.constraint_type desc, k.constraint_name, k.ordinal_position`,
  )
}

/** Which table a foreign key points at, which is in the same dataset. https://docs.cloud.google.com/bigquery/docs/information-schema-constraint-column-usage */
export function keyTargets(
  asker: Asker,
  place: DatasetPlace,
): Promise<{ constraint_name: string; target: string }[]> {
  return ask(
    asker,
    place,
    `select distinct u.constraint_name as constraint_name, u.table_name as target
       from ${viewsOf(place)}.CONSTRAINT_COLUMN_USAGE as u`,
  )
}

export interface RoutineRow {
  readonly name: string
  /** FUNCTION, PROCEDURE, TABLE FUNCTION. */
  readonly routine_type: string
  readonly language: string | null
  readonly code: string | null
  readonly description: string | null
}

/** https://docs.cloud.google.com/bigquery/docs/information-schema-routines and …-routine-options */
export function routines(asker: Asker, place: DatasetPlace): Promise<RoutineRow[]> {
  return ask(
    asker,
    place,
    `select r.routine_name as name, r.routine_type as routine_type, r.external_language as language,
            r.routine_definition as code, o.option_value as description
       from ${viewsOf(place)}.ROUTINES as r
       left join ${viewsOf(place)}.ROUTINE_OPTIONS as o on o.specific_name = r.specific_name and o.option_name = 'description'
      order by r.routine_name`,
  )
}

export interface JobRow {
  readonly query: string
  readonly user_email: string | null
  /** ISO 8601. */
  readonly created: string
  readonly started: string | null
  readonly ended: string | null
  readonly bytes: number | null
}

/** Statements of a region that came to an end, newest first. https://docs.cloud.google.com/bigquery/docs/information-schema-jobs */
export function jobs(
  { warehouse, signal }: Asker,
  place: { readonly project: string; readonly location: string },
  options: { readonly sinceMs: number; readonly limit: number; readonly condition: string | undefined },
): Promise<JobRow[]> {
  const only = options.condition === undefined ? '' : ` and (${options.condition})`
  return warehouse.rows(
    `select j.query as query, j.user_email as user_email, j.creation_time as created, j.start_time as started, j.end_time as ended,
            j.total_bytes_billed as bytes
       from ${regionOf(place.project, place.location)}.JOBS_BY_PROJECT as j
      where j.creation_time >= timestamp_millis(?) and j.job_type = 'QUERY' and j.state = 'DONE' and j.error_result is null
        and j.query is not null and coalesce(j.statement_type, '') <> 'SCRIPT'${only}
      order by j.creation_time desc limit ${Math.trunc(options.limit)}`,
    [Math.trunc(options.sinceMs)],
    { location: place.location, signal },
  )
}
