/** Upgrades: tried on a copy before, and resumed wherever the connection was lost, on every statement of every migration. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openDatabase, pendingMigrations } from '@waymark/engine'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readServerConfig } from '../config/server-config.ts'
import { migrationDirectories } from '../storage.ts'
import { createDatabase } from '../testing/test-catalog.ts'
import { checkUpgrade } from './upgrade-check.ts'

const home = mkdtempSync(join(tmpdir(), 'waymark-upgrade-'))
const made: Awaited<ReturnType<typeof createDatabase>>[] = []

async function emptyDatabase() {
  const created = await createDatabase()
  made.push(created)
  return { url: created.url, database: openDatabase({ connection: { connectionString: created.url } }) }
}

/** What a schema consists of, in an order of its own: columns, indexes, constraints, functions, triggers. */
async function schemaOf(url: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ line: string }>(`
    select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
               where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f'
               and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select concat_ws(' ', number, name, checksum) from schema_migration
    order by 1`)
  await client.end()
  return rows.map(({ line }) => line)
}

let fresh: readonly string[]

beforeAll(async () => {
  const { url, database } = await emptyDatabase()
  await migrate(database, migrationDirectories)
  await database.close()
  fresh = await schemaOf(url)
})
afterAll(async () => {
  for (const { drop } of made) await drop()
  rmSync(home, { recursive: true, force: true })
})

it('T74: is resumed by the next start when the connection is lost after any statement of any migration', async () => {
  const { url, database } = await emptyDatabase()
  const migrations = await pendingMigrations(database, migrationDirectories)
  expect(migrations.length).toBeGreaterThan(20)
  let kills = 0
  for (const { number, sql } of migrations) {
    const statements = statementsOf(sql)
    for (let done = 1; done <= statements.length; done += 1) {
      await killedAfter(url, statements.slice(0, done))
      kills += 1
    }
    const left = await pendingMigrations(database, migrationDirectories)
    expect(left[0]?.number).toBe(number)
    await migrate(database, migrationDirectories, (each) => each <= number)
  }
  await database.close()
  expect(kills).toBeGreaterThan(100)
  expect(await schemaOf(url)).toEqual(fresh)
}, 300_000)

/** As `migrate` runs a file, up to the statement after which the server loses its connection. */
async function killedAfter(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.query('begin')
  await client.query(statements.join(';\n'))
  await expect(client.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow(/terminat/)
  await client.end().catch(() => {})
}

/** Split at semicolons outside of quotes, dollar quotes and comments. */
function statementsOf(sql: string): string[] {
  const parts =
    sql.match(/--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'"$-]+|[\s\S]/g) ?? []
  const statements = ['']
  for (const part of parts) {
    if (part === ';') statements.push('')
    else if (!part.startsWith('--')) statements[statements.length - 1] += part
  }
  return statements.filter((statement) => statement.trim() !== '')
}

it('is tried on a copy with its rows, which is gone afterwards, and tells what each step locks', async () => {
  const { url, database } = await emptyDatabase()
  const all = await pendingMigrations(database, migrationDirectories)
  const lacking = all.filter(({ sql }) => /alter table/i.test(sql)).slice(-2)
  const from = lacking[0]?.number ?? 0
  // The numbers of the packages are apart; what comes later in the same order is left out with it.
  await migrate(database, migrationDirectories, (number) => number < from)
  const before = await schemaOf(url)
  const config = readServerConfig(
    { DATABASE_URL: url, LOG_LEVEL: 'error' },
    { role: 'all', json: false, dataDir: home, port: 8585 },
  )
  const { steps, copyMs } = await checkUpgrade(config)
  expect(steps.map(({ migration }) => migration)).toEqual(
    all.filter(({ number }) => number >= from).map(({ name }) => name),
  )
  expect(steps[0]?.locks).not.toEqual([])
  expect(copyMs).toBeGreaterThan(0)
  expect(await schemaOf(url)).toEqual(before)
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_database where datname like 'waymark_upgrade_check%'`,
  )
  expect(rows).toEqual([{ count: 0 }])

  await migrate(database, migrationDirectories)
  await database.close()
  expect(await checkUpgrade(config)).toEqual({ steps: [], copyMs: 0 })
})
