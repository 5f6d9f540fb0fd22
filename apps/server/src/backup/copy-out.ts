/** Reads everything that a database holds of the catalog in one snapshot, while others write. */
import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Block, Manifest } from './content.ts'

/** Objects of ours: in schema `public`, and no part of an extension. */
const ours = `c.relnamespace = 'public'::regnamespace
  and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')`

const selectTables = `
select c.oid, quote_ident(c.relname) as name
  from pg_class c
 where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migration' and ${ours}
 order by c.relname`

/** The child needs its parent first; a table that refers to itself is copied in one statement, which is checked at its end. */
const selectReferences = `
select distinct conrelid::oid as child, confrelid::oid as parent
  from pg_constraint where contype = 'f' and conparentid = 0 and conrelid <> confrelid`

/** Transaction ids mean nothing in another cluster; 3 is the oldest that a row can have, so that all count as long since committed. */
const selectColumns = `
select quote_ident(a.attname) as name,
       case when a.atttypid = 'xid8'::regtype then '''3''::xid8' else quote_ident(a.attname) end as expression
  from pg_attribute a
 where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
 order by a.attnum`

const selectPartitions = `
select quote_ident(c.relname) as name, i.inhparent::regclass::text as parent, pg_get_expr(c.relpartbound, c.oid) as bound
  from pg_class c join pg_inherits i on i.inhrelid = c.oid
 where c.relkind in ('r', 'p') and c.relispartition and ${ours}
 order by c.relname`

const selectSequences = `
select quote_ident(c.relname) as name from pg_class c where c.relkind = 'S' and ${ours} order by c.relname`

interface Table {
  readonly oid: number
  readonly name: string
}

type About = Pick<Manifest, 'waymark' | 'madeAt' | 'masterKeys'>

/**
 * @param client - a connection of its own; it is in a transaction while this runs
 * @returns the manifest, then every table, parents before what refers to them
 */
export async function* copyOut(client: ClientBase, about: About): AsyncGenerator<Block> {
  await client.query('begin isolation level repeatable read read only')
  try {
    await client.query('set local statement_timeout = 0')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    yield { kind: 'manifest', manifest: await describe(client, about) }
    for (const table of await tablesInOrder(client)) yield* copyTable(client, table)
  } finally {
    await client.query('rollback')
  }
}

async function* copyTable(client: ClientBase, { oid, name }: Table): AsyncGenerator<Block> {
  const { rows } = await client.query<{ name: string; expression: string }>(selectColumns, [oid])
  yield { kind: 'start', start: { table: name, columns: rows.map((column) => column.name) } }
  const list = rows.map(({ expression }) => expression).join(', ')
  const hash = createHash('sha256')
  const stream = client.query(copyTo(`copy (select ${list} from ${name}) to stdout`))
  for await (const data of stream as AsyncIterable<Buffer>) {
    hash.update(data)
    yield { kind: 'data', data }
  }
  yield { kind: 'end', end: { table: name, rows: stream.rowCount, digest: hash.digest('hex') } }
}

async function describe(client: ClientBase, about: About): Promise<Manifest> {
  const migrations = await client.query<Manifest['migrations'][number]>(
    'select number, name, checksum from schema_migration order by number',
  )
  const partitions = await client.query<Manifest['partitions'][number]>(selectPartitions)
  const names = await client.query<{ name: string }>(selectSequences)
  const sequences: Manifest['sequences'][number][] = []
  for (const { name } of names.rows) {
    const { rows } = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value::text as value, is_called as "isCalled" from ${name}`,
    )
    for (const row of rows) sequences.push({ name, ...row })
  }
  const version = await client.query<{ server_version: string }>('show server_version')
  return {
    ...about,
    postgres: version.rows[0]?.server_version ?? '',
    migrations: migrations.rows,
    partitions: partitions.rows,
    sequences,
  }
}

async function tablesInOrder(client: ClientBase): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(selectTables)
  const { rows: references } = await client.query<{ child: number; parent: number }>(selectReferences)
  const ordered: Table[] = []
  const waiting = new Set(tables)
  while (waiting.size > 0) {
    const ready = [...waiting].filter(
      ({ oid }) =>
        !references.some(({ child, parent }) => child === oid && [...waiting].some((t) => t.oid === parent)),
    )
    if (ready.length === 0)
      throw new Error('Tables refer to each other in a circle; a backup cannot put either first.')
    for (const table of ready) {
      ordered.push(table)
      waiting.delete(table)
    }
  }
  return ordered
}
