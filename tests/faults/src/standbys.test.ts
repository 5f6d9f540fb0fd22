/**
 * Threat T78: a catalog reads from a hot standby that falls behind, goes away, comes back and is promoted. Whoever asks finds what was written
 * just before, gets no error, and never sees what the primary does not have.
 */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../tools/postgres/index.ts'
import { startTestStandby, type TestStandby } from '../../../tools/postgres/standby.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { toldOf, untilStandbyIs } from './standby-state.ts'
import { failuresIn } from './whole-tables.ts'
import { prepareSchema, writeTable } from './writing.ts'

let primary: TestPostgres
let standby: TestStandby
let catalog: RunningCatalog
let token: string

beforeAll(async () => {
  primary = await startTestPostgres({ wal_keep_size: '64MB', synchronous_commit: 'on' })
  standby = await startTestStandby(primary.url)
  // What the guide asks for: it cannot write, wherever it is used.
  await runOn(
    primary.url,
    `create role reader login password 'reader' in role pg_read_all_data, pg_read_all_stats`,
  )
  const readUrl = Object.assign(new URL(standby.url), { username: 'reader', password: 'reader' })
  catalog = await startCatalog({
    environment: {
      AUTHENTICATION_PROVIDER: 'basic',
      LOG_LEVEL: 'info',
      DATABASE_URL: primary.url,
      WAYMARK_READ_DATABASE_URL: readUrl.href,
    },
  })
  await prepareSchema(catalog)
  token = String((await catalog.admin('bot-token', { name: 'ingestion-bot' })).token)
})
afterAll(async () => {
  await catalog?.stop()
  await standby?.stop()
  await primary?.stop()
})

async function runOn(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

async function read(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${catalog.url}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: answer.status, text: await answer.text() }
}

const search = (name: string) => read(`search/query?q=${name}&index=table_search_index`)
const list = () => read('tables?databaseSchema=faults.shop.sales&limit=1000')

/** Of all tables that a search and the list show. */
async function namesFound(): Promise<string[]> {
  const answers = await Promise.all([search('fresh_1'), list()])
  return answers.flatMap(({ text }) => [...text.matchAll(/"name":"(\w+_\d+)"/g)].map(([, name = '']) => name))
}

/** Writes it, and looks for it in the next two requests. */
async function writeAndFind(name: string): Promise<void> {
  expect((await writeTable(catalog.url, token, name))?.status).toBe(201)
  for (const answer of await Promise.all([search(name), list()])) {
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).toContain(`"${name}"`)
  }
}

const readsOfStandby = async () => (await toldOf(catalog)).metrics.standby_reads ?? 0

/** The standby answers again. */
async function expectUsed(): Promise<void> {
  const { status, metrics } = await untilStandbyIs(catalog, 'ready')
  expect(status).toBe(200)
  await expect
    .poll(async () => ((await list()).status === 200 ? await readsOfStandby() : 0))
    .toBeGreaterThan(metrics.standby_reads ?? 0)
}

describe('T78: a standby', () => {
  it('answers searches and lists, and what was written is in the very next one', async () => {
    await untilStandbyIs(catalog, 'ready')
    for (let at = 0; at < 20; at += 1) await writeAndFind(`fresh_${at}`)
    await expectUsed()
    expect((await toldOf(catalog)).metrics).toMatchObject({
      standby_ready: 1,
      standby_foreign: 0,
      database_writable: 1,
    })
  })

  it('that stops replaying is not asked, and is asked again when it goes on', async () => {
    await runOn(standby.url, 'select pg_wal_replay_pause()')
    await writeAndFind('paused')
    const before = await readsOfStandby()
    for (let at = 0; at < 10; at += 1) await writeAndFind(`paused_${at}`)
    const { status, checks, metrics } = await toldOf(catalog)
    expect({ status, checks, reads: metrics.standby_reads }).toMatchObject({
      status: 200,
      checks: { database: 'ok', standby1: 'behind' },
      reads: before,
    })
    expect(metrics.standby_lag_bytes).toBeGreaterThan(0)
    await runOn(standby.url, 'select pg_wal_replay_resume()')
    await expectUsed()
  })

  it('that goes away fails no request, and is used again when it is back', async () => {
    const failed: string[] = []
    let reads = 0
    let isOver = false
    const reading = Promise.all(
      Array.from({ length: 4 }, async (_, reader) => {
        for (; !isOver; reads += 1) {
          const { status, text } = reader % 2 === 0 ? await list() : await search('fresh_1')
          if (status !== 200 || !text.includes('"fresh_1"')) failed.push(`${status} ${text}`)
        }
      }),
    )
    await standby.pause()
    const { status, metrics } = await untilStandbyIs(catalog, 'away')
    expect({ status, ready: metrics.standby_ready }).toEqual({ status: 200, ready: 0 })
    await writeAndFind('meanwhile')
    await standby.resume()
    await expectUsed()
    isOver = true
    await reading
    expect(failed.slice(0, 5)).toEqual([])
    expect(reads).toBeGreaterThan(20)
  })

  it('that is promoted beside its primary is never believed, and everybody is told', async () => {
    const before = await namesFound()
    expect(before.length).toBeGreaterThan(30)
    await standby.promote()
    // Somebody works on it: an answer of its own would be empty.
    await runOn(standby.url, 'truncate entity, search_document cascade')
    for (let at = 0; at < 10; at += 1) expect(await namesFound()).toEqual(before)
    const { status, checks, metrics } = await untilStandbyIs(catalog, 'foreign')
    expect({ status, checks }).toMatchObject({ status: 200, checks: { database: 'ok' } })
    expect(metrics).toMatchObject({ standby_ready: 0, standby_foreign: 1, database_writable: 1 })
    expect(catalog.log()).toContain('It was promoted')
    for (let at = 0; at < 5; at += 1) await writeAndFind(`beside_${at}`)
    expect(await runOn(standby.url, 'select count(*)::int as count from entity')).toEqual([{ count: 0 }])
  })

  it('that is promoted does not answer for a primary that is gone', async () => {
    await primary.stop()
    for (const answer of [await search('fresh_1'), await list()])
      expect(answer, answer.text).toMatchObject({ status: 503 })
    expect((await writeTable(catalog.url, token, 'nowhere'))?.status).toBe(503)
    const { status, checks, metrics } = await toldOf(catalog)
    expect({ status, checks }).toMatchObject({
      status: 503,
      checks: { database: 'database-unavailable', standby1: 'foreign' },
    })
    expect(metrics).toMatchObject({ standby_ready: 0, standby_foreign: 1 })
    expect(failuresIn(catalog.log())).toBe('')
  })
})
