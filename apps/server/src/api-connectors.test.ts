import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCatalog, type TestCatalog } from './testing/test-catalog.ts'

describe('what forms of services are drawn from', () => {
  let test: TestCatalog
  let ada: string
  beforeAll(async () => {
    test = await openTestCatalog()
    ada = test.tokens.person
  })
  afterAll(() => test?.close())

  it('lists the sources of every kind of service, and which of them this release reads', async () => {
    const { body } = await test.call('GET', '/api/v1/system/connectors', { as: ada })
    const { data } = body as unknown as { data: readonly { serviceEntity: string; serviceType: string }[] }
    expect(data).toContainEqual({
      serviceEntity: 'databaseService',
      serviceType: 'Postgres',
      collection: 'services/databaseServices',
      runsHere: true,
      verified: 'real-server',
    })
    expect(data.find(({ serviceType }) => serviceType === 'PowerBI')).toMatchObject({
      verified: 'documented-protocol',
    })
    expect(data.find(({ serviceType }) => serviceType === 'Epic')).toMatchObject({ runsHere: false })
    expect(new Set(data.map(({ serviceEntity }) => serviceEntity)).size).toBeGreaterThan(10)
  })

  it('gives the schema of a connection and of the options of an ingestion, with their secrets marked', async () => {
    const mysql = await test.call('GET', '/api/v1/system/connectors/databaseService/Mysql', { as: ada })
    expect(mysql).toMatchObject({ status: 200, body: { required: ['username', 'hostPort'] } })
    expect(JSON.stringify(mysql.body)).toContain('"x-waymark-secret":true')
    const options = await test.call('GET', '/api/v1/system/ingestionOptions/DatabaseMetadata', { as: ada })
    expect(options).toMatchObject({
      status: 200,
      body: { properties: { markDeletedTables: { type: 'boolean' } } },
    })
  })

  it.each([
    'connectors/databaseService/Kafka',
    'connectors/table/Postgres',
    'connectors/databaseService/constructor',
    'ingestionOptions/nonsense',
  ])('answers 404 for %s', async (path) => {
    expect(await test.call('GET', `/api/v1/system/${path}`, { as: ada })).toMatchObject({ status: 404 })
  })
})
