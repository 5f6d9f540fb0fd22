import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'

/** Threat T60: the server is killed at random points while it takes in metadata. */
const kills = Number(process.env.WAYMARK_FAULT_KILLS ?? 12)
const environment = { AUTHENTICATION_PROVIDER: 'basic' }
const home = mkdtempSync(join(tmpdir(), 'waymark-faults-'))

afterAll(() => rmSync(home, { recursive: true, force: true }))

/** What a client knows of a write: answered with success, answered with a refusal, or never answered. */
interface Ledger {
  readonly acknowledged: Set<string>
  readonly unknown: Set<string>
}

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

/** Every table by name, each whole: entity, history, search document and event agree. */
async function checkWhole(catalog: RunningCatalog): Promise<Set<string>> {
  const { embeddedDatabaseUrl } = await catalog.admin('status')
  const database = new pg.Client({ connectionString: String(embeddedDatabaseUrl) })
  await database.connect()
  try {
    const { rows } = await database.query<{
      name: string
      searchable: boolean
      created: string
      version: string
    }>(`
      select e.name, e.version,
             exists (select from search_document d where d.entity_id = e.id) as searchable,
             (select count(*) from change_event c where c.entity_id = e.id and c.event_type = 'entityCreated') as created
        from entity e where e.type = 'table'`)
    for (const row of rows) {
      expect(row.searchable, `${row.name} is not in search`).toBe(true)
      expect(row.created, `${row.name} has ${row.created} creation events`).toBe('1')
    }
    const orphans = await database.query(`
      select 1 from search_document d where not exists (select from entity e where e.id = d.entity_id)
      union all
      select 1 from relationship r where not exists (select from entity e where e.id = r.to_id)
                                      or not exists (select from entity e where e.id = r.from_id)`)
    expect(orphans.rowCount).toBe(0)
    return new Set(rows.map((row) => row.name))
  } finally {
    await database.end()
  }
}

describe('a server that is killed with SIGKILL while it takes in metadata', () => {
  it(`has lost nothing it acknowledged and left nothing half-written, after ${kills} kills at random points`, async () => {
    const ledger: Ledger = { acknowledged: new Set(), unknown: new Set() }
    for (let round = 0; round < kills; round += 1) {
      const catalog = await startCatalog({ home, environment })
      if (round === 0) {
        await catalog.api('services/databaseServices', {
          method: 'PUT',
          body: { name: 'faults', serviceType: 'Postgres' },
        })
        await catalog.api('databases', { method: 'PUT', body: { name: 'shop', service: 'faults' } })
        await catalog.api('databaseSchemas', {
          method: 'PUT',
          body: { name: 'sales', database: 'faults.shop' },
        })
      }
      const token = String((await catalog.admin('bot-token', { name: 'ingestion-bot' })).token)
      const writing = writeUntilKilled(catalog, round, ledger, token)
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 900))
      await catalog.kill()
      await writing
    }
    const catalog = await startCatalog({ home, environment })
    const stored = await checkWhole(catalog)
    const lost = [...ledger.acknowledged].filter((name) => !stored.has(name))
    expect(lost).toEqual([])
    expect(ledger.acknowledged.size).toBeGreaterThan(kills * 5)
    // What was never answered is whole or absent; bulk rows of one call may be split between transactions.
    const known = new Set([...ledger.acknowledged, ...ledger.unknown])
    expect([...stored].filter((name) => !known.has(name))).toEqual([])
    await catalog.stop()
  }, 600_000)
})
