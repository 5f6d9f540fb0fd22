/** Threat T77: what search works on is gone. The catalog answers everything else meanwhile, and makes it anew from PostgreSQL, the same as before. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OwnCatalog, startOwnCatalog } from './own-catalog.ts'

const tables = 400
const subjects = ['customer orders', 'invoices of suppliers', 'parcels under way', 'returned goods']

let own: OwnCatalog

beforeAll(async () => {
  own = await startOwnCatalog()
  const body = Array.from({ length: tables }, (_, at) => ({
    name: `t_${at}`,
    databaseSchema: 'faults.shop.sales',
    description: `Number ${at}: ${subjects[at % subjects.length]}`,
    columns: [{ name: at % 3 === 0 ? 'customer_id' : 'id', dataType: 'BIGINT' }],
  }))
  await own.catalog.api('tables/bulk?async=false', { method: 'PUT', body })
})
afterAll(() => own?.stop())

interface Found {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly _id: string; readonly _score: number }[]
  }
}

/** Hits in their order, with totals. */
async function searched(): Promise<object[]> {
  const asked = ['customer', 'goods', '"under way"', 't_37', 'name:t_1*', '*', 'nothing of the kind']
  return await Promise.all(
    asked.map(async (q) => {
      const query = new URLSearchParams({ q, index: 'table_search_index', size: '100' })
      const { hits } = await own.catalog.api<Found>(`search/query?${query}`)
      return { q, total: hits.total.value, found: hits.hits.map(({ _id }) => _id) }
    }),
  )
}

it('T77: an index that is lost is made anew while the catalog answers, and finds the same', async () => {
  const before = await searched()
  expect(before).toContainEqual(expect.objectContaining({ q: '*', total: tables }))
  await own.observer.query('truncate search_document')
  expect(await searched()).not.toEqual(before)

  let isOver = false
  let reads = 0
  const reading = (async () => {
    for (; !isOver; reads += 1) {
      const { data } = await own.catalog.api<{ data: unknown[] }>('tables?limit=50')
      expect(data).toHaveLength(50)
      await searched()
    }
  })()
  await own.catalog.api('apps/trigger/SearchIndexingApplication', { method: 'POST' })
  await expect.poll(searched, { timeout: 120_000 }).toEqual(before)
  isOver = true
  await reading
  expect(reads).toBeGreaterThan(0)
})
