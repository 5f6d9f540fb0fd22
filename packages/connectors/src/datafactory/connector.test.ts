/** The Data Factory connector against Azure Resource Manager as it is documented. */
import { placeText, type SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import { dataFactory } from './connector.ts'
import { fixedText } from './expression.ts'
import { cloudOf, type DataFactoryConfig } from './factory-api.ts'
import { factory } from './testing-factory.ts'

const config: DataFactoryConfig = {
  subscription_id: '12345678-1234-1234-1234-123456789012',
  resource_group_name: 'data platform',
  factory_name: 'contoso-adf',
  configSource: { tenantId: 't', clientId: 'c', clientSecret: 's' },
}
const startedMs = Date.now() - 3_600_000

const url = servedToTests(factory({ startedMs }))

const at = (address: string) => dataFactory({ managementUrl: address, authority: address })

// The suite declares its tests before there is a server, so the connector is opened at an address that is known by then.
sourceConformance(
  { ...dataFactory(), open: (given: DataFactoryConfig, signal) => at(url()).open(given, signal) },
  {
    setUp: async () => ({ config, tearDown: async () => undefined }),
    item: { filter: 'pipeline', type: 'pipeline', name: 'With "quotes".and.dots' },
  },
)

describe('Data Factory', () => {
  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(at(url()), config)
  })

  const edges = () =>
    records.flatMap((r) => {
      if (r.kind !== 'crossLineage' || !('place' in r.from) || !('place' in r.to)) return []
      return [{ ...r, edge: `${placeText(r.from.place)} -> ${placeText(r.to.place)}` }]
    })
  const edgesOf = (activity: string) => edges().filter((r) => r.details.description?.endsWith(` ${activity}`))

  it('gives pipelines with their activities, in and outside of loops and branches', () => {
    const { body } = entityOf(records, 'pipeline', 'LoadOrders')
    expect(body).toMatchObject({
      description: 'Loads orders into the warehouse',
      concurrency: 2,
      state: 'Active',
      scheduleInterval: 'every 4 hours (UTC)',
    })
    const tasks = body.tasks as {
      name: string
      downstreamTasks: string[]
      taskType: string
      taskSQL?: string
    }[] // validated by the suite
    expect(Object.fromEntries(tasks.map((task) => [task.name, task.downstreamTasks]))).toEqual({
      Look: ['CopyOrders'],
      CopyOrders: ['Each'],
      CopyMapped: [],
      CopyQuery: [],
      Each: ['ToLake'],
      ToLake: ['Choose'],
      Choose: ['FromHidden'],
      FromHidden: [],
      Transform: [],
      Run: [],
    })
    expect(tasks.find((task) => task.name === 'Look')?.taskSQL).toBe('select max(id) from sales.orders')
    expect(tasks.find((task) => task.name === 'Run')).toMatchObject({
      taskType: 'Script',
      taskSQL: 'truncate table stage.x',
    })
    expect(entityOf(records, 'pipeline', 'Nightly').body).toMatchObject({ state: 'Inactive' })
  })

  it('gives the latest runs with the worst that happened to each activity', () => {
    const runs = records.flatMap((r) => (r.kind === 'measurement' ? [r.body] : []))
    expect(runs).toMatchObject([
      { executionId: 'r3', executionStatus: 'Pending', timestamp: startedMs },
      {
        executionId: 'r2',
        executionStatus: 'Failed',
        endTime: startedMs + 60_000,
        error: { errorMessage: 'Operation on target ToLake failed' },
        taskStatus: [
          { name: 'CopyOrders', executionStatus: 'Successful', metrics: { rowsRead: 10, rowsWritten: 9 } },
          {
            name: 'ToLake',
            executionStatus: 'Failed',
            startTime: startedMs + 1000,
            endTime: startedMs + 30_000,
          },
          { name: 'Transform', executionStatus: 'Skipped' },
        ],
      },
      { executionId: 'r1', executionStatus: 'Successful' },
    ])
  })

  it('draws what is copied, with the columns that the mapping or both datasets name', () => {
    expect(edgesOf('CopyOrders')).toMatchObject([
      {
        edge: 'tcp:sql.contoso.com,1433/shop/sales/orders -> dwh.sql.azuresynapse.net/dwh/mart/facts',
        through: { fullyQualifiedName: 'svc.LoadOrders' },
        columns: [
          { from: [['id']], to: ['id'] },
          { from: [['amount']], to: ['amount'] },
        ],
      },
    ])
    expect(edgesOf('CopyMapped')).toMatchObject([
      {
        edge: 'tcp:sql.contoso.com,1433/shop/dbo/customers -> dwh.sql.azuresynapse.net/dwh/mart/facts',
        columns: [
          { from: [['CustomerId']], to: ['id'] },
          { from: [['total']], to: ['amount'] },
        ],
      },
    ])
  })

  it('reads the SQL of sources, parameters filled in', () => {
    expect(edgesOf('CopyQuery')).toMatchObject([
      {
        edge: 'tcp:sql.contoso.com,1433/shop/sales/orders -> xy1.west-europe.azure.snowflakecomputing.com/SHOP/PUBLIC/ORDERS',
        details: { sqlQuery: expect.stringContaining('join customers c') },
        columns: [{ from: [['id']], to: ['id'] }],
      },
      {
        edge: expect.stringContaining('/shop/dbo/customers ->'),
        columns: [{ from: [['name']], to: ['customer'] }],
      },
    ])
  })

  it('follows the streams of data flows from sources to the sinks they reach', () => {
    expect(edgesOf('Transform').map((r) => r.edge.replaceAll(/[^ ]*\//g, ''))).toEqual([
      'incoming -> facts',
      'orders -> facts',
      'rates -> facts',
      'incoming -> ORDERS',
      'orders -> ORDERS',
    ])
  })

  it('says of every activity that it cannot follow why', () => {
    const reasons = records.flatMap((r) => (r.kind === 'skipped' ? [r.message] : []))
    expect(reasons).toEqual([
      "Its lineage is incomplete: 'ToLake': the dataset 'anyTable': @item() is only known when it runs; " +
        "'FromHidden': the dataset 'legacy': the address is in a secret or only known when it runs; give it outside of the connection string.",
    ])
  })

  it('reads pipelines all the same where runs are refused, and says so', async () => {
    await serving(factory({ startedMs, runsRefused: true }), async (address) => {
      const read = await readAll(at(address), config)
      expect(read.filter((r) => r.kind === 'entity')).toHaveLength(3)
      expect(read).toContainEqual(
        expect.objectContaining({
          kind: 'skipped',
          reason: 'error',
          message: expect.stringContaining('no right to query runs'),
          hint: expect.stringContaining('querypipelineruns'),
        }),
      )
    })
  })

  it('says when the factory is not there', async () => {
    const source = await at(url()).open({ ...config, factory_name: 'other' }, new AbortController().signal)
    await expect(source.check('CheckAccess', new AbortController().signal)).rejects.toThrow(
      'There is no such factory',
    )
  })
})

describe('expressions', () => {
  const known = new Map<string, unknown>([
    ['dataset.table', 'orders'],
    ['pipeline.day', { type: 'Expression', value: "@concat('2024-', '05')" }],
  ])
  it.each([
    ['plain', { value: 'plain' }],
    ['@@at', { value: '@at' }],
    ["@concat('a, ''b''', dataset().table, 3)", { value: "a, 'b'orders3" }],
    ['x/@{dataset().table}/@{pipeline().parameters.day}.csv', { value: 'x/orders/2024-05.csv' }],
    ["@{concat('a}', dataset().table)}", { value: 'a}orders' }],
    ['@utcnow()', { open: '@utcnow() is only known when it runs' }],
    ['a/@{item()}', { open: '@item() is only known when it runs' }],
  ])('works %s out', (given, expected) => {
    expect(fixedText(given, known)).toEqual(expected)
  })

  it('finds the management of each cloud', () => {
    expect(cloudOf(undefined).managementUrl).toBe('https://management.azure.com')
    expect(cloudOf('https://login.microsoftonline.us').managementUrl).toContain('usgovcloudapi')
    expect(cloudOf('https://login.chinacloudapi.cn').managementUrl).toContain('chinacloudapi')
  })
})
