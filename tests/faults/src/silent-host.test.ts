/**
 * Threat T79: the host of the primary vanishes without a word, as one does that loses its power: nothing is closed, nothing answered. Whoever asks
 * is told so within the bound that the pool sets, not by TCP after a quarter of an hour, and the catalog goes on where the name leads next.
 */
import { openDatabase } from '@waymark/engine'
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'
import { expectNothingLost, failuresIn } from './whole-tables.ts'
import { prepareSchema, startWriting } from './writing.ts'

let database: OwnDatabase
/** The name that clients know the primary by. */
let name: DatabaseProxy
let port: number

beforeAll(async () => {
  database = await createOwnDatabase()
  const { hostname, port: own } = new URL(database.url)
  port = Number(own)
  name = await startDatabaseProxy(hostname, port)
})
afterAll(async () => {
  await name?.close()
  await database?.drop()
})

function byName(parameters: Readonly<Record<string, string>> = {}): string {
  const url = new URL(database.url)
  url.host = `127.0.0.1:${name.port}`
  for (const [parameter, value] of Object.entries(parameters)) url.searchParams.set(parameter, value)
  return url.href
}

/** The codes of the problems that all of these fail with. */
async function codesOf(work: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(work)
  return settled.map((one) =>
    one.status === 'rejected' && isProblem(one.reason) ? one.reason.code : one.status,
  )
}

it('leaves no statement without an answer, says of each what is known, and cuts none that may be slow', async () => {
  const pool = openDatabase({ connection: { connectionString: byName() }, statementTimeoutMs: 3000 })
  const patient = openDatabase({ connection: { connectionString: byName() }, statementTimeoutMs: 0 })
  await patient.query('create table kept (note text)')
  await patient.query('select pg_sleep(4.5)')
  const gone = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const committing = pool.transaction(async (tx) => {
    await tx.query(`insert into kept values ('committed')`)
    written.resolve()
    await gone.promise
  })
  // Asked at once, they have a connection each.
  await Promise.all([written.promise, ...[1, 2, 3].map(() => pool.query('select 1'))])
  name.vanish()
  gone.resolve()
  const asked = [
    pool.query('select 1'),
    pool.query(`insert into kept values ('alone')`),
    pool.query('select 2'),
    pool.query(`insert into kept values ('by a connection that is not made')`),
    pool.transaction((tx) => tx.query(`insert into kept values ('not begun')`)),
  ]
  expect(await codesOf([committing, ...asked])).toEqual([
    'outcome-unknown',
    'database-unavailable',
    'outcome-unknown',
    'database-unavailable',
    'database-unavailable',
    'database-unavailable',
  ])
  name.leadTo(port)
  await pool.query(`insert into kept values ('afterwards')`)
  expect((await pool.query('select note from kept')).rows).toEqual([{ note: 'afterwards' }])
  await Promise.all([pool.close(), patient.close()])
})

describe('a catalog', () => {
  const settings = { AUTHENTICATION_PROVIDER: 'basic', LOG_LEVEL: 'error', WAYMARK_DATABASE_POOL: '4' }
  let catalog: RunningCatalog

  beforeAll(async () => {
    catalog = await startCatalog({
      environment: {
        ...settings,
        DATABASE_URL: byName({ statement_timeout: '4000', query_timeout: '5000' }),
      },
    })
    await prepareSchema(catalog)
  })

  it('answers 503 meanwhile, goes on without a restart once the name leads elsewhere, and has lost nothing', async () => {
    const writing = startWriting(catalog.url, await catalog.botToken(), 'named')
    const { acknowledged, refused } = writing.ledger
    await expect.poll(() => acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(30)
    name.vanish()
    const isReady = async () => (await fetch(`${catalog.adminUrl}/readyz`)).status
    await expect.poll(isReady, { timeout: 60_000 }).toBe(503)
    await expect.poll(() => refused.size, { timeout: 60_000 }).toBeGreaterThan(4)
    const before = acknowledged.size
    name.leadTo(port)
    await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 30)
    await writing.stop()
    expect(writing.surprises, failuresIn(catalog.log())).toEqual([])
    expect(failuresIn(catalog.log())).toBe('')
    await expectNothingLost(database.url, writing.ledger)
    expect(await isReady()).toBe(200)
  })

  it('ends when it is told to, while nobody answers', async () => {
    name.vanish()
    await catalog.stop()
    expect(failuresIn(catalog.log())).toBe('')
  })
})
