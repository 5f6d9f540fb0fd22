import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { isFull, serverKills } from './numbers.ts'
import { emptyLedger, expectNothingLost, type Ledger } from './whole-tables.ts'
import { prepareSchema } from './writing.ts'

/** Threat T60: the server is killed at random points while it takes in metadata. */
const environment = { AUTHENTICATION_PROVIDER: 'basic' }
const home = mkdtempSync(join(tmpdir(), 'waymark-faults-'))

afterAll(() => rmSync(home, { recursive: true, force: true }))

/** The number of the last change of one entity that was acknowledged; the one after it is unknown. */
interface Changes {
  acknowledged: number
}

/** Writes tables with an owner one by one and in bulk, and changes one schema, until the server is gone. */
async function writeUntilKilled(
  catalog: RunningCatalog,
  round: number,
  ledger: Ledger,
  changes: Changes,
): Promise<void> {
  const token = await catalog.botToken()
  const { id: owner } = await catalog.api<{ id: string }>('users/name/admin')
  const body = (name: string) => ({
    name,
    databaseSchema: 'faults.shop.sales',
    owners: [{ id: owner, type: 'user' }],
    columns: [
      { name: 'id', dataType: 'BIGINT' },
      { name: 'note', dataType: 'TEXT' },
    ],
  })
  const write = async (path: string, names: readonly string[], payload: unknown, by?: string) => {
    try {
      await catalog.api(path, { method: 'PUT', body: payload, ...(by !== undefined && { token: by }) })
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
      if (!(await write('tables', [name], body(name), token))) return
    }
  }
  const bulk = async () => {
    for (let n = 0; ; n += 1) {
      const names = Array.from({ length: 20 }, (_, at) => `bulk_${round}_${n}_${at}`)
      if (!(await write('tables/bulk?async=false', names, names.map(body), token))) return
    }
  }
  /** Changes one entity over and over, so that updates are torn as well; by a person, since no bot overwrites a description. */
  const update = async () => {
    for (;;) {
      const next = changes.acknowledged + 1
      const changed = { name: 'sales', database: 'faults.shop', description: String(next) }
      if (!(await write('databaseSchemas', [], changed))) return
      changes.acknowledged = next
    }
  }
  await Promise.all([single(), bulk(), update()])
}

/** The last change that was acknowledged is there, or the one after it, whose answer was lost. */
async function expectLastChange({ api }: RunningCatalog, changes: Changes): Promise<void> {
  const { description } = await api<{ description?: string }>('databaseSchemas/name/faults.shop.sales')
  const found = Number(description ?? 0)
  expect([changes.acknowledged, changes.acknowledged + 1]).toContain(found)
  changes.acknowledged = found
}

/** Tables without the link to their owner, which was written with them. */
async function withoutOwner(databaseUrl: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client
    .query(
      `select name from entity e where type = 'table'
          and not exists (select from relationship r where r.to_id = e.id and r.relationship = 'owns')`,
    )
    .finally(() => client.end())
  return rows
}

describe('a server that is killed with SIGKILL while it takes in metadata', () => {
  it(`T60: has lost nothing it acknowledged and left nothing half-written, after ${serverKills} kills at random points`, async () => {
    const ledger = emptyLedger()
    const changes: Changes = { acknowledged: 0 }
    const startsMs: number[] = []
    for (let round = 0; round < serverKills; round += 1) {
      const startedMs = performance.now()
      const catalog = await startCatalog({ home, environment })
      if (round > 0) startsMs.push(performance.now() - startedMs)
      if (round === 0) await prepareSchema(catalog)
      await expectLastChange(catalog, changes)
      const before = ledger.acknowledged.size
      const changedBefore = changes.acknowledged
      const writing = writeUntilKilled(catalog, round, ledger, changes)
      // However slow the machine: something was acknowledged, and more is under way.
      await expect.poll(() => ledger.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 5)
      await expect.poll(() => changes.acknowledged, { timeout: 60_000 }).toBeGreaterThan(changedBefore)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 900))
      await catalog.kill()
      await writing
    }
    const catalog = await startCatalog({ home, environment })
    const { embeddedDatabaseUrl } = await catalog.admin('status')
    // What was never answered is whole or absent; bulk rows of one call may be split between transactions.
    await expectNothingLost(String(embeddedDatabaseUrl), ledger)
    expect(await withoutOwner(String(embeddedDatabaseUrl))).toEqual([])
    await expectLastChange(catalog, changes)
    expect(ledger.acknowledged.size).toBeGreaterThan(serverKills * 5)
    await catalog.stop()
    startsMs.sort((a, b) => a - b)
    const medianMs = startsMs[Math.floor(startsMs.length / 2)] ?? 0
    console.info(
      `ready again after ${Math.round(medianMs)} ms, ${Math.round(startsMs.at(-1) ?? 0)} ms at most`,
    )
    // Numbers of a quiet machine: elsewhere they would measure what else it does.
    if (isFull) expect(startsMs.at(-1)).toBeLessThan(10_000)
  }, 1_800_000)
})
