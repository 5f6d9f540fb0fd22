/** Threat T79 at the pool: a host that vanishes without a word leaves no statement without an answer. */
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DatabaseProxy, startDatabaseProxy } from '../../../tools/postgres/database-proxy.ts'
import { openDatabase } from './database.ts'
import { createEmptyDatabase, type TestDatabase } from './testing/test-database.ts'

let test: TestDatabase
/** The name that the pools know the host by. */
let name: DatabaseProxy
let port: number

beforeAll(async () => {
  test = await createEmptyDatabase()
  const { hostname, port: own } = new URL(test.url)
  port = Number(own)
  name = await startDatabaseProxy(hostname, port)
})
afterAll(async () => {
  await name?.close()
  await test?.drop()
})

/** The codes of the problems that all of these fail with. */
async function codesOf(work: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(work)
  return settled.map((one) =>
    one.status === 'rejected' && isProblem(one.reason) ? one.reason.code : one.status,
  )
}

it('leaves no statement without an answer, says of each what is known, and cuts none that may be slow', async () => {
  const url = new URL(test.url)
  url.host = `127.0.0.1:${name.port}`
  const connection = { connectionString: url.href }
  const pool = openDatabase({ connection, statementTimeoutMs: 3000 })
  const patient = openDatabase({ connection, statementTimeoutMs: 0 })
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
