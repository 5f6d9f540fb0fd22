import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { isFull, serverKills } from './numbers.ts'
import { emptyLedger, expectNothingLost, type Ledger } from './whole-tables.ts'
import { prepareSchema } from './writing.ts'

/** Threat T60: the server is killed at random points while it takes in metadata. */
const environment = { AUTHENTICATION_PROVIDER: 'basic' }
const home = mkdtempSync(join(tmpdir(), 'waymark-faults-'))

afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Writes tables one by one and in bulk until the server is gone. */
async function writeUntilKilled(
  catalog: RunningCatalog,
  round: number,
  ledger: Ledger,
  token: string,
): Promise<void> {
  const body = (name: string) => ({
    name,
    databaseSchema: 'faults.shop.sales',
    columns: [
      { name: 'id', dataType: 'BIGINT' },
      { name: 'note', dataType: 'TEXT' },
    ],
  })
  const write = async (path: string, names: readonly string[], payload: unknown) => {
    try {
      await catalog.api(path, { method: 'PUT', body: payload, token })
      for (const name of names) ledger.acknowledged.add(name)
      return true
    } catch (error) {
      for (const name of names) ledger.unknown.add(name)
      // An answer that refuses is a finding; no answer is what a kill looks like.
      if (error instanceof Error && /^PUT .*: [45]/.test(error.message)) throw error
      return false
    }
  }
  const single = async () => {
    for (let n = 0; ; n += 1) {
      const name = `single_${round}_${n}`
      if (!(await write('tables', [name], body(name)))) return
    }
  }
  const bulk = async () => {
    for (let n = 0; ; n += 1) {
      const names = Array.from({ length: 20 }, (_, at) => `bulk_${round}_${n}_${at}`)
      if (!(await write('tables/bulk?async=false', names, names.map(body)))) return
    }
  }
  /** Changes one entity over and over, so that updates are torn as well. */
  const update = async () => {
    for (let n = 0; ; n += 1) {
      const changed = { name: 'sales', database: 'faults.shop', description: `round ${round}, change ${n}` }
      if (!(await write('databaseSchemas', [], changed))) return
    }
  }
  await Promise.all([single(), bulk(), update()])
}

describe('a server that is killed with SIGKILL while it takes in metadata', () => {
  it(`T60: has lost nothing it acknowledged and left nothing half-written, after ${serverKills} kills at random points`, async () => {
    const ledger = emptyLedger()
    const startsMs: number[] = []
    for (let round = 0; round < serverKills; round += 1) {
      const startedMs = performance.now()
      const catalog = await startCatalog({ home, environment })
      if (round > 0) startsMs.push(performance.now() - startedMs)
      if (round === 0) await prepareSchema(catalog)
      const token = await catalog.botToken()
      const before = ledger.acknowledged.size
      const writing = writeUntilKilled(catalog, round, ledger, token)
      // However slow the machine: something was acknowledged, and more is under way.
      await expect.poll(() => ledger.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 5)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 900))
      await catalog.kill()
      await writing
    }
    const catalog = await startCatalog({ home, environment })
    const { embeddedDatabaseUrl } = await catalog.admin('status')
    // What was never answered is whole or absent; bulk rows of one call may be split between transactions.
    await expectNothingLost(String(embeddedDatabaseUrl), ledger)
    expect(ledger.acknowledged.size).toBeGreaterThan(serverKills * 5)
    await catalog.stop()
    startsMs.sort((a, b) => a - b)
    const medianMs = startsMs[Math.floor(startsMs.length / 2)] ?? 0
    console.info(
      `ready again after ${Math.round(medianMs)} ms, ${Math.round(startsMs.at(-1) ?? 0)} ms at most`,
    )
    // Where the machine does other things as well, the longest would measure those.
    if (isFull) expect(medianMs).toBeLessThan(10_000)
  }, 1_800_000)
})
