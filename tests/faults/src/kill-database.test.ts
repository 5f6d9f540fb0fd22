/** Threat T61: PostgreSQL is killed under a server that takes in metadata. The server stays, says "not now", and goes on by itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { databaseKills } from './numbers.ts'
import { expectNothingLost, failuresIn } from './whole-tables.ts'
import { prepareSchema, startWriting, writeTable } from './writing.ts'

let catalog: RunningCatalog
beforeAll(async () => {
  catalog = await startCatalog({ environment: { AUTHENTICATION_PROVIDER: 'basic', LOG_LEVEL: 'error' } })
  await prepareSchema(catalog)
})
afterAll(() => catalog?.stop())

const postmaster = (): number =>
  Number.parseInt(readFileSync(join(catalog.home, 'postgres/cluster/postmaster.pid'), 'utf8'), 10)

it(`T61: after ${databaseKills} SIGKILLs of PostgreSQL nothing acknowledged is lost, and each time writes work again within 15 s`, async () => {
  const token = await catalog.botToken()
  const writing = startWriting(catalog.url, token, 'killed')
  for (let kill = 0; kill < databaseKills; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 900))
    process.kill(postmaster(), 'SIGKILL')
    const killedAtMs = performance.now()
    let wrote: number | undefined
    do {
      await new Promise((resolve) => setTimeout(resolve, 100))
      wrote = (await writeTable(catalog.url, token, `after_${kill}`))?.status
      expect([200, 201, 503]).toContain(wrote)
    } while (wrote === 503 && performance.now() - killedAtMs < 30_000)
    expect(performance.now() - killedAtMs, `kill ${kill}: ${wrote}`).toBeLessThan(15_000)
    writing.ledger.acknowledged.add(`after_${kill}`)
  }
  await writing.stop()
  expect(writing.surprises, failuresIn(catalog.log())).toEqual([])
  // The server stays: whoever asks it is answered.
  const { unknown, refused } = writing.ledger
  expect([...unknown].filter((name) => !refused.has(name))).toEqual([])
  expect(writing.ledger.acknowledged.size).toBeGreaterThan(databaseKills * 5)
  const { embeddedDatabaseUrl } = await catalog.admin('status')
  await expectNothingLost(String(embeddedDatabaseUrl), writing.ledger)
}, 900_000)
