/** Search documents are made anew once, however many replicas start, and a run goes on where another broke off. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEngine } from '../create-engine.ts'
import type { Database } from '../database.ts'
import { createSecretBox } from '../secret-box.ts'
import { createSchemas, tableBody } from '../testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'

const tables = 450
let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
  for (let at = 0; at < tables; at += 1)
    await test.engine.create('table', tableBody(`t_${at}`, 'svc.db.public'), { name: 'person' })
  await test.engine.search.rebuild()
})
afterAll(() => test.drop())

const outdate = () =>
  test.database.query("update search_layout set fingerprint = 'older' where entity_type = 'table'")

it('does nothing where nothing has changed', async () => {
  expect(await test.engine.search.rebuild()).toBe(0)
})

it('is shared by replicas that start together', async () => {
  await outdate()
  const { search } = test.engine
  const [one, other] = await Promise.all([search.rebuild(), search.rebuild()])
  expect(one + other).toBe(tables)
  expect(await search.rebuild()).toBe(0)
})

it('is not begun again by a replica that looked before another one ended', async () => {
  await outdate()
  const { database, engine } = test
  const end = Promise.withResolvers<void>()
  // The slow replica has read what is outdated, and only goes on when the other one is through.
  const query: Database['query'] = async (statement, values) => {
    const answer = await database.query<never>(statement, values)
    if (statement === 'select entity_type, fingerprint from search_layout') await end.promise
    return answer
  }
  const slow = createEngine({
    database: { ...database, query },
    registry: engine.registry,
    secrets: createSecretBox([{ id: 'test', key: randomBytes(32) }]),
  })
  const late = slow.search.rebuild()
  expect(await engine.search.rebuild()).toBe(tables)
  end.resolve()
  expect(await late).toBe(0)
})

it('goes on behind the last documents that were made', async () => {
  const { engine, database } = test
  await engine.search.rebuild()
  await outdate()
  await database.query(`update search_layout
    set pending = (select fingerprint from search_layout where entity_type = 'databaseSchema'), done_to = null
    where entity_type = 'table'`)
  const { rows } = await database.query<{ id: string }>(
    "select id from entity where type = 'table' order by id offset 399 limit 1",
  )
  // A run of another release is begun anew; one for the same documents is not.
  expect(await engine.search.rebuild()).toBe(tables)
  const { rows: made } = await database.query<{ fingerprint: string }>(
    "select fingerprint from search_layout where entity_type = 'table'",
  )
  await database.query(
    "update search_layout set fingerprint = 'older', pending = $1, done_to = $2 where entity_type = 'table'",
    [made[0]?.fingerprint, rows[0]?.id],
  )
  expect(await engine.search.rebuild()).toBe(tables - 400)
})
