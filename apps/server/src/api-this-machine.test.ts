import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCatalog, type TestCatalog } from './testing/test-catalog.ts'

describe('what a new catalog can start with', () => {
  let test: TestCatalog
  beforeAll(async () => {
    test = await openTestCatalog()
  }, 60_000)
  afterAll(() => test?.close())
  const call = (method: string, path: string, as: string) =>
    test.call(method, `/api/v1/system/${path}`, { as })

  it('is told to administrators: where it runs, and the PostgreSQL server that holds it', async () => {
    const { status, body } = await call('GET', 'machine', test.tokens.admin)
    expect(status).toBe(200)
    expect(body).toMatchObject({ url: 'http://localhost:8585', demo: 'unavailable' })
    expect(body.dataDirectory).toContain('waymark-home-')
    const { host } = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '')
    expect(body.found).toContainEqual({
      foundBy: 'catalogDatabase',
      at: host,
      serviceType: 'postgres',
    })
  })

  it('is for nobody else to see, load or remove', async () => {
    for (const [method, path] of [
      ['GET', 'machine'],
      ['POST', 'demo'],
      ['DELETE', 'demo'],
    ] as const) {
      for (const as of [test.tokens.person, test.tokens.bot])
        expect(await call(method, path, as)).toMatchObject({ status: 403 })
    }
  })

  it('is no demo where PostgreSQL is somebody else’s: nothing is made there or removed', async () => {
    const refused = await call('POST', 'demo', test.tokens.admin)
    expect(refused).toMatchObject({ status: 422 })
    expect(String(refused.body.message)).toContain('npx waymark start')
    expect(await call('DELETE', 'demo', test.tokens.admin)).toMatchObject({ status: 422 })
  })
})
