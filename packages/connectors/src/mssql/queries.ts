/** The questions asked of SQL Server's catalog views, one function each. https://learn.microsoft.com/sql/relational-databases/system-catalog-views/object-catalog-views-transact-sql */
import { isMissingObject } from './errors.ts'
import type { Session } from './session.ts'

/** Schemas of people: `dbo`, and what lies between the server's own (2 to 4) and the fixed roles (from 16384). */
const ownSchema = 's.schema_id = 1 or s.schema_id between 5 and 16383'
/** Fabric's own views stand in a schema that looks like people's. */
const noSystemSchema = `(${ownSchema}) and s.name not in ('queryinsights', '_rsc')`
const description = "'MS_Description'"

/**
 * `EngineEdition`: 5 Azure SQL Database, 6 Synapse dedicated pool, 8 Managed Instance, 11 Synapse serverless and Fabric, 12 SQL database
 * in Fabric. https://learn.microsoft.com/sql/t-sql/functions/serverproperty-transact-sql
 */
export async function engineEdition(session: Session): Promise<number> {
  const [row] = await session.rows<{ edition: number }>(
    "select cast(serverproperty('EngineEdition') as int) as edition",
  )
  return Number(row?.edition ?? 0)
}

/** Databases of people that are online and that the login may enter. */
export function databases(session: Session): Promise<{ name: string }[]> {
  return session.rows(
    `select d.name as name from sys.databases d
      where d.name not in ('master', 'tempdb', 'model', 'msdb') and d.state = 0 and has_dbaccess(d.name) = 1
      order by d.name`,
  )
}

export interface DescriptionRow {
  /** Of the schema or object. */
  readonly id: number
  /** `0` for the object itself. */
  readonly columnId: number
  readonly text: string
}

/** `MS_Description` of the schemas. */
export function schemaDescriptions(session: Session): Promise<Omit<DescriptionRow, 'columnId'>[]> {
  return unlessMissing(
    session.rows(
      `select e.major_id as id, cast(e.value as nvarchar(4000)) as [text]
         from sys.extended_properties e where e.class = 3 and e.name = ${description}`,
    ),
  )
}

/** `MS_Description` of the tables, views, columns and routines of a schema; none where the engine keeps none. */
export function descriptions(session: Session, schemaId: number): Promise<DescriptionRow[]> {
  return unlessMissing(
    session.rows(
      `select e.major_id as id, e.minor_id as columnId, cast(e.value as nvarchar(4000)) as [text]
         from sys.extended_properties e join sys.objects o on o.object_id = e.major_id
        where e.class = 1 and e.name = ${description} and o.schema_id = @p1`,
      [schemaId],
    ),
  )
}

async function unlessMissing<Row>(asked: Promise<Row[]>): Promise<Row[]> {
  try {
    return await asked
  } catch (error) {
    if (isMissingObject(error)) return []
    throw error
  }
}

export function schemas(session: Session): Promise<{ id: number; name: string }[]> {
  return session.rows(
    `select s.schema_id as id, s.name as name from sys.schemas s where ${noSystemSchema} order by s.name`,
  )
}

export async function countObjects(session: Session, type: 'U' | 'V'): Promise<number> {
  const [row] = await session.rows<{ count: number }>(
    'select count(*) as [count] from sys.objects o where o.type = @p1 and o.is_ms_shipped = 0',
    [type],
  )
  return Number(row?.count ?? 0)
}

export interface RelationRow {
  readonly id: number
  readonly name: string
  /** `U` or `V`, padded with a blank. */
  readonly type: string
  readonly external: boolean | number | null
  /** A view that is kept on disk by a clustered index. */
  readonly indexed: number | null
}

export function relations(session: Session, schemaId: number): Promise<RelationRow[]> {
  return session.rows(
    `select o.object_id as id, o.name as name, o.type as [type], t.is_external as [external], i.index_id as indexed
       from sys.objects o
       left join sys.tables t on t.object_id = o.object_id
       left join sys.indexes i on i.object_id = o.object_id and i.index_id = 1 and o.type = 'V'
      where o.schema_id = @p1 and o.type in ('U', 'V') and o.is_ms_shipped = 0
      order by o.name`,
    [schemaId],
  )
}

export interface ColumnRow {
  readonly relation: number
  readonly id: number
  readonly name: string
  /** The type of the column; of an alias type, its base. */
  readonly type: string
  /** The name of an alias type that people made. */
  readonly alias: string | null
  /** Bytes; -1 for `max`. */
  readonly length: number
  readonly precision: number
  readonly scale: number
  readonly nullable: boolean | number
  readonly identity: boolean | number
  readonly defaultValue: string | null
  readonly computed: string | null
}

export function columns(session: Session, schemaId: number): Promise<ColumnRow[]> {
  return session.rows(
    `select c.object_id as relation, c.column_id as id, c.name as name,
            case when t.is_user_defined = 1 and t.is_assembly_type = 0 then b.name else t.name end as [type],
            case when t.is_user_defined = 1 then t.name end as alias,
            c.max_length as [length], c.precision as [precision], c.scale as scale,
            c.is_nullable as nullable, c.is_identity as [identity],
            d.definition as defaultValue, p.definition as computed
       from sys.columns c
       join sys.objects o on o.object_id = c.object_id
       join sys.types t on t.user_type_id = c.user_type_id
       left join sys.types b on b.user_type_id = c.system_type_id
       left join sys.default_constraints d on d.object_id = c.default_object_id
       left join sys.computed_columns p on p.object_id = c.object_id and p.column_id = c.column_id
      where o.schema_id = @p1 and o.type in ('U', 'V') and o.is_ms_shipped = 0
      order by c.object_id, c.column_id`,
    [schemaId],
  )
}

export interface KeyRow {
  readonly relation: number
  /** The index that keeps it. */
  readonly key: number
  readonly primary: boolean | number
  readonly name: string
}

/** Columns of primary and unique keys in their order; unique indexes with a filter promise less, and are left out. */
export function uniqueKeys(session: Session, schemaId: number): Promise<KeyRow[]> {
  return session.rows(
    `select i.object_id as relation, i.index_id as [key], i.is_primary_key as [primary], c.name as name
       from sys.indexes i
       join sys.objects o on o.object_id = i.object_id
       join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id
       join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
      where o.schema_id = @p1 and o.type = 'U' and o.is_ms_shipped = 0
        and i.is_unique = 1 and i.has_filter = 0 and k.is_included_column = 0
      order by i.object_id, i.is_primary_key desc, i.index_id, k.key_ordinal`,
    [schemaId],
  )
}

export interface ForeignKeyRow {
  readonly relation: number
  readonly key: number
  readonly name: string
  readonly targetSchema: string
  readonly target: string
  readonly targetColumn: string
}

export function foreignKeys(session: Session, schemaId: number): Promise<ForeignKeyRow[]> {
  return session.rows(
    `select f.parent_object_id as relation, f.object_id as [key], c.name as name,
            s.name as targetSchema, r.name as target, rc.name as targetColumn
       from sys.foreign_keys f
       join sys.foreign_key_columns k on k.constraint_object_id = f.object_id
       join sys.columns c on c.object_id = k.parent_object_id and c.column_id = k.parent_column_id
       join sys.objects r on r.object_id = f.referenced_object_id
       join sys.schemas s on s.schema_id = r.schema_id
       join sys.columns rc on rc.object_id = k.referenced_object_id and rc.column_id = k.referenced_column_id
      where f.schema_id = @p1
      order by f.parent_object_id, f.name, k.constraint_column_id`,
    [schemaId],
  )
}

/** Columns that the rows of a table are spread by, over the partitions of its heap or clustered index. */
export function partitions(
  session: Session,
  schemaId: number,
): Promise<{ relation: number; name: string }[]> {
  return session.rows(
    `select i.object_id as relation, c.name as name
       from sys.indexes i
       join sys.objects o on o.object_id = i.object_id
       join sys.partition_schemes p on p.data_space_id = i.data_space_id
       join sys.index_columns k on k.object_id = i.object_id and k.index_id = i.index_id
       join sys.columns c on c.object_id = k.object_id and c.column_id = k.column_id
      where o.schema_id = @p1 and o.type = 'U' and i.index_id in (0, 1) and k.partition_ordinal > 0
      order by i.object_id, k.partition_ordinal`,
    [schemaId],
  )
}

/** The text of each view; null when it is encrypted, or without VIEW DEFINITION. */
export function viewDefinitions(
  session: Session,
  schemaId: number,
): Promise<{ relation: number; definition: string | null }[]> {
  return session.rows(
    `select m.object_id as relation, m.definition as definition
       from sys.sql_modules m join sys.objects o on o.object_id = m.object_id
      where o.schema_id = @p1 and o.type = 'V' and o.is_ms_shipped = 0`,
    [schemaId],
  )
}

export interface RoutineRow {
  readonly id: number
  readonly name: string
  /** P(rocedure), FN, IF and TF (functions in SQL), PC, FS and FT (of an assembly), padded with a blank. */
  readonly type: string
  readonly code: string | null
}

export function routines(session: Session, schemaId: number): Promise<RoutineRow[]> {
  return session.rows(
    `select o.object_id as id, o.name as name, o.type as [type], m.definition as code
       from sys.objects o left join sys.sql_modules m on m.object_id = o.object_id
      where o.schema_id = @p1 and o.type in ('P', 'FN', 'IF', 'TF', 'PC', 'FS', 'FT') and o.is_ms_shipped = 0
      order by o.name`,
    [schemaId],
  )
}
