/** The Power BI connector against the scanner API as it is documented; `tests/interop` has it sign in with the Entra emulator. */
import type { RequestListener } from 'node:http'
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import type { PowerBiConfig } from './admin-api.ts'
import connector from './connector.ts'
import { type ScannerOptions, scanned, scanner } from './testing-scanner.ts'

/** A tenant that gives one token after another, and the scanner that takes only the latest. */
function tenant(options: Partial<ScannerOptions> = {}, seen: string[] = []): RequestListener {
  let tokens = 0
  const api = scanner(
    { authorized: ({ headers }) => headers.authorization === `Bearer t${tokens}`, ...options },
    seen,
  )
  return (request, response) => {
    if (!request.url?.includes('/oauth2/')) return api(request, response)
    tokens += 1
    response.end(JSON.stringify({ access_token: `t${tokens}`, expires_in: 3600 }))
  }
}

const configOf = (url: string): PowerBiConfig => ({
  clientId: 'app',
  clientSecret: 'hush',
  tenantId: 'tenant',
  authorityURI: url,
  apiURL: `${url}/v1.0/myorg/`,
})

const model = (id: string) => `svc.model.${id}`

describe('Power BI', () => {
  const url = servedToTests(tenant())
  let records: SourceRecord[]
  beforeAll(async () => {
    records = await readAll(connector, configOf(url()), {
      options: { sourceConfig: { includeOwners: true } },
    })
  })

  sourceConformance(connector, {
    setUp: async () => ({ config: configOf(url()), tearDown: async () => undefined }),
    // A tile without a title is known by its id, to people too.
    item: { filter: 'chart', type: 'chart', name: scanned.untitledTile },
  })

  it('reads semantic models with tables, columns and measures', () => {
    const { body } = entityOf(records, 'dashboardDataModel', scanned.salesModel)
    expect(body).toMatchObject({
      displayName: 'Sales',
      project: 'Sales',
      dataModelType: 'PowerBIDataModel',
      sourceUrl: `https://app.powerbi.com/groups/${scanned.sales}/datasets/${scanned.salesModel}`,
    })
    const [orders, customers] = body.columns as { name: string; children: unknown[] }[] // validated by the suite
    expect(orders).toMatchObject({ name: 'Orders', dataType: 'TABLE' })
    expect(orders?.children).toEqual([
      { name: 'id', dataType: 'BIGINT', dataTypeDisplay: 'Int64' },
      { name: 'Amount', dataType: 'DECIMAL', dataTypeDisplay: 'Decimal' },
      { name: 'Customer', dataType: 'STRING', dataTypeDisplay: 'String' },
      {
        name: 'Margin',
        dataType: 'DOUBLE',
        dataTypeDisplay: 'Double',
        description: 'Calculated: [Amount] * 0.2',
      },
      {
        name: 'Revenue',
        dataType: 'MEASURE VISIBLE',
        dataTypeDisplay: 'measure',
        description: 'All orders\n\nFormula: SUM(Orders[Amount])',
      },
      {
        name: '_raw',
        dataType: 'MEASURE HIDDEN',
        dataTypeDisplay: 'measure',
        description: 'Formula: COUNTROWS(Orders)',
      },
    ])
    expect(customers).toMatchObject({ dataTypeDisplay: 'table, hidden' })
    expect(entityOf(records, 'dashboardDataModel', scanned.dataflow).body).toMatchObject({
      dataModelType: 'PowerBIDataFlow',
      columns: [
        {
          name: 'Plan',
          children: [
            { name: 'Year', dataType: 'BIGINT' },
            { name: 'planned', dataType: 'DOUBLE' },
          ],
        },
      ],
    })
  })

  it('reads reports, dashboards and tiles, without the copies that apps hold', () => {
    const names = records.flatMap((r) => (r.kind === 'entity' && r.type === 'dashboard' ? [r.body.name] : []))
    expect(names).toEqual([scanned.report, scanned.paginated, scanned.dashboard])
    expect(entityOf(records, 'dashboard', scanned.report).body).toMatchObject({
      displayName: 'Sales by region',
      dashboardType: 'Report',
      description: 'Who sold what where',
      dataModels: [model(scanned.salesModel)],
    })
    expect(entityOf(records, 'dashboard', scanned.paginated).body.sourceUrl).toMatch(/\/rdlreports\//)
    expect(entityOf(records, 'dashboard', scanned.dashboard).body).toMatchObject({
      dashboardType: 'Dashboard',
      charts: [`svc.${scanned.titledTile}`, `svc.${scanned.untitledTile}`],
      dataModels: [model(scanned.budgetModel)],
    })
    expect(entityOf(records, 'chart', scanned.titledTile).body).toMatchObject({ displayName: 'Revenue' })
  })

  it('draws lineage from models to reports to dashboards', () => {
    const edges = records.flatMap((r) =>
      r.kind === 'lineage' ? [`${r.from.fullyQualifiedName} -> ${r.to.fullyQualifiedName}`] : [],
    )
    expect(edges.sort()).toEqual(
      [
        `${model(scanned.salesModel)} -> svc.${scanned.report}`,
        `${model(scanned.budgetModel)} -> svc.${scanned.dashboard}`,
        `svc.${scanned.report} -> svc.${scanned.dashboard}`,
      ].sort(),
    )
  })

  it('draws lineage from the tables that M reads, by server, database, schema and column', () => {
    const into = (id: string) =>
      records.flatMap((r) =>
        r.kind === 'crossLineage' && 'fullyQualifiedName' in r.to && r.to.fullyQualifiedName === model(id)
          ? [r]
          : [],
      )
    const place = (table: string) => ({
      type: 'table',
      serviceTypes: ['Mssql', 'AzureSQL', 'Synapse', 'MicrosoftFabric'],
      server: 'sql.fjordlight.example',
      path: ['shop', 'public', table],
    })
    expect(into(scanned.salesModel)).toMatchObject([
      {
        from: { place: place('orders') },
        columns: [
          { from: [['id']], to: ['Orders', 'id'] },
          { from: [['amount']], to: ['Orders', 'Amount'] },
        ],
      },
      {
        from: { place: place('customers') },
        details: { sqlQuery: 'select id, name from public.customers c' },
        columns: [
          { from: [['name']], to: ['Orders', 'Customer'] },
          { from: [['id']], to: ['Customers', 'id'] },
          { from: [['name']], to: ['Customers', 'name'] },
        ],
      },
    ])
    expect(into(scanned.dataflow)).toMatchObject([{ from: { place: place('budget') } }])
    expect(into(scanned.budgetModel)).toMatchObject([
      {
        from: { fullyQualifiedName: model(scanned.dataflow) },
        columns: [
          { from: [['Plan', 'Year']], to: ['Budget', 'Year'] },
          { from: [['Plan', 'planned']], to: ['Budget', 'Planned'] },
        ],
      },
      { from: { fullyQualifiedName: model(scanned.salesModel) }, columns: [] },
    ])
  })

  it('says what of the lineage could not be followed, and why', () => {
    const reasons = records.flatMap((r) => (r.kind === 'skipped' ? [r.message] : []))
    expect(reasons).toEqual([
      "Its lineage is incomplete: table 'Rates': it reads an address on the web (Web.Contents), which is not matched.",
    ])
  })

  it('names owners where the file wants them', () => {
    const owners = records.flatMap((r) => (r.kind === 'change' ? [r.owners?.[0]?.fullyQualifiedName] : []))
    expect(owners).toEqual(['omar', 'ada', 'ada'])
  })

  it('leaves out a workspace that the project filter rejects, and what refers into it', async () => {
    const read = await readAll(connector, configOf(url()), {
      patterns: { project: { excludes: ['^Finance$'] } },
    })
    expect(entityOf(read, 'dashboard', scanned.dashboard).body.dataModels).toEqual([])
    expect(read).toContainEqual(
      expect.objectContaining({
        kind: 'skipped',
        reason: 'filtered',
        fullyQualifiedName: model(scanned.budgetModel),
      }),
    )
  })
})

describe('the scanner API', () => {
  it('is asked for a hundred workspaces at a time, and waited for when it throttles', async () => {
    const seen: string[] = []
    await serving(tenant({ throttled: 1, empty: 150 }, seen), async (url) => {
      const sinceMs = performance.now()
      const read = await readAll(connector, configOf(url))
      expect(performance.now() - sinceMs).toBeGreaterThan(1000)
      expect(seen.filter((call) => call.endsWith('/getInfo'))).toHaveLength(2)
      expect(entityOf(read, 'dashboardDataModel', scanned.budgetModel).body.displayName).toBe('Budget')
    })
  })

  it('costs a dataflow its lineage alone when its definition cannot be read', async () => {
    await serving(tenant({ dataflowsRefused: true }), async (url) => {
      const read = await readAll(connector, configOf(url))
      expect(entityOf(read, 'dashboardDataModel', scanned.dataflow).body.displayName).toBe('Staging')
      expect(read).toContainEqual(
        expect.objectContaining({
          kind: 'skipped',
          reason: 'not-understood',
          message: expect.stringContaining('its definition cannot be read: Power BI answers'),
        }),
      )
    })
  })

  it('says which switch is off when it refuses', async () => {
    await serving(tenant({ authorized: () => false }), async (url) => {
      await expect(readAll(connector, configOf(url))).rejects.toMatchObject({
        consequence: 'fatal',
        message: expect.stringContaining('PowerBINotAuthorizedException'),
        hint: expect.stringContaining('Service principals can access read-only admin APIs'),
      })
    })
    await expect(readAll(connector, { ...configOf('http://x'), useAdminApis: false })).rejects.toMatchObject({
      hint: expect.stringContaining('useAdminApis'),
    })
    await expect(
      readAll(connector, { ...configOf('http://x'), apiURL: 'api.powerbi.com' }),
    ).rejects.toMatchObject({
      hint: expect.stringContaining('apiURL'),
    })
  })

  it('is given a new token when the last one is refused', async () => {
    let refusals = 1
    const api = scanner({ authorized: () => refusals-- !== 1 })
    let tokens = 0
    const listener: RequestListener = (request, response) => {
      if (!request.url?.includes('/oauth2/')) return api(request, response)
      tokens += 1
      response.end(JSON.stringify({ access_token: 't', expires_in: 3600 }))
    }
    await serving(listener, async (url) => {
      await readAll(connector, configOf(url))
      expect(tokens).toBe(2)
    })
  })
})
