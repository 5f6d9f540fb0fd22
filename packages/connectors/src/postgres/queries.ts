/** The questions asked of PostgreSQL's catalog, one function each. */
import type { Session } from './session.ts'

/** Objects that an extension brought along belong to the extension, not to the people's data model. */
const ownedByExtension = (oid: string, catalog: string) =>
  `exists (select from pg_catalog.pg_depend e
            where e.classid = '${catalog}'::pg_catalog.regclass and e.objid = ${oid} and e.deptype = 'e')`

const noSystemSchema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

/** Tables, views, materialized views, partitioned and foreign tables; partitions belong to their parent. */
const isRelation = (kinds: string) =>
  `c.relkind = any(${kinds}) and not c.relispartition and not ${ownedByExtension('c.oid', 'pg_catalog.pg_class')}`

export async function serverVersion(session: Session): Promise<string> {
  const [row] = await session.rows<{ version: string }>("select current_setting('server_version') as version")
  return row?.version ?? 'unknown'
}

export function databases(session: Session): Promise<{ name: string; comment: string | null }[]> {
  return session.rows(
    `select d.datname as name, pg_catalog.shobj_description(d.oid, 'pg_database') as comment
       from pg_catalog.pg_database d
      where d.datallowconn and not d.datistemplate
        and pg_catalog.has_database_privilege(d.oid, 'CONNECT')
      order by d.datname`,
  )
}

export interface SchemaRow {
  readonly oid: string
  readonly name: string
  readonly comment: string | null
}

export function schemas(session: Session): Promise<SchemaRow[]> {
  return session.rows(
    `select n.oid::text, n.nspname as name, pg_catalog.obj_description(n.oid, 'pg_namespace') as comment
       from pg_catalog.pg_namespace n
      where ${noSystemSchema} and not ${ownedByExtension('n.oid', 'pg_catalog.pg_namespace')}
      order by n.nspname`,
  )
}

export async function countRelations(
  session: Session,
  schemaOids: readonly string[],
  kinds: readonly string[],
): Promise<number> {
  const [row] = await session.rows<{ count: string }>(
    `select count(*) from pg_catalog.pg_class c
      where c.relnamespace = any($1::oid[]) and ${isRelation('$2::"char"[]')}`,
    [schemaOids, kinds],
  )
  return Number(row?.count ?? 0)
}

export interface RelationRow {
  readonly oid: string
  readonly name: string
  /** `pg_class.relkind`: r, p, v, m, f. */
  readonly kind: string
  readonly comment: string | null
  /** The SELECT of a view. */
  readonly definition: string | null
  /** r(ange), l(ist), h(ash) for a partitioned table. */
  readonly partitionStrategy: string | null
  readonly partitionColumns: readonly string[] | null
}

/** A page of relations in order of their names (which are compared byte by byte), after the given name. */
export function relations(
  session: Session,
  schemaOid: string,
  kinds: readonly string[],
  afterName: string,
  limit: number,
): Promise<RelationRow[]> {
  return session.rows(
    `select c.oid::text, c.relname as name, c.relkind as kind,
            pg_catalog.obj_description(c.oid, 'pg_class') as comment,
            case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid, true) end as definition,
            p.partstrat as "partitionStrategy",
            (select array_agg(coalesce(a.attname::text, pg_catalog.pg_get_partkeydef(c.oid)) order by k.position)
               from unnest(p.partattrs::int2[]) with ordinality as k (attnum, position)
               left join pg_catalog.pg_attribute a
                 on a.attrelid = c.oid and a.attnum = k.attnum and k.attnum > 0) as "partitionColumns"
       from pg_catalog.pg_class c
       left join pg_catalog.pg_partitioned_table p on p.partrelid = c.oid
      where c.relnamespace = $1::oid and ${isRelation('$2::"char"[]')} and c.relname > $3::pg_catalog.name
      order by c.relname
      limit $4`,
    [schemaOid, kinds, afterName, limit],
  )
}

export interface ColumnRow {
  readonly relation: string
  readonly name: string
  readonly position: number
  readonly display: string
  /** Type without modifiers, domains resolved: `varchar`, `int4`, `_text`. */
  readonly baseType: string
  /** `pg_type.typtype` of the base type: b, c(omposite), e(num), r(ange), m(ultirange). */
  readonly typeKind: string
  /** Element type of an array. */
  readonly elementType: string | null
  readonly elementKind: string | null
  readonly typeModifier: number
  /** Row type of a composite, to read its members. */
  readonly compositeRelation: string | null
  readonly notNull: boolean
  readonly defaultValue: string | null
  readonly comment: string | null
}

/** Columns of relations, or members of composite types, by relation and position. */
export function columns(session: Session, relationOids: readonly string[]): Promise<ColumnRow[]> {
  return session.rows(
    `with recursive base as (
       select a.attrelid, a.attnum, a.atttypid as type, a.atttypmod as modifier
         from pg_catalog.pg_attribute a
        where a.attrelid = any($1::oid[]) and a.attnum > 0 and not a.attisdropped
       union all
       select b.attrelid, b.attnum, t.typbasetype, case when t.typtypmod >= 0 then t.typtypmod else b.modifier end
         from base b join pg_catalog.pg_type t on t.oid = b.type
        where t.typtype = 'd'),
     resolved as (
       select b.* from base b join pg_catalog.pg_type t on t.oid = b.type where t.typtype <> 'd')
     select a.attrelid::text as relation, a.attname as name, a.attnum as position,
            pg_catalog.format_type(a.atttypid, a.atttypmod) as display,
            t.typname as "baseType", t.typtype as "typeKind",
            e.typname as "elementType", e.typtype as "elementKind",
            r.modifier as "typeModifier",
            nullif(coalesce(e.typrelid, t.typrelid), 0)::text as "compositeRelation",
            a.attnotnull as "notNull",
            case when a.attidentity <> '' then 'generated as identity'
                 when a.attgenerated <> '' then 'generated always as (' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) || ')'
                 else pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as "defaultValue",
            pg_catalog.col_description(a.attrelid, a.attnum) as comment
       from resolved r
       join pg_catalog.pg_attribute a using (attrelid, attnum)
       join pg_catalog.pg_type t on t.oid = r.type
       left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'
       left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      order by a.attrelid, a.attnum`,
    [relationOids],
  )
}

export interface ConstraintRow {
  readonly relation: string
  /** p(rimary), u(nique), f(oreign). */
  readonly kind: string
  readonly columns: readonly string[]
  readonly referredSchema: string | null
  readonly referredTable: string | null
  readonly referredColumns: readonly string[] | null
}

export function constraints(session: Session, relationOids: readonly string[]): Promise<ConstraintRow[]> {
  const names = (relation: string, keys: string) =>
    `(select array_agg(a.attname::text order by k.position)
        from unnest(${keys}) with ordinality as k (attnum, position)
        join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = k.attnum)`
  return session.rows(
    `select c.conrelid::text as relation, c.contype as kind, ${names('c.conrelid', 'c.conkey')} as columns,
            n.nspname as "referredSchema", r.relname as "referredTable",
            ${names('c.confrelid', 'c.confkey')} as "referredColumns"
       from pg_catalog.pg_constraint c
       left join pg_catalog.pg_class r on r.oid = c.confrelid
       left join pg_catalog.pg_namespace n on n.oid = r.relnamespace
      where c.conrelid = any($1::oid[]) and c.contype in ('p', 'u', 'f') and c.conparentid = 0
      order by c.conrelid, c.contype desc, c.conname`,
    [relationOids],
  )
}

export interface DependencyRow {
  readonly view: string
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly columns: readonly string[]
}

/** Relations that the rewrite rule of each view reads, as PostgreSQL itself recorded them. A partition counts as its root. */
export function viewDependencies(session: Session, viewOids: readonly string[]): Promise<DependencyRow[]> {
  return session.rows(
    `select distinct r.ev_class::text as view, n.nspname as schema, c.relname as name, c.relkind as kind,
            (select array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
       from pg_catalog.pg_rewrite r
       join pg_catalog.pg_depend d
         on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> r.ev_class
       join pg_catalog.pg_class read on read.oid = d.refobjid
       join pg_catalog.pg_class c
         on c.oid = case when read.relispartition then pg_catalog.pg_partition_root(read.oid)::oid else read.oid end
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where r.ev_class = any($1::oid[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
      order by 1, 2, 3`,
    [viewOids],
  )
}

export interface RoutineRow {
  readonly name: string
  readonly signature: string
  readonly overloaded: boolean
  /** f(unction), p(rocedure), w(indow), a(ggregate). */
  readonly kind: string
  readonly language: string
  readonly code: string
  readonly comment: string | null
}

export function routines(session: Session, schemaOid: string): Promise<RoutineRow[]> {
  return session.rows(
    `select p.proname as name, pg_catalog.pg_get_function_identity_arguments(p.oid) as signature,
            count(*) over (partition by p.proname) > 1 as overloaded,
            p.prokind as kind, l.lanname as language, pg_catalog.pg_get_functiondef(p.oid) as code,
            pg_catalog.obj_description(p.oid, 'pg_proc') as comment
       from pg_catalog.pg_proc p
       join pg_catalog.pg_language l on l.oid = p.prolang
      where p.pronamespace = $1::oid and p.prokind in ('f', 'p') and l.lanname not in ('c', 'internal')
        and not ${ownedByExtension('p.oid', 'pg_catalog.pg_proc')}
      order by p.proname, 2`,
    [schemaOid],
  )
}

export async function hasStatementStatistics(session: Session): Promise<boolean> {
  const [row] = await session.rows<{ found: boolean }>(
    "select exists (select from pg_catalog.pg_extension where extname = 'pg_stat_statements') as found",
  )
  return row?.found ?? false
}
