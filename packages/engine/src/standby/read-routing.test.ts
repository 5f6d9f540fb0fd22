/** Reads on a real streaming standby: never older than what was acknowledged, and at the primary when it is behind, away or foreign. */
import { randomBytes } from 'node:crypto'
import { createRegistry } from '@waymark/spec'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../../tools/postgres/index.ts'
import { startTestStandby, type TestStandby } from '../../../../tools/postgres/standby.ts'
import { createEngine } from '../create-engine.ts'
import { type Database, openDatabase } from '../database.ts'
import type { Engine } from '../engine.ts'
import { migrate } from '../migrate.ts'
import { createSecretBox } from '../secret-box.ts'
import { openReadRouting, type ReadRouting } from './read-routing.ts'

const actor = { name: 'admin' }
let primary: TestPostgres
let standby: TestStandby
let database: Database
const opened: ReadRouting[] = []
let engine: Engine
let reads: ReadRouting

/** Another replica of the catalog, with its own connections. */
function openReplica(...urls: readonly string[]): { engine: Engine; reads: ReadRouting; states: string[] } {
  const states: string[] = []
  const routing = openReadRouting(database, {
    standbys: urls.map((connectionString, at) => ({
      name: `standby-${at}`,
      connection: { connectionString },
    })),
    maxConnections: 4,
    tell: ({ state }) => states.push(state),
  })
  opened.push(routing)
  const secrets = createSecretBox([{ id: 'test', key: randomBytes(32) }])
  return {
    engine: createEngine({ database, registry: createRegistry(), secrets, reads: routing }),
    reads: routing,
    states,
  }
}

const answered = (of: ReadRouting) => of.status().reduce((sum, each) => sum + each.answered, 0)

/** Reads until the standby has the given state: it is looked at once a second. */
async function untilState(of: ReadRouting, by: Engine, state: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await by.list('user', { limit: 1 })
      expect(of.status()[0]?.state).toBe(state)
    },
    { timeout: 30_000, interval: 50 },
  )
}

/** Reads until one more was answered by the standby. */
async function untilAnswered(of: ReadRouting, by: Engine): Promise<void> {
  const before = answered(of)
  await vi.waitFor(
    async () => {
      await by.list('user', { limit: 1 })
      expect(answered(of)).toBeGreaterThan(before)
    },
    { timeout: 30_000, interval: 50 },
  )
}

const create = (name: string) => engine.create('user', { name, email: `${name}@example.com` }, actor)
const findBySearch = async (by: Engine, name: string) =>
  (await by.search.search({ q: name, index: 'user' })).hits.map(({ source }) => source.name)
const findInList = async (by: Engine, name: string) =>
  (await by.list('user', { limit: 1000 })).data.map((one) => one.name).filter((one) => one === name)

const onStandby = async (statement: string) => {
  const direct = openDatabase({ connection: { connectionString: standby.url } })
  await direct.query(statement).finally(() => direct.close())
}

beforeAll(async () => {
  primary = await startTestPostgres({ wal_keep_size: '64MB', synchronous_commit: 'on' })
  standby = await startTestStandby(primary.url)
  database = openDatabase({ connection: { connectionString: primary.url } })
  await migrate(database)
  ;({ engine, reads } = openReplica(standby.url))
  await untilState(reads, engine, 'ready')
})
afterEach(async () => {
  for (const routing of opened.splice(1)) await routing.close()
})
afterAll(async () => {
  for (const routing of opened) await routing.close()
  await database?.close()
  await standby?.stop()
  await primary?.stop()
})

describe('searches and lists with a standby', () => {
  it('find what was written with the very next request, on every replica', async () => {
    const { engine: other, reads: otherReads } = openReplica(standby.url)
    await untilState(otherReads, other, 'ready')
    for (let at = 0; at < 40; at += 1) {
      const name = `reader${at}`
      await create(name)
      const by = at % 2 === 0 ? engine : other
      expect(await findBySearch(by, name)).toContain(name)
      expect(await findInList(by, name)).toEqual([name])
    }
    await untilAnswered(reads, engine)
  })

  it('are answered by the primary while the standby does not replay, and by the standby again when it does', async () => {
    await untilState(reads, engine, 'ready')
    await onStandby('select pg_wal_replay_pause()')
    const before = answered(reads)
    for (let at = 0; at < 10; at += 1) {
      await create(`paused${at}`)
      expect(await findBySearch(engine, `paused${at}`)).toContain(`paused${at}`)
    }
    expect(answered(reads)).toBe(before)
    expect(reads.status()[0]).toMatchObject({ state: 'behind' })
    expect(reads.status()[0]?.lagBytes).toBeGreaterThan(0)
    await onStandby('select pg_wal_replay_resume()')
    await untilAnswered(reads, engine)
  })

  it('do not notice that the standby goes away in the middle of their work, nor that it comes back', async () => {
    const { engine: other, reads: otherReads, states } = openReplica(standby.url)
    await untilState(otherReads, other, 'ready')
    let isOver = false
    const readers = Array.from({ length: 4 }, async () => {
      for (let at = 0; !isOver; at += 1) {
        const page = at % 2 === 0 ? await other.list('user', { limit: 5 }) : undefined
        if (page) expect(page.data.length).toBeGreaterThan(0)
        else expect((await other.search.search({ q: 'reader1', index: 'user' })).total).toBeGreaterThan(0)
      }
    })
    const work = Promise.all(readers)
    await standby.pause()
    await create('meanwhile')
    expect(await findBySearch(other, 'meanwhile')).toContain('meanwhile')
    await expect.poll(() => states).toContain('away')
    await standby.resume()
    await expect.poll(() => otherReads.status()[0]?.state, { timeout: 60_000 }).toBe('ready')
    isOver = true
    await work
    await untilState(reads, engine, 'ready')
  })

  it('never use a database that is no standby of this primary', async () => {
    const stranger = await startTestPostgres()
    try {
      for (const url of [primary.url, stranger.url]) {
        const { engine: wrong, reads: wrongReads } = openReplica(url)
        await untilState(wrongReads, wrong, 'foreign')
        expect(await findInList(wrong, 'reader1')).toEqual(['reader1'])
        expect(answered(wrongReads)).toBe(0)
      }
    } finally {
      await stranger.stop()
    }
  })

  it('tell the caller of his mistake without asking twice', async () => {
    const state = reads.status()[0]?.state
    await expect(engine.list('user', { limit: -1 })).rejects.toMatchObject({ code: 'parameter-invalid' })
    expect(reads.status()[0]?.state).toBe(state)
  })
})
