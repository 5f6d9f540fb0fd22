/** Data contracts, KPIs and insights end to end, on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf, createOrders, pluck } from './testing/orders.ts'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
let orders: Loose
const fqn = 'svc.db.public.orders'

const { call, refused, raw } = callsOf(t)

beforeAll(async () => {
  orders = await createOrders(call)
})

describe('data contracts', () => {
  const contract = () => ({
    name: 'orders contract',
    entity: { id: orders.id, type: 'table' },
    schema: [
      { name: 'id', dataType: 'INT' },
      { name: 'who', dataType: 'INT' },
      { name: 'when', dataType: 'DATE' },
    ],
    semantics: [
      {
        name: 'described',
        description: 'It is described.',
        rule: '{"!!":{"var":"description"}}',
        enabled: true,
      },
      {
        name: 'owned',
        description: 'Somebody owns it.',
        rule: '{"some":[{"var":"owners"},{"==":[{"var":"type"},"user"]}]}',
        enabled: true,
      },
      { name: 'odd', description: 'Unknown.', rule: '{"eval":"1"}', enabled: true },
      { name: 'off', description: 'Off.', rule: 'not json', enabled: false },
    ],
    termsOfUse: 'For orders only.',
  })

  it('are validated against the asset, and the asset shows them', async () => {
    const made = await call('POST', 'dataContracts', contract())
    expect(made).toMatchObject({
      fullyQualifiedName: `${fqn}."orders contract"`.replaceAll('"', ''),
      termsOfUse: { content: 'For orders only.' },
    })
    const result = await call('POST', `dataContracts/${made.id}/validate`)
    expect(result).toMatchObject({
      contractExecutionStatus: 'Failed',
      schemaValidation: {
        total: 3,
        passed: 1,
        failed: 2,
        failedFields: ['when'],
        typeMismatchFields: ['who'],
      },
      semanticsValidation: { total: 3, passed: 1, failed: 2 },
    })
    expect(pluck(result.semanticsValidation?.failedRules, 'ruleName')).toEqual(['owned', 'odd'])
    const read = await call('GET', `dataContracts/entity?entityId=${orders.id}&entityType=table`)
    expect(read).toMatchObject({
      id: made.id,
      latestResult: { status: 'Failed', resultId: result.id },
      version: 0.2,
    })
    expect((await call('GET', `dataContracts/${made.id}/results/latest`)).id).toBe(result.id)
    expect((await call('GET', `tables/${orders.id}?fields=dataContract`)).dataContract?.id).toBe(made.id)
    await call('POST', `dataContracts/${made.id}/validate`)
    expect((await call('GET', `dataContracts/${made.id}`)).version).toBe(0.2)
    await call('DELETE', `dataContracts/${made.id}/results/${result.timestamp}`)
    expect((await call('GET', `dataContracts/${made.id}/results`)).data).toHaveLength(1)
  })

  it('are held against the asset before they are made, and keep what was found elsewhere', async () => {
    const entity = { id: orders.id, type: 'table' }
    const column = { name: 'unheard_of', dataType: 'INT' }
    const asked = { name: 'wrong', entity, schema_: [column], semantics: null }
    expect(await call('POST', 'dataContracts/validate', asked)).toMatchObject({
      contractExecutionStatus: 'Failed',
      schemaValidation: { failedFields: ['unheard_of'] },
    })
    const { id } = await call('GET', `dataContracts/entity?entityId=${orders.id}&entityType=table`)
    const found = { timestamp: 1000, contractExecutionStatus: 'Success', dataContractFQN: 'elsewhere' }
    const kept = await call('PUT', `dataContracts/${id}/results`, found)
    expect(await call('GET', `dataContracts/${id}/results/${kept.id}`)).toEqual(kept)
    await call('DELETE', `dataContracts/${id}/results/1000`)
  })

  it('are refused as YAML that is none, refers to itself, or grows out of bounds', async () => {
    const bomb = [
      'a: &a [x]',
      ...'bcdefghij'.split('').map((name, at) => {
        const before = 'abcdefghij'[at]
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`
      }),
    ].join('\n')
    for (const yaml of ['a: [', 'a: &a [*a]', bomb, `${'['.repeat(5000)}${']'.repeat(5000)}`]) {
      const answer = await t.app.inject({
        method: 'POST',
        url: '/api/v1/dataContracts/odcs/parse/yaml',
        headers: { authorization: `Bearer ${t.tokens.admin}`, 'content-type': 'application/yaml' },
        payload: yaml,
      })
      expect([yaml.slice(0, 20), answer.statusCode]).toEqual([yaml.slice(0, 20), 400])
    }
  })

  it('go out and come in as ODCS, in YAML too', async () => {
    const { id } = await call('GET', `dataContracts/entity?entityId=${orders.id}&entityType=table`)
    const odcs = await call('GET', `dataContracts/${id}/odcs`)
    expect(odcs).toMatchObject({ apiVersion: 'v3.1.0', kind: 'DataContract', schema: [{ name: 'orders' }] })
    const yaml = (await raw('GET', `dataContracts/${id}/odcs/yaml`)).body
    expect(yaml).toContain('kind: DataContract')
    const people = await call('GET', 'tables/name/svc.db.public.people')
    const where = `entityId=${people.id}&entityType=table`
    const made = await raw('POST', `dataContracts/odcs/yaml?${where}`, 'application/x-yaml', yaml)
    expect(made.json()).toMatchObject({ schema: [{}, {}, {}] })
    expect(made.statusCode).toBe(201)
    expect(
      (await raw('POST', `dataContracts/odcs/yaml?${where}`, 'application/x-yaml', yaml)).statusCode,
    ).toBe(409)
    const merged = await call('PUT', `dataContracts/odcs?${where}`, {
      ...odcs,
      slaProperties: [{ property: 'latency', value: '4', unit: 'h' }],
    })
    expect(merged).toMatchObject({ id: made.json().id, sla: { maxLatency: { value: 4, unit: 'hour' } } })
    for (const bad of ['kind: Other', 'a: [', 'apiVersion: v2.2.2\nkind: DataContract']) {
      expect((await raw('POST', `dataContracts/odcs/parse/yaml`, 'application/x-yaml', bad)).statusCode).toBe(
        400,
      )
    }
  })
})

const charts = 'analytics/dataInsights/system/charts'
const chartOf = (name: string) => call('GET', `${charts}/name/${name}/data?start=0&end=${Date.now()}`)

describe('insights', () => {
  it('count the catalog by day, hold KPIs against it, and chart both', async () => {
    const kpi = await call('POST', 'kpi', {
      name: 'described',
      description: 'Half of everything is described.',
      dataInsightChart: 'percentage_of_data_asset_with_description_kpi',
      metricType: 'PERCENTAGE',
      targetValue: 50,
      startDate: Date.now() - 86_400_000,
      endDate: Date.now() + 86_400_000,
    })
    await call('POST', 'analytics/dataInsights/snapshot')
    await call('POST', 'analytics/dataInsights/snapshot')
    const { data } = await call('GET', 'analytics/dataInsights/data?reportDataType=entityReportData')
    const tables = Array.isArray(data)
      ? data.filter((one: Loose) => (one.data?.entityType as unknown) === 'table')
      : []
    expect(tables).toMatchObject([
      { data: { serviceName: 'svc', entityCount: 3, completedDescriptions: 1, hasOwner: 0 } },
    ])
    const results = await call('GET', `kpi/${kpi.fullyQualifiedName}/kpiResult?startTs=0&endTs=${Date.now()}`)
    expect(results.data).toHaveLength(1)
    expect(results.data?.[0]?.targetResult?.[0]).toMatchObject({ targetMet: false })
    const described = await chartOf('percentage_of_data_asset_with_description_kpi')
    expect(described.results).toMatchObject([{ day: expect.any(Number), count: expect.any(Number) }])
    expect(Number(results.data?.[0]?.targetResult?.[0]?.value)).toBe(described.results?.[0]?.count)
    expect((await chartOf('total_data_assets')).results).toContainEqual({
      day: described.results?.[0]?.day,
      group: 'table',
      count: 3,
    })
  })

  it('charts that people make count by formula, filter, group and axis', async () => {
    const make = (name: string, chartDetails: object) =>
      call('PUT', charts, { name, chartType: 'BarChart', chartDetails })
    const made = await make('tables', {
      type: 'LineChart',
      metrics: [{ formula: "count(k='*',q='entityType:table')" }],
    })
    expect(made).toMatchObject({ fullyQualifiedName: 'tables', chartType: 'BarChart' })
    expect((await chartOf('tables')).results).toMatchObject([{ count: 3 }])
    const filter = JSON.stringify({ query: { term: { entityType: 'table' } } })
    await make('kinds', {
      metrics: [
        { function: 'count', field: 'id', filter },
        { name: 'schemas', function: 'unique', field: 'databaseSchema.name' },
      ],
      xAxisField: 'service.name.keyword',
      groupBy: 'entityType.keyword',
      includeGroups: ['table'],
    })
    expect((await chartOf('kinds')).results).toMatchObject([
      { term: 'svc', group: 'table', count: 3 },
      { term: 'svc', group: 'table', metric: 'schemas', count: 1 },
    ])
    const both = {
      formula: "count(k='id',q='entityType:table') + 1",
      filter: '{"query":{"term":{"name":"orders"}}}',
    }
    await make('filtered', { metrics: [both] })
    expect((await chartOf('filtered')).results).toMatchObject([{ count: 2 }])
    await make('card', { type: 'SummaryCard', metrics: [{ formula: "count(k='id') / 0" }] })
    expect((await chartOf('card')).results).toMatchObject([{ count: 0 }])
    const several = await call(
      'GET',
      `${charts}/listChartData?chartNames=card,tables&start=0&end=${Date.now()}`,
    )
    expect(Object.keys(several)).toEqual(['card', 'tables'])
    await call('POST', 'analytics/dataInsights/snapshot')
    expect((await chartOf('tables')).results).toHaveLength(1)
  })

  it('charts that cannot be counted say why, and stop nobody else', async () => {
    await call('PUT', charts, { name: 'odd', chartDetails: { metrics: [{ formula: "median(k='id')" }] } })
    const wrong = await refused('GET', `${charts}/name/odd/data?start=0&end=${Date.now()}`)
    expect(wrong).toMatchObject({ status: 400, message: expect.stringContaining('median') })
    await call('PUT', charts, { name: 'odder', chartDetails: { metrics: [{ filter: '{"near":{"a":1}}' }] } })
    const unknown = await refused('GET', `${charts}/name/odder/data?start=0&end=${Date.now()}`)
    expect(unknown).toMatchObject({ status: 400, message: expect.stringContaining('near') })
    await call('POST', 'analytics/dataInsights/snapshot')
    expect((await refused('GET', `${charts}/name/gone/data?start=0&end=1`)).status).toBe(404)
    expect((await refused('POST', charts, { name: 'none' })).status).toBe(400)
  })

  it('a chart stays while a KPI measures it', async () => {
    const { id } = await call('GET', `${charts}/name/percentage_of_data_asset_with_description_kpi`)
    const wrong = await refused('DELETE', `${charts}/${id}?hardDelete=true`)
    expect(wrong).toMatchObject({
      status: 409,
      message: expect.stringContaining("kpi 'described'"),
    })
  })

  it('keep what people look at and chart who does', async () => {
    const timestamp = Date.now()
    const eventData = { url: `/table/${fqn}/schema`, sessionId: '6f1f9c0e-8e1c-4d2e-9f1a-0d3c5b7a9e11' }
    await call('PUT', 'analytics/web/events/collect', { timestamp, eventType: 'PageView', eventData })
    expect(
      (await call('GET', `analytics/web/events/collect?eventType=PageView&startTs=0&endTs=${timestamp}`))
        .data,
    ).toHaveLength(1)
    await call('POST', 'analytics/dataInsights/snapshot')
    const chart = (name: string) =>
      call(
        'GET',
        `analytics/dataInsights/charts/aggregate?dataInsightChartName=${name}&startTs=0&endTs=${timestamp}`,
      )
    expect((await chart('MostViewedEntities')).data).toMatchObject([{ entityFqn: fqn, pageViews: 1 }])
    expect((await chart('DailyActiveUsers')).data).toMatchObject([{ activeUsers: 1 }])
    expect(
      (await refused('GET', 'analytics/dataInsights/charts/aggregate?dataInsightChartName=No')).status,
    ).toBe(400)
    await call('DELETE', `analytics/web/events/PageView/${timestamp + 1}/collect`)
    expect((await call('GET', 'analytics/web/events/collect?eventType=PageView')).data).toEqual([])
  })
})
