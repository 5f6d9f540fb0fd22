/** Bulk PUT of every collection over HTTP: good rows are written, bad rows come back with their reason, `async` or not. */
import { entityDefinitions } from '@waymark/spec'
import { afterAll, describe, expect, it } from 'vitest'
import { openTestCatalog } from './testing/test-catalog.ts'

const test = await openTestCatalog()
afterAll(() => test.close())

const bulk = (collection: string, rows: unknown, query = '?async=false') =>
  test.call('PUT', `/api/v1/${collection}/bulk${query}`, { as: test.tokens.admin, body: rows })

describe('every collection', () => {
  it.each(entityDefinitions.map(({ collection }) => collection))(
    '%s takes rows and refuses a bad one',
    async (collection) => {
      expect((await bulk(collection, [])).body).toMatchObject({
        numberOfRowsProcessed: 0,
        numberOfRowsFailed: 0,
      })
      const { status, body } = await bulk(collection, [{ unheardOf: true }])
      expect(status).toBe(200)
      expect(body).toMatchObject({ status: 'failure', numberOfRowsProcessed: 1, numberOfRowsFailed: 1 })
      expect(body.failedRequest?.[0]?.message).toEqual(expect.any(String))
      expect(body.failedRequest?.[0]?.request).toEqual({ unheardOf: true })
    },
  )
})

it.each(['?async=false', '?async=true', ''])(
  'with %s good rows are there when the answer comes',
  async (query) => {
    const name = `kind${query.length}`
    const rows = [{ name, description: 'x' }, { name: `${name}b` }, { name: `${name}c`, description: 'x' }]
    const { body } = await bulk('classifications', rows, query)
    expect(body).toMatchObject({ status: 'partialSuccess', numberOfRowsPassed: 2, numberOfRowsFailed: 1 })
    for (const [found, expected] of [
      [name, 200],
      [`${name}b`, 404],
      [`${name}c`, 200],
    ] as const) {
      const { status } = await test.call('GET', `/api/v1/classifications/name/${found}`, {
        as: test.tokens.admin,
      })
      expect(status).toBe(expected)
    }
  },
)

it('is refused as a whole when it is no list', async () => {
  expect((await bulk('tables', { name: 'x' })).status).toBe(400)
})

it('fills a catalog of which one answer holds everything, in order and once', async () => {
  const names = Array.from({ length: 1203 }, (_, at) => `many${String(at).padStart(4, '0')}`)
  const { body } = await bulk(
    'classifications',
    names.map((name) => ({ name, description: 'x' })),
  )
  expect(body).toMatchObject({ status: 'success' })
  const list = async (query: string) => {
    const answer = await test.call('GET', `/api/v1/classifications?${query}`, { as: test.tokens.admin })
    return answer.body as unknown as {
      data: { id: string; name: string; href: string }[]
      paging: { total: number; after?: string }
    } // what the route documents
  }
  const all = await list('limit=1000000')
  const found = all.data.map(({ name }) => name)
  expect(found.filter((name) => name.startsWith('many'))).toEqual(names)
  expect(all.paging).toEqual({ total: found.length })
  expect(all.data[0]?.href).toMatch(new RegExp(`/api/v1/classifications/${all.data[0]?.id}$`))

  const most = await list('limit=1100')
  expect(most.data).toEqual(all.data.slice(0, 1100))
  expect((await list(`limit=2000&after=${most.paging.after}`)).data).toEqual(all.data.slice(1100))
})
