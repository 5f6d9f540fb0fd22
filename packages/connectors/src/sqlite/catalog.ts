/** What SQLite's schema table and pragmas say of the tables, views and keys of a file. */
import {
  type Relation,
  type RelationalDatabase,
  type RelationalKey,
  SourceError,
  type WantedRelations,
} from '@waymark/ingest'
import type { Column } from '@waymark/spec'
import type { SqlLineage } from '@waymark/sql-lineage'
import { columnType } from './column-types.ts'
import type { DatabaseFile } from './database-file.ts'

/** SQLite has neither; these are OpenMetadata's words for the one database and the one schema of a file. */
export const databaseName = 'default'
const schemaName = 'main'

/** What pragma_table_xinfo's `hidden` says of generated columns, virtual and stored. */
const generatedKinds = [2, 3]

const isOurs = `m.name not like 'sqlite\\_%' escape '\\'`

export function sqliteDatabase(file: DatabaseFile, lineage: SqlLineage): RelationalDatabase {
  return {
    name: databaseName,
    ignoresCase: true,
    lineage,
    schemas: async () => [{ name: schemaName }],
    relations: async (_schema, wanted) => relations(file, wanted),
  }
}

export function countRelations(file: DatabaseFile, type: 'table' | 'view'): number {
  const [row] = file.rows(
    `select count(*) as count from main.sqlite_schema m where m.type = ? and ${isOurs}`,
    type,
  )
  return Number(row?.count ?? 0)
}

function relations(file: DatabaseFile, wanted: WantedRelations): Relation[] {
  const types = [...(wanted.tables ? ['table'] : []), ...(wanted.views ? ['view'] : [])]
  const named = file
    .rows(
      `select m.name, m.type, m.sql from main.sqlite_schema m
        where m.type in (select value from json_each(?)) and ${isOurs} order by m.name`,
      JSON.stringify(types),
    )
    .map((row) => ({ name: String(row.name), isView: row.type === 'view', sql: String(row.sql ?? '') }))
  const columns = columnsOf(file, named)
  const keys = keysOf(file)
  return named.map(({ name, isView, sql }) => {
    const reads = isView ? file.readsOf(name) : undefined
    return {
      name,
      tableType: isView ? 'View' : 'Regular',
      columns: columns.get(name) ?? [],
      keys: keys.get(name) ?? [],
      ...(isView ? { definition: sql } : {}),
      ...(reads ? { reads } : {}),
    }
  })
}

const selectColumns = `
  select m.name as relation, c.cid, c.name, c.type, c."notnull", c.dflt_value as "default", c.hidden
    from main.sqlite_schema m join pragma_table_xinfo(m.name, 'main') c`

/** Of all tables at once; of all views at once too, unless one of them names what is gone. */
function columnsOf(
  file: DatabaseFile,
  named: readonly { readonly name: string; readonly isView: boolean }[],
): Map<string, Column[]> {
  const columns = new Map<string, Column[]>()
  const add = (rows: ReturnType<DatabaseFile['rows']>) => {
    for (const row of rows) {
      const relation = String(row.relation)
      const before = columns.get(relation) ?? []
      columns.set(relation, [...before, toColumn(row, before.length + 1)])
    }
  }
  add(file.rows(`${selectColumns} where m.type = 'table' and ${isOurs} order by m.name, c.cid`))
  const views = named.filter((relation) => relation.isView)
  if (views.length === 0) return columns
  try {
    add(file.rows(`${selectColumns} where m.type = 'view' order by m.name, c.cid`))
  } catch (error) {
    if (!(error instanceof SourceError) || error.consequence !== 'skippable') throw error
    for (const { name } of views) {
      try {
        add(file.rows(`${selectColumns} where m.name = ? order by c.cid`, name))
      } catch {
        columns.set(name, []) // a view without what it reads has no columns that anybody knows
      }
    }
  }
  return columns
}

function toColumn(row: ReturnType<DatabaseFile['rows']>[number], ordinalPosition: number): Column {
  const declared = String(row.type ?? '').replace(/\s*generated always\s*$/i, '')
  const generated = generatedKinds.includes(Number(row.hidden))
  const defaultValue = generated ? 'generated' : row.default
  return {
    name: String(row.name),
    ordinalPosition,
    ...columnType(declared),
    ...(row.notnull === 1 ? { constraint: 'NOT_NULL' } : {}),
    ...(defaultValue === null || defaultValue === undefined
      ? {}
      : { extension: { defaultValue: String(defaultValue) } }),
  }
}

/** Primary, unique and foreign keys by table; three statements, whatever the number of tables. */
function keysOf(file: DatabaseFile): Map<string, RelationalKey[]> {
  const keys = new Map<string, RelationalKey[]>()
  const grouped = (rows: ReturnType<DatabaseFile['rows']>, toKey: (group: typeof rows) => RelationalKey) => {
    const groups = Map.groupBy(rows, (row) => `${String(row.relation)}\u0000${String(row.key)}`)
    for (const group of groups.values()) {
      const relation = String(group[0]?.relation)
      keys.set(relation, [...(keys.get(relation) ?? []), toKey(group)])
    }
  }
  const names = (rows: readonly { readonly [name: string]: unknown }[], member = 'name') =>
    rows.map((row) => String(row[member]))

  const primary = file.rows(
    `select m.name as relation, 'pk' as key, c.name from main.sqlite_schema m
       join pragma_table_info(m.name, 'main') c where m.type = 'table' and c.pk > 0 order by m.name, c.pk`,
  )
  grouped(primary, (group) => ({ kind: 'PRIMARY_KEY', columns: names(group) }))
  const unique = file.rows(
    `select m.name as relation, i.name as key, c.name from main.sqlite_schema m
       join pragma_index_list(m.name, 'main') i join pragma_index_info(i.name, 'main') c
      where m.type = 'table' and i."unique" = 1 and i.origin <> 'pk' and i.partial = 0
        and not exists (select 1 from pragma_index_info(i.name, 'main') e where e.name is null)
      order by m.name, i.seq desc, c.seqno`,
  )
  grouped(unique, (group) => ({ kind: 'UNIQUE', columns: names(group) }))
  const foreign = file.rows(
    `select m.name as relation, f.id as key, f."from" as name, f."table" as target,
            coalesce(f."to", (select p.name from pragma_table_info(f."table", 'main') p where p.pk = f.seq + 1)) as "to"
       from main.sqlite_schema m join pragma_foreign_key_list(m.name, 'main') f
      where m.type = 'table' order by m.name, f.id desc, f.seq`,
  )
  grouped(foreign, (group) => {
    const [first] = group
    const complete = group.every((row) => typeof row.to === 'string')
    const refersTo = { schema: schemaName, table: String(first?.target), columns: names(group, 'to') }
    return { kind: 'FOREIGN_KEY', columns: names(group), ...(complete ? { refersTo } : {}) }
  })
  return keys
}
