/**
 * Prints the schema that the migrations make, for `schema.sql`: what a reviewer of a migration reads.
 *
 *     WAYMARK_TEST_DATABASE_URL=… node packages/engine/src/testing/dump-schema.ts > packages/engine/schema.sql
 */
import type { Tx } from '../database.ts'
import { createTestDatabase } from './test-database.ts'

/** Objects of ours: in schema `public`, and no part of an extension. */
const ours = (oid: string) =>
  `not exists (select 1 from pg_depend d where d.objid = ${oid} and d.deptype = 'e')`

const selectTables = `
select c.oid, c.relname as name, pg_get_partkeydef(c.oid) as partition_key,
       pg_get_expr(c.relpartbound, c.oid) as partition_bound, i.inhparent::regclass::text as parent
  from pg_class c
  left join pg_inherits i on i.inhrelid = c.oid
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and ${ours('c.oid')}
 order by c.relname`

const selectColumns = `
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
       pg_get_expr(d.adbin, d.adrelid) as value, a.attgenerated <> '' as generated, a.attidentity <> '' as identity
  from pg_attribute a
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
 order by a.attnum`

/** Not-null constraints have rows since PostgreSQL 18; the columns say it already. */
const selectConstraints = `
select pg_get_constraintdef(oid) as definition from pg_constraint
 where conrelid = $1 and contype <> 'n' order by contype, definition`

const selectIndexes = `
select pg_get_indexdef(i.indexrelid) as definition from pg_index i
 where i.indrelid = $1
   and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
 order by definition`

const selectTriggers = `
select pg_get_triggerdef(oid) as definition from pg_trigger where tgrelid = $1 and not tgisinternal order by tgname`

const selectExtensions = `select extname as name from pg_extension where extname <> 'plpgsql' order by extname`

const selectFunctions = `
select pg_get_functiondef(p.oid) as definition from pg_proc p
 where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and ${ours('p.oid')}
 order by p.proname`

interface TableRow {
  readonly oid: number
  readonly name: string
  readonly partition_key: string | null
  readonly partition_bound: string | null
  readonly parent: string | null
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly value: string | null
  readonly generated: boolean
  readonly identity: boolean
}

/** The schema as SQL, in an order that does not depend on how it came about. */
export async function dumpSchema(tx: Tx): Promise<string> {
  const definitions = async (text: string, values: readonly unknown[] = []) =>
    (await tx.query<{ definition: string }>(text, values)).rows.map((row) => `${row.definition};`)
  const extensions = (await tx.query<{ name: string }>(selectExtensions)).rows
  const blocks = [
    '-- Made by src/testing/dump-schema.ts from the migrations; read it, do not run it.',
    extensions.map(({ name }) => `create extension ${name};`).join('\n'),
    ...(await definitions(selectFunctions)),
  ]
  for (const table of (await tx.query<TableRow>(selectTables)).rows) {
    const indexes = await definitions(selectIndexes, [table.oid])
    const triggers = await definitions(selectTriggers, [table.oid])
    blocks.push([await createTable(tx, table), ...indexes, ...triggers].join('\n'))
  }
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

async function createTable(tx: Tx, table: TableRow): Promise<string> {
  if (table.parent !== null) {
    return `create table ${table.name} partition of ${table.parent} ${table.partition_bound ?? ''};`
  }
  const columns = (await tx.query<ColumnRow>(selectColumns, [table.oid])).rows.map(column)
  const constraints = await tx.query<{ definition: string }>(selectConstraints, [table.oid])
  const lines = [...columns, ...constraints.rows.map((row) => row.definition)]
  const partition = table.partition_key === null ? '' : ` partition by ${table.partition_key}`
  return `create table ${table.name} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${partition};`
}

function column({ name, type, required, value, generated, identity }: ColumnRow): string {
  const suffix = [
    required ? ' not null' : '',
    identity ? ' generated always as identity' : '',
    value === null ? '' : generated ? ` generated always as (${value}) stored` : ` default ${value}`,
  ]
  return `${name} ${type}${suffix.join('')}`
}

if (import.meta.main) {
  const test = await createTestDatabase()
  try {
    process.stdout.write(await dumpSchema(test.database))
  } finally {
    await test.drop()
  }
}
