/**
 * Threat T74: a server of the release before goes on while a new one migrates their database and then works beside it. What either writes the
 * other reads and finds.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { earlierCommits, unpackServer } from './earlier-server.ts'
import { createOwnDatabase } from './own-database.ts'
import { expectNothingLost, failuresIn } from './whole-tables.ts'
import { prepareSchema, startWriting } from './writing.ts'

const commits = earlierCommits()
const directory = mkdtempSync(join(tmpdir(), 'waymark-earlier-'))
const running: RunningCatalog[] = []
afterAll(async () => {
  for (const server of running) await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function startEarlier(environment: Readonly<Record<string, string>>): Promise<RunningCatalog> {
  let failure: unknown
  for (const commit of commits) {
    const program = unpackServer(commit, join(directory, commit))
    try {
      return await startCatalog({ environment, program })
    } catch (error) {
      // Committed in pieces: it was never a server that somebody ran.
      if (!String(error).includes('ERR_MODULE_NOT_FOUND')) throw error
      failure = error
    }
  }
  throw failure
}

interface Found {
  readonly hits: { readonly total: { readonly value: number } }
}

it.skipIf(commits.length === 0)(
  'T74: a server of before the newest migration works on beside the one that applies it (needs the history of the repository)',
  async () => {
    const database = await createOwnDatabase()
    const environment = {
      AUTHENTICATION_PROVIDER: 'basic',
      DATABASE_URL: database.url,
      WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      LOG_LEVEL: 'error',
    }
    const older = await startEarlier(environment)
    running.push(older)
    await prepareSchema(older)
    const token = await older.botToken()

    // Under load while the newer one starts, migrates, and makes search documents anew.
    const before = startWriting(older.url, token, 'older', 2)
    const newer = await startCatalog({ environment })
    running.push(newer)
    const beside = startWriting(newer.url, token, 'newer', 2)
    const enough = () => Math.min(before.ledger.acknowledged.size, beside.ledger.acknowledged.size)
    await expect.poll(enough, { timeout: 120_000 }).toBeGreaterThan(20)
    await before.stop()
    await beside.stop()
    expect([...before.surprises, ...beside.surprises], failuresIn(older.log() + newer.log())).toEqual([])

    const [byOlder] = [...before.ledger.acknowledged].slice(-1)
    const [byNewer] = [...beside.ledger.acknowledged].slice(-1)
    for (const server of [older, newer]) {
      for (const name of [byOlder, byNewer]) {
        const table = await server.api<{ id: string }>(`tables/name/faults.shop.sales.${name}`, { token })
        const found = await server.api<Found>(`search/query?q=${name}&index=table_search_index`, { token })
        expect([name, found.hits.total.value]).toEqual([name, 1])
        const value = `${name} at ${server.url}`
        await server.api(`tables/${table.id}`, {
          method: 'PATCH',
          token,
          body: [{ op: 'add', path: '/description', value }],
        })
        for (const reader of [older, newer]) {
          const read = await reader.api<{ description: string }>(`tables/${table.id}`, { token })
          expect(read.description).toBe(value)
        }
      }
    }
    await expectNothingLost(database.url, {
      acknowledged: new Set([...before.ledger.acknowledged, ...beside.ledger.acknowledged]),
      unknown: new Set([...before.ledger.unknown, ...beside.ledger.unknown]),
      refused: new Set(),
    })
    await older.stop()
    await newer.stop()
    running.length = 0
    await database.drop()
  },
  300_000,
)
