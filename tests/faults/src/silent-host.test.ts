/**
 * Threat T79: the host of the primary vanishes without a word, as one does that loses its power: nothing is closed, nothing answered. Whoever asks
 * is told so within the bound that the pool sets, not by TCP after a quarter of an hour, and the catalog goes on where the name leads next.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DatabaseProxy, startDatabaseProxy } from '../../../tools/postgres/database-proxy.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { createOwnDatabase, type OwnDatabase } from './own-database.ts'
import { expectNothingLost, failuresIn } from './whole-tables.ts'
import { prepareSchema, startWriting } from './writing.ts'

let database: OwnDatabase
/** The name that the catalog knows the primary by. */
let name: DatabaseProxy
let port: number
let catalog: RunningCatalog

beforeAll(async () => {
  database = await createOwnDatabase()
  const url = new URL(database.url)
  port = Number(url.port)
  name = await startDatabaseProxy(url.hostname, port)
  url.host = `127.0.0.1:${name.port}`
  url.searchParams.set('statement_timeout', '4000')
  const settings = { AUTHENTICATION_PROVIDER: 'basic', LOG_LEVEL: 'error', WAYMARK_DATABASE_POOL: '4' }
  catalog = await startCatalog({ environment: { ...settings, DATABASE_URL: url.href } })
  await prepareSchema(catalog)
})
afterAll(async () => {
  await catalog?.stop()
  await name?.close()
  await database?.drop()
})

describe('a catalog whose database falls silent', () => {
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
