/** Standbys that are not what they were: promoted, following somebody else, silent, two behind one address, or closed to those who ask. */
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../../tools/postgres/index.ts'
import { startTestStandby, type TestStandby } from '../../../../tools/postgres/standby.ts'
import { type Database, openDatabase } from '../database.ts'
import { openReadRouting, type ReadRouting } from './read-routing.ts'

const waitingFor = 120_000
/** By the driver, where the server does not answer. */
const statementsAreGivenUpMs = 15_000

let primary: TestPostgres
let first: TestStandby
let second: TestStandby
let database: Database
const opened: ReadRouting[] = []

function openReads(url: string): ReadRouting {
  const reads = openReadRouting(database, {
    standbys: [{ name: 'standby', connection: { connectionString: url } }],
    maxConnections: 4,
    tell: () => undefined,
  })
  opened.push(reads)
  return reads
}

const stateOf = (reads: ReadRouting) => reads.status()[0]?.state
const answeredBy = (reads: ReadRouting) => reads.status()[0]?.answered ?? 0
const countNotes = async (on: Pick<Database, 'query'>) =>
  (await on.query<{ count: number }>('select count(*)::int as count from note')).rows[0]?.count

const on = async (url: string, statement: string) => {
  const direct = openDatabase({ connection: { connectionString: url } })
  await direct.query(statement).finally(() => direct.close())
}

beforeAll(async () => {
  primary = await startTestPostgres({ wal_keep_size: '64MB', synchronous_commit: 'on' })
  database = openDatabase({ connection: { connectionString: primary.url } })
  await database.query('create table note as select generate_series(1, 3) as id')
  first = await startTestStandby(primary.url)
  second = await startTestStandby(primary.url)
})
afterEach(async () => {
  for (const reads of opened.splice(0)) await reads.close()
})
afterAll(async () => {
  await database?.close()
  await second?.stop()
  await first?.stop()
  await primary?.stop()
})

describe('a standby', () => {
  it(
    'is not asked before its role may see whom it follows',
    async () => {
      await database.query(`create role reader login password 'reader' in role pg_read_all_data`)
      const url = new URL(first.url)
      Object.assign(url, { username: 'reader', password: 'reader' })
      const reads = openReads(url.href)
      await expect.poll(() => stateOf(reads)).toBe('denied')
      expect(await reads.run(countNotes)).toBe(3)
      expect(answeredBy(reads)).toBe(0)
      await database.query('grant pg_read_all_stats to reader')
      await expect.poll(() => stateOf(reads)).toBe('ready')
      expect(await reads.run(countNotes)).toBe(3)
      expect(answeredBy(reads)).toBe(1)
    },
    waitingFor,
  )

  it(
    'that shares its address with another never answers for it',
    async () => {
      await on(second.url, 'select pg_wal_replay_pause()')
      const balancer = await startBalancer([first.url, second.url])
      try {
        const reads = openReads(balancer.url)
        for (let written = 4; written < 9; written += 1) {
          await expect.poll(() => stateOf(reads)).toBe('ready')
          await database.query('insert into note values ($1)', [written])
          const together = Array.from({ length: 8 }, () => reads.run(countNotes))
          expect(await Promise.all(together)).toEqual(together.map(() => written))
        }
        expect(balancer.connections()).toBeGreaterThan(1)
      } finally {
        balancer.close()
        await on(second.url, 'select pg_wal_replay_resume()')
      }
    },
    waitingFor,
  )

  it(
    'that is lost without a word is given up before its statements are',
    async () => {
      const before = await countNotes(database)
      const line = await startBalancer([first.url])
      const reads = openReads(line.url)
      await expect.poll(() => stateOf(reads)).toBe('ready')
      line.fallSilent()
      const sinceMs = performance.now()
      expect(await reads.run(countNotes)).toBe(before)
      expect(performance.now() - sinceMs).toBeLessThan(statementsAreGivenUpMs)
      await expect.poll(() => stateOf(reads)).toBe('away')
      line.close()
    },
    waitingFor,
  )

  it(
    'that is promoted in the middle of a read is not believed, nor ever again',
    async () => {
      const before = await countNotes(database)
      const reads = openReads(first.url)
      await expect.poll(() => stateOf(reads)).toBe('ready')
      const asked: (number | undefined)[] = []
      const answer = await reads.run(async (asking) => {
        if (asked.length === 0) {
          await first.promote()
          await on(first.url, 'delete from note')
        }
        asked.push(await countNotes(asking))
        return asked.at(-1)
      })
      expect({ asked, answer }).toEqual({ asked: [0, before], answer: before })
      expect(stateOf(reads)).toBe('foreign')
      expect(answeredBy(reads)).toBe(0)
      expect(await reads.run(countNotes)).toBe(before)
    },
    waitingFor,
  )

  it(
    'that follows a promoted one while the old primary lives on is noticed before its next checkpoint',
    async () => {
      const before = await countNotes(database)
      const reads = openReads(second.url)
      await expect.poll(() => stateOf(reads)).toBe('ready')
      await second.follow(first.url)
      const direct = openDatabase({ connection: { connectionString: second.url } })
      try {
        await expect
          .poll(async () => {
            // Nobody writes to the old primary: its standby has all of its log, and more.
            expect(await reads.run(countNotes)).toBe(before)
            return await countNotes(direct)
          })
          .toBe(0)
        await expect.poll(() => stateOf(reads)).toBe('foreign')
        expect(await reads.run(countNotes)).toBe(before)
      } finally {
        await direct.close()
      }
    },
    waitingFor,
  )

  it(
    'of the primary that was promoted is used by those who write there',
    async () => {
      await database.close()
      database = openDatabase({ connection: { connectionString: first.url } })
      const reads = openReads(second.url)
      await expect.poll(() => stateOf(reads)).toBe('ready')
      await database.query('insert into note values (1)')
      expect(await reads.run(countNotes)).toBe(1)
    },
    waitingFor,
  )
})

/** One address, and the next server behind it with every connection. */
async function startBalancer(
  urls: readonly string[],
): Promise<{ url: string; connections(): number; fallSilent(): void; close(): void }> {
  let taken = 0
  let isSilent = false
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const { port } = new URL(urls[taken % urls.length] ?? '')
    taken += 1
    const far = connect(Number(port), '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    near.pipe(far)
    far.on('data', (data) => isSilent || near.write(data))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(urls[0] ?? '')
  const address = server.address()
  url.port = String(typeof address === 'object' ? address?.port : '')
  return {
    url: url.href,
    connections: () => taken,
    fallSilent() {
      isSilent = true
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
