/** What a usage run sends of a log, to a small catalog on loopback HTTP that keeps it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineConnector } from '../connector.ts'
import { runWorkflow } from '../runner/run-workflow.ts'
import { LoopbackCatalog } from '../testing/loopback-catalog.ts'
import { readContext } from '../testing/read-all.ts'

let catalog: LoopbackCatalog
let baseUrl: string
const directory = mkdtempSync(join(tmpdir(), 'waymark-usage-'))
beforeEach(async () => {
  catalog = new LoopbackCatalog()
  baseUrl = await catalog.start()
  catalog.put('services/databaseServices', { name: 'svc', serviceType: 'SQLite' })
  const table = (name: string, ...columns: string[]) =>
    catalog.put('tables', {
      name,
      databaseSchema: 'svc.db.main',
      columns: columns.map((column) => ({ name: column, dataType: 'INT' })),
    })
  catalog.put('services/databaseServices', { name: 'svc' })
  table('orders', 'id', 'customer')
  table('customers', 'id', 'name')
})
afterEach(() => {
  catalog.server?.closeAllConnections()
  catalog.server?.close()
  rmSync(join(directory, 'log.csv'), { force: true })
})

const connector = defineConnector<unknown>({
  type: 'sqlite',
  serviceType: 'SQLite',
  serviceEntity: 'databaseService',
  config: Type.Object({}),
  checks: [],
  open: async () => {
    throw new Error('a log in a file needs no source')
  },
})

/** @param log - lines below the headings `query_text,user_name,start_time,duration,cost` */
async function usage(log: readonly string[], sourceConfig: Record<string, unknown> = {}) {
  const path = join(directory, 'log.csv')
  writeFileSync(path, ['query_text,user_name,start_time,duration,cost', ...log].join('\n'))
  const { filters, options } = readContext()
  return await runWorkflow(
    {
      fileName: 'f.yaml',
      kind: 'usage',
      connector,
      connectors: { sqlite: async () => ({ default: connector }) },
      serviceName: 'svc',
      connection: {},
      filters,
      options: { ...options, sourceConfig: { queryLogFilePath: path, resultLimit: 10_000, ...sourceConfig } },
      processor: {},
      removal: new Set(),
      server: { baseUrl, credential: { kind: 'none' }, headers: {}, storeServiceConnection: true },
      successThreshold: 90,
      pipelineFqn: undefined,
      runId: undefined,
    },
    {
      runId: 'run-1',
      tokenSource: undefined,
      progress: { emit: () => undefined },
      signal: new AbortController().signal,
      userAgent: 'test',
    },
  )
}

const idOf = (key: string) => catalog.entities.get(key)?.id
const sent = (call: string) => catalog.measurements.find((each) => each.call === call)?.body
const joined = 'select o.id from orders o join customers c on c.id = o.customer'

describe('a usage run', () => {
  it('fails when the catalog has no such service, rather than finding no table of it', async () => {
    catalog.entities.delete('services/databaseServices svc')
    expect(await usage([`"${joined}",,,,`])).toMatchObject({
      state: 'failed',
      failure: {
        reason: 'source',
        message: "The catalog has no databaseService 'svc'.",
        hint: expect.stringContaining('Ingest its metadata first'),
      },
    })
  })

  it('sends queries a hundred at a time, and asks once for each user', async () => {
    const log = Array.from({ length: 250 }, (_, at) => `select ${at} from orders,ada,,,`)
    const report = await usage([...log, ...log.slice(0, 50)])
    expect(report.state, JSON.stringify(report)).toBe('success')
    expect(catalog.batches.map(({ rows }) => rows)).toEqual([100, 100, 100])
    expect(catalog.living('queries')).toHaveLength(250)
    expect(catalog.calls.filter((call) => call === 'GET users/name/ada')).toHaveLength(1)
    const other = catalog.calls.filter((call) => !/queries\/bulk|^GET|pipelineStatus/.test(call))
    expect(other.map((call) => call.replace(/\d{4}-\d\d-\d\d$/, 'day'))).toEqual([
      `POST usage/table/${idOf('tables svc.db.main.orders')}`,
      'POST usage/compute.percentile/table/day',
      'POST usage/compute.percentile/database/day',
    ])
  })

  it('tells people with an account from other names, and keeps the latest run of a text', async () => {
    catalog.put('users', { name: 'ada' })
    await usage([
      'select id from orders,Ada,2026-11-20 10:00:00,2,',
      'select id from orders,reader,2026-11-20 12:00:00,1,',
      'select id from orders,batch,2026-11-20 11:00:00,3,',
    ])
    const [query] = [...catalog.entities.values()].filter((each) => 'query' in each)
    expect(query).toMatchObject({
      users: ['ada'],
      usedBy: ['reader', 'batch'],
      duration: 1,
      queryDate: Date.parse('2026-11-20T12:00:00Z'),
      queryUsedIn: [{ id: idOf('tables svc.db.main.orders'), type: 'table' }],
    })
  })

  it('counts joins by column and table of each day, from both sides', async () => {
    await usage([
      `${joined},ada,2026-11-20 10:00:00,,`,
      `${joined},grace,2026-11-20 11:00:00,,`,
      `select 1 from customers join orders on customers.id = orders.customer,ada,2026-11-21 10:00:00,,`,
    ])
    const joins = catalog.measurements.filter(({ call }) => call.endsWith('/joins'))
    const orders = joins.filter(
      ({ call }) => call === `PUT tables/${idOf('tables svc.db.main.orders')}/joins`,
    )
    const of = (startDate: string, joinCount: number) => ({
      startDate,
      dayCount: 1,
      columnJoins: [
        {
          columnName: 'customer',
          joinedWith: [{ fullyQualifiedName: 'svc.db.main.customers.id', joinCount }],
        },
      ],
      directTableJoins: [{ fullyQualifiedName: 'svc.db.main.customers', joinCount }],
    })
    expect(orders.map(({ body }) => body)).toEqual([of('2026-11-20', 2), of('2026-11-21', 1)])
    expect(joins).toHaveLength(4)
  })

  it('sums up what queries cost by day, unless the file says not to', async () => {
    const log = [
      `${joined},ada,2026-11-20 10:00:00,2,0.25`,
      `${joined},ada,2026-11-20 11:00:00,1,0.5`,
      'select id from orders,ada,2026-11-20 11:00:00,1,',
    ]
    await usage(log)
    const query = [...catalog.entities.values()].find((each) => each.query === joined)
    expect(sent('POST queryCostRecord')).toEqual({
      timestamp: Date.parse('2026-11-20'),
      queryReference: { id: query?.id, type: 'query' },
      cost: 0.75,
      count: 2,
      totalDuration: 3,
    })
    expect(catalog.calls.filter((call) => call === 'POST queryCostRecord')).toHaveLength(1)
    catalog.measurements.length = 0
    await usage(log, { processQueryCostAnalysis: false })
    expect(sent('POST queryCostRecord')).toBeUndefined()
  })
})
