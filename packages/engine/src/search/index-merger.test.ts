/** Searches do not read what was written long ago from a list of news. */
import { afterAll, beforeAll, it, vi } from 'vitest'
import { createSchemas, tableBody } from '../testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'

let test: TestEngine
beforeAll(async () => {
  test = await createTestEngine()
  await test.database.query('create extension pgstattuple')
})
afterAll(() => test.drop())

async function waitingPages(): Promise<number> {
  const { rows } = await test.database.query<{ pages: number }>(
    "select pending_pages::int as pages from pgstatginindex('search_document_found')",
  )
  return rows[0]?.pages ?? 0
}

it('what is written is merged into the index of searches by itself', async () => {
  await createSchemas(test.engine, 'svc', ['public'])
  const bodies = Array.from({ length: 20 }, (_, at) => tableBody(`t_${at}`, 'svc.db.public'))
  await test.engine.bulk('table', bodies, { name: 'person' })
  await vi.waitUntil(async () => (await waitingPages()) === 0, { timeout: 60_000, interval: 100 })
})
