/** Transactions commit as a whole, start over after a deadlock, and say when the database is away. */
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openDatabase } from './database.ts'
import { createEmptyDatabase, type TestDatabase } from './testing/test-database.ts'

let test: TestDatabase

beforeAll(async () => {
  test = await createEmptyDatabase()
  await test.database.query('create table counter (name text primary key, value integer not null)')
  await test.database.query(`insert into counter values ('a', 0), ('b', 0)`)
})
afterAll(() => test.drop())

const counted = async (name: string) =>
  (await test.database.query<{ value: number }>('select value from counter where name = $1', [name])).rows[0]
    ?.value

it('rolls everything back when the work fails', async () => {
  const work = test.database.transaction(async (tx) => {
    await tx.query(`update counter set value = 100 where name = 'a'`)
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  expect(await counted('a')).toBe(0)
})

it('runs both of two transactions that wait for each other', async () => {
  let meeting = 0
  const bump = (first: string, second: string) =>
    test.database.transaction(async (tx) => {
      const update = 'update counter set value = value + 1 where name = $1'
      await tx.query(update, [first])
      meeting += 1
      // Both hold their first row before either asks for the second.
      await expect.poll(() => meeting).toBeGreaterThanOrEqual(2)
      await tx.query(update, [second])
    })
  await Promise.all([bump('a', 'b'), bump('b', 'a')])
  expect([await counted('a'), await counted('b')]).toEqual([2, 2])
})

it('T64: answers whoever holds a lock while all others wait for it, however many they are', async () => {
  const small = openDatabase({ connection: { connectionString: test.url }, maxConnections: 4 })
  const bump = () =>
    small.transaction(async (tx) => {
      await tx.query(`update counter set value = value + 1 where name = 'a'`)
      // As what a caller is allowed to do is asked for while its entity is locked.
      await small.query('select 1')
    })
  const before = await counted('a')
  await Promise.all(Array.from({ length: 40 }, bump))
  expect(await counted('a')).toBe((before ?? 0) + 40)
  await small.close()
})

it('leaves connections to others and keeps the order, however many costly reads come', async () => {
  const small = openDatabase({ connection: { connectionString: test.url }, maxConnections: 5 })
  const begun: number[] = []
  const ends: (() => void)[] = []
  const reads = Array.from({ length: 12 }, (_, at) =>
    small.inTurn(async () => {
      begun.push(at)
      await Promise.all([
        small.query('select 1'),
        new Promise<void>((end) => {
          ends.push(end)
        }),
      ])
    }),
  )
  await expect.poll(() => ends.length).toBe(2)
  expect(small.load().waiting).toBe(10)
  await small.query('select 1')
  expect(await small.transaction(async (tx) => (await tx.query('select 1 as a')).rows)).toEqual([{ a: 1 }])
  while (begun.length < 12 || ends.length > 0) {
    ends.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(reads)
  expect(begun).toEqual([...begun].sort((a, b) => a - b))
  await small.close()
})

it('has PostgreSQL take back what a server that fell silent had begun, and give up its locks', async () => {
  const shown = await test.database.query<object>('show idle_in_transaction_session_timeout')
  expect(shown.rows).toEqual([{ idle_in_transaction_session_timeout: '5min' }])
  const hasty = openDatabase({
    connection: { connectionString: test.url, idle_in_transaction_session_timeout: 200 },
  })
  const before = await counted('a')
  const silent = hasty.transaction(async (tx) => {
    await tx.query(`update counter set value = value + 1 where name = 'a'`)
    await test.database.query(`update counter set value = value where name = 'a'`)
  })
  expect(isProblem(await silent.catch((reason: unknown) => reason))).toBe(true)
  expect(await counted('a')).toBe(before)
  await hasty.close()
})

it('tells a lost server from a wrong statement', async () => {
  const away = openDatabase({ connection: { connectionString: 'postgres://u:p@127.0.0.1:1/x' } })
  for (const work of [away.query('select 1'), away.transaction((tx) => tx.query('select 1'))]) {
    const error: unknown = await work.catch((reason: unknown) => reason)
    expect(isProblem(error, 'database-unavailable')).toBe(true)
  }
  await away.close()
  const killed = test.database.query('select pg_terminate_backend(pg_backend_pid())')
  expect(isProblem(await killed.catch((reason: unknown) => reason), 'database-unavailable')).toBe(true)
  const changing = test.database.query(
    `update counter set value = value from (select pg_terminate_backend(pg_backend_pid())) as lost`,
  )
  expect(isProblem(await changing.catch((reason: unknown) => reason), 'outcome-unknown')).toBe(true)
  const wrong: unknown = await test.database.query(`select 'unterminated`).catch((reason: unknown) => reason)
  expect(isProblem(wrong)).toBe(false)
})

it('hears announcements, also after its connection broke', async () => {
  const heard = vi.fn()
  const listener = await test.database.listen('announcement', heard)
  const announce = () => test.database.query(`select pg_notify('announcement', '')`)
  await announce()
  await expect.poll(() => heard.mock.calls.length).toBeGreaterThanOrEqual(2)
  await test.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()`,
  )
  // Whatever was missed meanwhile is announced once when it listens again.
  await expect.poll(() => heard.mock.calls.length).toBeGreaterThanOrEqual(3)
  await announce()
  await expect.poll(() => heard.mock.calls.length).toBeGreaterThanOrEqual(4)
  await listener.close()
})
