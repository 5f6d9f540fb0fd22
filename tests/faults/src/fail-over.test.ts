/**
 * Threat T79: the primary is lost for good while people write. Fail-overs by the steps of docs/scaling.md, one with a name that is pointed
 * elsewhere and one with a new DATABASE_URL: nothing that was acknowledged is lost where replication is synchronous.
 */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type DatabaseProxy, startDatabaseProxy } from '../../../tools/postgres/database-proxy.ts'
import { startTestPostgres, type TestPostgres } from '../../../tools/postgres/index.ts'
import { startTestStandby, type TestStandby } from '../../../tools/postgres/standby.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { toldOf, untilStandbyIs } from './standby-state.ts'
import { expectNothingLost, failuresIn, type Ledger, wholeTables } from './whole-tables.ts'
import { prepareSchema, startWriting, writeTable } from './writing.ts'

const servers: TestPostgres[] = []
const catalogs: RunningCatalog[] = []
let primary: TestPostgres
let standby: TestStandby
/** That of the last primary. */
let last: TestStandby
/** The name that clients know the primary by. */
let name: DatabaseProxy
let catalog: RunningCatalog
let token: string
let ledger: Ledger

const portOf = (url: string) => Number(new URL(url).port)

async function start(databaseUrl: string, readUrl: string): Promise<RunningCatalog> {
  const started = await startCatalog({
    environment: {
      AUTHENTICATION_PROVIDER: 'basic',
      LOG_LEVEL: 'info',
      WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      DATABASE_URL: databaseUrl,
      WAYMARK_READ_DATABASE_URL: readUrl,
    },
  })
  catalogs.push(started)
  return started
}

async function startStandby(of: TestPostgres): Promise<TestStandby> {
  const started = await startTestStandby(of.url)
  servers.push(started)
  return started
}

/** From now on a commit is acknowledged once a standby has it on its disk. */
async function replicateSynchronously(url: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(`alter system set synchronous_standby_names = 'any 1 (*)'`)
    await client.query('select pg_reload_conf()')
    const isQuorum = async () => {
      const { rows } = await client.query('select sync_state from pg_stat_replication')
      expect(rows).toEqual([{ sync_state: 'quorum' }])
    }
    await vi.waitFor(isQuorum, { timeout: 60_000 })
  } finally {
    await client.end()
  }
}

/** The whole machine at once, with whatever it was about to answer. */
async function lose(postgres: TestPostgres): Promise<void> {
  const client = new Client(postgres.url)
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`,
  )
  await client.end()
  process.kill(Number(rows[0]?.pid), 'SIGKILL')
}

beforeAll(async () => {
  primary = await startTestPostgres({ wal_keep_size: '64MB', synchronous_commit: 'on' })
  servers.push(primary)
  standby = await startStandby(primary)
  await replicateSynchronously(primary.url)
  name = await startDatabaseProxy('127.0.0.1', portOf(primary.url))
  const named = new URL(primary.url)
  named.port = String(name.port)
  catalog = await start(named.href, standby.url)
  await prepareSchema(catalog)
  token = String((await catalog.admin('bot-token', { name: 'ingestion-bot' })).token)
})
afterAll(async () => {
  for (const started of catalogs) await started.stop()
  await name?.close()
  for (const server of servers.reverse()) await server.stop()
})

describe('T79: a fail-over', () => {
  it('by a name that is pointed at the promoted standby needs no restart, and loses nothing', async () => {
    await untilStandbyIs(catalog, 'ready')
    const writing = startWriting(catalog.url, token, 'named')
    ledger = writing.ledger
    await expect.poll(() => ledger.acknowledged.size).toBeGreaterThan(30)
    await lose(primary)
    // 1. Nobody reaches the old one any more. 2. Promote. 3. Point the name at the new one.
    name.leadTo(undefined)
    await primary.stop()
    await standby.promote()
    name.leadTo(portOf(standby.url))
    const before = ledger.acknowledged.size
    await expect.poll(() => ledger.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 30)
    await writing.stop()
    expect(writing.surprises, failuresIn(catalog.log())).toEqual([])
    await expectNothingLost(standby.url, ledger)
    // It reads from what is the primary now, until it is told otherwise.
    const { status, checks } = await untilStandbyIs(catalog, 'foreign')
    expect({ status, checks }).toMatchObject({ status: 200, checks: { database: 'ok' } })
  })

  it('by a new DATABASE_URL and a restart loses nothing either', async () => {
    // 4. A new standby in the place of the old primary; replication is synchronous again, and everybody is restarted with it.
    const next = await startStandby(standby)
    await replicateSynchronously(standby.url)
    const second = await start(standby.url, next.url)
    await untilStandbyIs(second, 'ready')
    const writing = startWriting(second.url, token, 'restarted')
    await expect.poll(() => writing.ledger.acknowledged.size).toBeGreaterThan(30)
    await lose(standby)
    await standby.stop()
    await writing.stop()
    expect(writing.surprises, failuresIn(second.log())).toEqual([])
    for (const each of ['acknowledged', 'unknown'] as const)
      for (const table of writing.ledger[each]) ledger[each].add(table)
    await next.promote()
    last = await startStandby(next)
    const third = await start(next.url, last.url)
    expect((await writeTable(third.url, token, 'at_last'))?.status).toBe(201)
    ledger.acknowledged.add('at_last')
    await untilStandbyIs(third, 'ready')
    await expectNothingLost(next.url, ledger)
    await expectNothingLost(last.url, ledger)
  })

  it('whose name is pointed at a standby too early is read meanwhile, says so, and goes on once that is promoted', async () => {
    name.leadTo(portOf(last.url))
    await expect
      .poll(() => toldOf(catalog))
      .toMatchObject({
        status: 200,
        checks: { database: 'read-only' },
        metrics: { database_writable: 0 },
      })
    expect(await writeTable(catalog.url, token, 'early')).toMatchObject({
      status: 503,
      text: expect.stringContaining('read-only'),
    })
    expect((await catalog.api<{ paging: { total: number } }>('tables?limit=1', { token })).paging.total).toBe(
      (await wholeTables(last.url)).size,
    )
    await last.promote()
    await expect.poll(async () => (await writeTable(catalog.url, token, 'early'))?.status).toBe(201)
    expect(await toldOf(catalog)).toMatchObject({
      checks: { database: 'ok' },
      metrics: { database_writable: 1 },
    })
  })
})
