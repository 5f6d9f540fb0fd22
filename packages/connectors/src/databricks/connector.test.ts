/** The connectors of Databricks and Unity Catalog against a workspace that answers as documented. */
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import type { CreateTable } from '@waymark/spec'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import { columnType } from './column-types.ts'
import type { DatabricksConfig } from './config.ts'
import databricks from './connector.ts'
import { createWorkspace } from './fixture/workspace.ts'
import unityCatalog from './unity-catalog.ts'

const workspace = createWorkspace(['dapi-token', 'workspace-token', 'entra-token'])
const signal = new AbortController().signal
const url = servedToTests(workspace.listener)
afterEach(() => vi.unstubAllEnvs())

const config = (): DatabricksConfig => {
  return {
    hostPort: url(),
    authType: { token: 'dapi-token' },
    httpPath: '/sql/1.0/warehouses/abc123',
  }
}
const fixture = {
  setUp: async () => ({ config: config(), tearDown: async () => {} }),
  container: { filter: 'schema', type: 'databaseSchema', name: 'sales' },
  item: { filter: 'table', type: 'table', name: 'customer' },
} as const

describe.each([
  ['SQL', databricks],
  ['the REST API', unityCatalog],
])('a catalog read by %s', (_how, connector) => {
  sourceConformance(connector, fixture)

  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(connector, { ...config(), catalog: 'main' })
  })
  const table = (name: string) => entityOf(records, 'table', name).body as CreateTable // validated by the conformance suite
  const column = (of: string, name: string) => table(of).columns?.find((candidate) => candidate.name === name)
  const into = (name: string) =>
    records.flatMap((r) =>
      r.kind === 'lineage' && r.to.fullyQualifiedName === `svc.main.sales.${name}` ? [r] : [],
    )

  it('shows schemas of people, and the catalog that was named', () => {
    const of = (type: string) =>
      records.flatMap((r) =>
        r.kind === 'entity' && r.type === type ? [[r.body.name, r.body.description]] : [],
      )
    expect(of('database')).toEqual([['main', 'What people use']])
    expect(of('databaseSchema')).toEqual([
      ['odd.`names', undefined],
      ['sales', 'What people buy'],
    ])
    expect(records.some((r) => r.kind === 'completed' && r.type === 'database')).toBe(false)
  })

  it('reads tables with nested types, comments, keys and partitions', () => {
    expect(table('customer')).toMatchObject({ tableType: 'Regular', description: 'A person who buys' })
    expect(column('customer', 'id')).toMatchObject({
      dataType: 'BIGINT',
      constraint: 'PRIMARY_KEY',
      ordinalPosition: 1,
    })
    expect(column('customer', 'email')).toMatchObject({ dataLength: 254, description: 'Where invoices go' })
    expect(column('customer', 'address')?.children).toMatchObject([
      { name: 'street', dataType: 'STRING' },
      { name: 'zip:code', dataType: 'INT', constraint: 'NOT_NULL', description: 'five, always' },
      {
        name: 'lines',
        dataType: 'ARRAY',
        arrayDataType: 'STRUCT',
        children: [{ name: 'n', dataType: 'INT' }],
      },
    ])
    expect(column('ta`ble', 'x')).toMatchObject({ dataType: 'UNKNOWN', dataTypeDisplay: 'something<new>' })
    expect(table('orders')).toMatchObject({
      tableType: 'External',
      tableConstraints: [
        {
          constraintType: 'FOREIGN_KEY',
          columns: ['customer_id'],
          referredColumns: ['svc.main.sales.customer.id'],
        },
      ],
    })
    expect(table('event')).toMatchObject({
      tableType: 'Partitioned',
      tablePartition: { columns: [{ columnName: 'day' }] },
    })
    expect(table('order_totals').tableType).toBe('MaterializedView')
  })

  it('draws lineage of views from their SQL, and of other tables as it was recorded', () => {
    expect(into('order_view').map(({ from }) => from.fullyQualifiedName)).toEqual([
      'svc.main.sales.orders',
      'svc.main.sales.customer',
    ])
    expect(into('order_totals')).toMatchObject([
      { from: { fullyQualifiedName: 'svc.main.sales.orders' }, details: { source: 'QueryLineage' } },
    ])
  })

  it('reads functions in SQL and Python', () => {
    expect(entityOf(records, 'storedProcedure', 'plus_one').body).toMatchObject({
      description: 'Adds one',
      storedProcedureCode: { language: 'SQL', code: 'n + 1' },
    })
    expect(entityOf(records, 'storedProcedure', 'clean').body).toMatchObject({
      storedProcedureCode: { language: 'Python', code: 'return x' },
    })
  })

  it('reads the query history without failed statements and those about the catalog itself', async () => {
    const source = await connector.open(config(), signal)
    await source.check('GetQueries', signal)
    const request = {
      sinceMs: Date.now() - 86_400_000,
      limit: 10,
      condition: 'total_duration_ms > 1',
      signal,
    }
    const queries = await Array.fromAsync(source.queries?.(request) ?? [])
    expect(queries).toEqual([
      {
        query: 'select email from main.sales.customer',
        user: 'ada@contoso.com',
        durationMs: 25,
        atMs: expect.any(Number),
      },
    ])
    await source.close()
  })

  it('answers SQL for the profiler', async () => {
    const source = await connector.open(config(), signal)
    const access = await source.sql?.('main', signal)
    const text = `select id, ? as x from ${access?.qualify('sales', 'customer')} where id > ? order by id desc`
    expect(await access?.query(text, ["it's ?", 2], signal)).toEqual([
      { id: '9007199254740993', x: "it's ?" },
    ])
    await expect(access?.query('select * from sales.nowhere', [], signal)).rejects.toMatchObject({
      consequence: 'skippable',
    })
    await source.close()
  })
})

describe('a workspace of Databricks', () => {
  it('is asked five statements a schema, however many tables there are, and lets recorded columns be seen', async () => {
    workspace.heard.length = 0
    const records = await readAll(databricks, { ...config(), catalog: 'main', databaseSchema: 'sales' })
    // Catalogs, their tags, schemas, four of the schema, recorded lineage.
    expect(workspace.heard).toHaveLength(3 + 4 + 1)
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'lineage',
        details: expect.objectContaining({
          columnsLineage: [
            { fromColumns: ['svc.main.sales.orders.total'], toColumn: 'svc.main.sales.order_totals.sum' },
          ],
        }),
      }),
    )
    expect(records).not.toContainEqual(expect.objectContaining({ kind: 'completed', type: 'databaseSchema' }))
  })

  it('shows tags of catalogs, schemas, tables and columns, unless they are not wanted', async () => {
    const worn = async (sourceConfig: Record<string, unknown>) => {
      const records = await readAll(
        databricks,
        { ...config(), catalog: 'main' },
        { options: { sourceConfig } },
      )
      return records.flatMap((r) => (r.kind === 'change' ? [r] : []))
    }
    const tag = (tagFQN: string) => [{ tagFQN, source: 'Classification', reason: 'A Databricks tag' }]
    expect(await worn({})).toEqual([
      { kind: 'change', type: 'database', fullyQualifiedName: 'svc.main', tags: tag('team.data') },
      {
        kind: 'change',
        type: 'databaseSchema',
        fullyQualifiedName: 'svc.main.sales',
        tags: tag('team.sales'),
      },
      {
        kind: 'change',
        type: 'table',
        fullyQualifiedName: 'svc.main.sales.customer',
        tags: tag('team.sales'),
        columns: [{ path: ['email'], tags: tag('personal.set') }],
      },
    ])
    expect(await worn({ includeTags: false })).toEqual([])
  })

  it('lets a service principal in with a token of its own, which is kept', async () => {
    workspace.asked.length = 0
    const authType = { clientId: 'an-id', clientSecret: 'a secret' }
    await readAll(unityCatalog, { ...config(), authType })
    expect(workspace.asked.filter((path) => path === '/oidc/v1/token')).toHaveLength(1)
  })

  it('lets an application of Entra ID in with a token for Azure Databricks', async () => {
    const scopes: (string | null)[] = []
    await serving(
      async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk)
        scopes.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('scope'))
        response.end(JSON.stringify({ access_token: 'entra-token', expires_in: 3600 }))
      },
      async (url) => {
        vi.stubEnv('AZURE_AUTHORITY_HOST', url)
        const authType = { azureClientId: 'app', azureClientSecret: 'secret', azureTenantId: 'contoso' }
        await readAll(databricks, { ...config(), authType, catalog: 'scratch' })
      },
    )
    expect(scopes).toEqual(['2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default'])
  })

  it.each([
    ['a wrong token', { authType: { token: 'wrong-one' } }, /status 403: Invalid access token/],
    [
      'a wrong secret',
      { authType: { clientId: 'an-id', clientSecret: 'wrong-one' } },
      /gives no token \(invalid_client\)/,
    ],
    ['no warehouse', { httpPath: 'sql/protocolv1/o/0/cluster' }, /names no SQL warehouse/],
    ['a catalog that nobody sees', { catalog: 'nowhere' }, /sees no catalog 'nowhere'/],
    ['no way to sign in', { authType: {} }, /No way to sign in/],
  ])('explains %s and the fix', async (_what, change, message) => {
    const failure = await readAll(databricks, { ...config(), ...change }).then(
      () => expect.unreachable(),
      (error) => error,
    )
    expect(failure).toMatchObject({
      consequence: 'fatal',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
    expect(`${failure.message} ${failure.hint}`).not.toContain('wrong-one')
  })
})

it.each([
  ['array<array<string>>', { dataType: 'ARRAY', arrayDataType: 'ARRAY' }],
  ['decimal', { dataType: 'DECIMAL', precision: 10, scale: 0 }],
  ['interval day to second', { dataType: 'INTERVAL' }],
  ['struct<', { dataType: 'STRUCT' }],
  ['', { dataType: 'UNKNOWN' }],
])('the type %s is read', (written, expected) => {
  expect(columnType(written)).toMatchObject(expected)
})
