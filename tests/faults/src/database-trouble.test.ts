/**
 * Threat T63: PostgreSQL is there and cannot do it: all connections taken, two seconds away, or read-only. Whoever asks is
 * told "not now" and why, never "internal error"; when it is over, all is as it was. And T61, where the connection is lost during a COMMIT:
 * whoever asked is told that the outcome is not known.
 */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseProxy, startDatabaseProxy } from '../../../tools/postgres/database-proxy.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'
import { failuresIn } from './whole-tables.ts'
import { prepareSchema, writeTable } from './writing.ts'

const connections = 4
const settings = { AUTHENTICATION_PROVIDER: 'basic', LOG_LEVEL: 'error' }

let database: OwnDatabase
let proxy: DatabaseProxy
let catalog: RunningCatalog
let token: string
let observer: Client

beforeAll(async () => {
  database = await createOwnDatabase()
  const url = new URL(database.url)
  observer = new Client({ connectionString: database.url, application_name: 'observer' })
  await observer.connect()
  proxy = await startDatabaseProxy(url.hostname, Number(url.port))
  url.host = `127.0.0.1:${proxy.port}`
  catalog = await startCatalog({
    environment: { ...settings, DATABASE_URL: url.href, WAYMARK_DATABASE_POOL: String(connections) },
  })
  await prepareSchema(catalog)
  token = await catalog.botToken()
})
afterAll(async () => {
  await catalog?.stop()
  await proxy?.close()
  await observer?.end()
  await database?.drop()
})

const read = async (limit = 1) => {
  const sinceMs = performance.now()
  const response = await fetch(`${catalog.url}/api/v1/tables?limit=${limit}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const text = await response.text()
  return { status: response.status, text, tookMs: performance.now() - sinceMs }
}

/** Connections of the server to its database. */
async function inUse(): Promise<number> {
  const { rows } = await observer.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name <> 'observer'`,
  )
  return rows[0]?.count ?? 0
}

/** As people find it when nothing is wrong. */
async function expectHealthy(baseline: number): Promise<void> {
  await expect.poll(async () => (await read()).status).toBe(200)
  expect((await writeTable(catalog.url, token, 'healthy'))?.status).toBeLessThan(300)
  // Closed as they are left over; never more than before.
  await expect.poll(inUse).toBeLessThanOrEqual(Math.max(baseline, connections + 4))
  expect(failuresIn(catalog.log())).toBe('')
}

interface Told {
  readonly status: number
  readonly errorCode?: string
  readonly message?: string
}

async function tell(method: string, path: string, body: unknown): Promise<Told> {
  const response = await fetch(`${catalog.url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Omit<Told, 'status'> // the members that are looked at are optional
  return { ...answer, status: response.status }
}

const tableNamed = (name: string) => ({
  name,
  databaseSchema: 'faults.shop.sales',
  columns: [{ name: 'id', dataType: 'BIGINT' }],
})

/** Names of those tables that are stored. */
async function storedOf(names: readonly string[]): Promise<string[]> {
  const { rows } = await observer.query<{ name: string }>(
    `select name from entity where type = 'table' and name = any($1) order by name`,
    [names],
  )
  return rows.map(({ name }) => name)
}

const unknownOutcome = {
  status: 503,
  errorCode: 'outcome-unknown',
  message: expect.stringMatching(/not known.*Read what was to be changed/),
}

describe('a connection that is lost', () => {
  it.each(['unheard', 'unanswered'] as const)(
    'T61: during a COMMIT that stays %s leaves the outcome open, and says so',
    async (when) => {
      const names = [`${when}_a`, `${when}_b`, `${when}_c`]
      const cut = proxy.cutOnce({ carrying: `${when}_b`, atCommit: true, when })
      // Asked together, they may be written together: none may be written a second time by itself.
      const answers = await Promise.all(names.map((name) => tell('POST', 'tables', tableNamed(name))))
      await cut
      const open = answers.filter(({ status }) => status === 503)
      expect(open.length).toBeGreaterThan(0)
      for (const answer of open) expect(answer).toMatchObject(unknownOutcome)
      expect(answers.filter(({ status }) => status !== 503 && status !== 201)).toEqual([])
      // The truth is in the database: nothing of what was never heard, all of what was never answered.
      const stored = await storedOf(names)
      expect(stored).toHaveLength(when === 'unheard' ? names.length - open.length : names.length)
      // What the message advises: look, and repeat by PUT.
      for (const name of names)
        expect((await tell('PUT', 'tables', tableNamed(name))).status).toBeLessThan(202)
      expect(await storedOf(names)).toEqual(names)
    },
  )

  it('T61: before a COMMIT has changed nothing, and says so; in the middle of many rows it has stored some', async () => {
    const early = proxy.cutOnce({ carrying: 'early', when: 'unheard' })
    expect(await tell('POST', 'tables', tableNamed('early'))).toMatchObject({
      status: 503,
      errorCode: 'database-unavailable',
      message: expect.stringContaining('Nothing was changed'),
    })
    await early
    expect(await storedOf(['early'])).toEqual([])
    const names = Array.from({ length: 150 }, (_, at) => `many_${at}`)
    const second = proxy.cutOnce({ carrying: 'many_120', when: 'unheard' })
    const answer = await tell('PUT', 'tables/bulk?async=false', names.map(tableNamed))
    await second
    expect(answer).toMatchObject(unknownOutcome)
    expect(await storedOf(names)).toHaveLength(100)
  })
})

describe('a database', () => {
  it('T63: whose connections are all taken is waited for, five seconds at most', async () => {
    const baseline = await inUse()
    await observer.query('begin')
    await observer.query('lock table entity in access exclusive mode')
    const asked = Array.from({ length: connections * 5 }, (_, at) => read(at + 1))
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    await observer.query('rollback')
    const answers = await Promise.all(asked)
    const refused = answers.filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThan(0)
    // A busy machine adds to the five, and all the same nobody waited for the lock to go.
    expect(Math.max(...refused.map(({ tookMs }) => tookMs))).toBeLessThan(12_000)
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
    await expectHealthy(baseline)
  })

  it('T63: that is two seconds away is slow, and nothing worse', async () => {
    const baseline = await inUse()
    proxy.delayMs = 2000
    const answers = await Promise.all(Array.from({ length: 3 }, () => read()))
    proxy.delayMs = 0
    for (const { status, text } of answers) expect([200, 503], text).toContain(status)
    await expectHealthy(baseline)
  })

  it('T63: that is read-only is read, and takes changes again once it is not', async () => {
    const baseline = await inUse()
    const name = new URL(database.url).pathname.slice(1)
    const restart = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name <> 'observer'`
    await database.onServer(`alter database ${name} set default_transaction_read_only = on`)
    await database.onServer(restart)
    await expect.poll(async () => (await read()).status).toBe(200)
    const refused = await writeTable(catalog.url, token, 'refused')
    expect(refused?.text).toContain('read-only')
    expect(refused).toMatchObject({ status: 503, retryAfter: expect.any(String) })
    expect((await fetch(`${catalog.url}/livez`)).status).toBe(200)
    await database.onServer(`alter database ${name} reset default_transaction_read_only`)
    await database.onServer(restart)
    await expectHealthy(baseline)
  })
})
