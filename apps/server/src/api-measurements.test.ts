/** Profiles, joins, metrics, usage, queries and reports of runs end to end, on a real engine. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf, createOrders, pluck } from './testing/orders.ts'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
let orders: Loose
const fqn = 'svc.db.public.orders'
/** Once, so that midnight changes nothing. */
const nowMs = Date.now()
const day = (daysAgo: number) => new Date(nowMs - daysAgo * 86_400_000).toISOString().slice(0, 10)

const { call, refused, raw } = callsOf(t)

beforeAll(async () => {
  orders = await createOrders(call)
})

describe('what the clients ask for piece by piece', () => {
  it('is what stands directly in a container, by pages', async () => {
    await call('PUT', 'services/storageServices', { name: 's3', serviceType: 'S3' })
    const { id } = await call('PUT', 'containers', { name: 'bucket', service: 's3' })
    for (const name of ['a', 'b', 'c']) {
      await call('PUT', 'containers', {
        name,
        service: 's3',
        parent: { id, type: 'container' },
        description: name,
      })
    }
    const parent = { id: (await call('GET', 'containers/name/s3.bucket.a')).id, type: 'container' }
    await call('PUT', 'containers', { name: 'deep', service: 's3', parent })
    const page = await call('GET', 'containers/name/s3.bucket/children?limit=2&offset=1')
    expect(page.paging).toEqual({ total: 3, limit: 2, offset: 1 })
    expect(page.data).toMatchObject([
      { name: 'b', description: 'b', fullyQualifiedName: 's3.bucket.b', service: { name: 's3' } },
      { name: 'c' },
    ])
    expect((await call('GET', 'containers/name/s3.bucket/children?offset=3')).data).toEqual([])
    expect(await refused('GET', 'containers/name/s3.gone/children')).toMatchObject({ status: 404 })
  })

  it('is where the data of a table lie, given as a bare id', async () => {
    const location = await call('PUT', 'locations', { name: 'orders', service: 's3', path: '/orders' })
    expect(
      (await call('PUT', `tables/${orders.id}/location`, JSON.stringify(location.id))).location,
    ).toMatchObject({
      fullyQualifiedName: 's3.orders',
    })
    expect(await refused('PUT', `tables/${orders.id}/location`, '"elsewhere"')).toMatchObject({ status: 400 })
    const gone = await refused('PUT', `tables/${orders.id}/location`, JSON.stringify(orders.id))
    expect(gone).toMatchObject({ status: 404, message: expect.stringContaining('location') })
    await call('DELETE', `tables/${orders.id}/location`)
    expect((await call('GET', `tables/${orders.id}?fields=location`)).location).toBeUndefined()
  })
})

describe('profiles', () => {
  it('are kept for the table and its columns, and the newest shows', async () => {
    for (const timestamp of [1000, 2000]) {
      const table = await call('PUT', `tables/${orders.id}/tableProfile`, {
        tableProfile: { timestamp, rowCount: timestamp, columnCount: 2 },
        columnProfile: [
          { name: 'id', timestamp, nullCount: 0, min: 1, max: '9' },
          { name: 'who."a.b"', timestamp, distinctCount: 3 },
        ],
        systemProfile: [
          { timestamp, operation: 'INSERT', rowsAffected: 1 },
          { timestamp, operation: 'DELETE', rowsAffected: 2 },
        ],
      })
      expect(table.profile).toMatchObject({ timestamp, rowCount: timestamp })
    }
    expect(
      pluck((await call('GET', `tables/${fqn}/tableProfile?startTs=0&endTs=5000`)).data, 'rowCount'),
    ).toEqual([2000, 1000])
    expect((await call('GET', `tables/${fqn}.id/columnProfile?startTs=1500&endTs=5000`)).data).toEqual([
      { name: 'id', timestamp: 2000, nullCount: 0, min: 1, max: '9' },
    ])
    expect(
      (await call('GET', `tables/${fqn}.who.${encodeURIComponent('"a.b"')}/columnProfile`)).data,
    ).toHaveLength(2)
    expect((await call('GET', `tables/${fqn}/systemProfile`)).data).toHaveLength(4)
    const latest = await call('GET', `tables/${fqn}/tableProfile/latest`)
    expect(latest.columns?.[0]?.profile).toMatchObject({ timestamp: 2000 })
    expect(latest.columns?.[1]?.children?.[0]?.profile).toMatchObject({ distinctCount: 3 })
  })

  it('are listed across tables, with paging keys that are always there', async () => {
    const page = await call('GET', 'entity/profiles/table?startTs=0&endTs=5000&profileType=column')
    expect(page.paging).toEqual({ total: 4, offset: 0, before: null, after: null })
    expect(page.data?.[0]).toMatchObject({
      entityReference: { fullyQualifiedName: fqn },
      profileType: 'column',
    })
    expect(new Set(pluck(page.data, 'id')).size).toBe(4)
    expect((await call('GET', 'entity/profiles/dashboard')).paging?.total).toBe(0)
  })

  it('refuse columns that are not there, and keep nothing of such a profile', async () => {
    const answer = await refused('PUT', `tables/${orders.id}/tableProfile`, {
      tableProfile: { timestamp: 3000 },
      columnProfile: [{ name: 'gone', timestamp: 3000 }],
    })
    expect(answer).toEqual({ status: 400, message: expect.stringContaining("'gone' is no column") })
    expect((await call('GET', `tables/${fqn}/tableProfile`)).data).toHaveLength(2)
  })

  it('go away by their time', async () => {
    await call('DELETE', `tables/${fqn}/table/1000/profile`)
    expect((await call('GET', `tables/${fqn}/tableProfile`)).data).toHaveLength(1)
  })
})

describe('parts of tables', () => {
  it('keep their profiler configuration, schemas and databases too', async () => {
    const put = await call('PUT', `tables/${orders.id}/tableProfilerConfig`, { excludeColumns: ['id'] })
    expect(put.tableProfilerConfig).toEqual({ excludeColumns: ['id'] })
    expect(
      (await call('GET', 'tables?fields=tableProfilerConfig,customMetrics&databaseSchemaRegex=^pub')).data,
    ).toHaveLength(3)
    await call('DELETE', `tables/${orders.id}/tableProfilerConfig`)
    expect(
      (await call('GET', `tables/${orders.id}?fields=tableProfilerConfig`)).tableProfilerConfig,
    ).toBeUndefined()
    const schema = await call('GET', 'databaseSchemas/name/svc.db.public')
    await call('PUT', `databaseSchemas/${schema.id}/databaseSchemaProfilerConfig`, { sampleDataCount: 5 })
  })

  it('sum up joins of the last thirty days, each day once', async () => {
    const joins = (startDate: string, joinCount: number) => ({
      startDate,
      dayCount: 1,
      columnJoins: [
        { columnName: 'id', joinedWith: [{ fullyQualifiedName: 'svc.db.public.people.id', joinCount }] },
      ],
    })
    await call('PUT', `tables/${orders.id}/joins`, joins(day(40), 1000))
    await call('PUT', `tables/${orders.id}/joins`, joins(day(1), 2))
    await call('PUT', `tables/${orders.id}/joins`, joins(day(1), 3))
    const table = await call('PUT', `tables/${orders.id}/joins`, joins(day(0), 4))
    expect(table.joins?.columnJoins).toEqual([
      { columnName: 'id', joinedWith: [{ fullyQualifiedName: 'svc.db.public.people.id', joinCount: 7 }] },
    ])
  })

  it('keep metrics of the table and of columns where clients look for them', async () => {
    await call('PUT', `tables/${orders.id}/customMetric`, { name: 'big', expression: 'select 1' })
    const table = await call('PUT', `tables/${orders.id}/customMetric`, {
      name: 'odd',
      expression: 'select 2',
      columnName: 'id',
    })
    expect(pluck(table.customMetrics, 'name')).toEqual(['big'])
    expect(pluck(table.columns?.[0]?.customMetrics, 'name')).toEqual(['odd'])
    expect(
      (
        await refused('PUT', `tables/${orders.id}/customMetric`, {
          name: 'x',
          expression: '1',
          columnName: 'no',
        })
      ).status,
    ).toBe(400)
    await call('DELETE', `tables/${orders.id}/customMetric/id/odd`)
    expect((await refused('DELETE', `tables/${orders.id}/customMetric/id/odd`)).status).toBe(404)
  })

  it('keep all of what many write to one list at once', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `at_once_${at}`)
    await Promise.all(
      names.map((name) => call('PUT', `tables/${orders.id}/customMetric`, { name, expression: 'select 1' })),
    )
    const { customMetrics } = await call('GET', `tables/${orders.id}?fields=customMetrics`)
    expect(pluck(customMetrics, 'name')).toEqual(expect.arrayContaining(names))
    await Promise.all(names.map((name) => call('DELETE', `tables/${orders.id}/customMetric/${name}`)))
    const left = (await call('GET', `tables/${orders.id}?fields=customMetrics`)).customMetrics
    expect(pluck(left, 'name').filter((name) => String(name).startsWith('at_once'))).toEqual([])
  })

  it('page columns and change a single one', async () => {
    const page = await call('GET', `tables/name/${fqn}/columns?limit=1&offset=1`)
    expect([pluck(page.data, 'name'), page.paging?.total]).toEqual([['who'], 2])
    const column = await call('PUT', `columns/name/${fqn}.who.${encodeURIComponent('"a.b"')}`, {
      description: 'Deep.',
    })
    expect(column).toMatchObject({ name: 'a.b', description: 'Deep.' })
    expect((await call('GET', `tables/${orders.id}`)).columns?.[1]?.children?.[0]?.description).toBe('Deep.')
  })

  it('keep the model that makes them', async () => {
    const table = await call('PUT', `tables/${orders.id}/dataModel`, {
      modelType: 'DBT',
      sql: 'select 1',
      columns: [],
    })
    expect(table.dataModel).toMatchObject({ modelType: 'DBT' })
  })
})

describe('usage', () => {
  it('is counted by day, rolls up, and ranks among all of the type', async () => {
    await call('POST', `usage/table/${orders.id}`, { date: day(1), count: 5 })
    await call('PUT', `usage/table/name/${fqn}`, { date: day(0), count: 100 })
    await call('PUT', `usage/table/name/${fqn}`, { date: day(0), count: 10 })
    await call('POST', 'usage/table/name/svc.db.public.people', { date: day(0), count: 1 })
    const computed = await call('POST', `usage/compute.percentile/table/${day(0)}`)
    expect(computed).toMatchObject({ ranked: 2 })
    await call('POST', `usage/compute.percentile/database/${day(0)}`)
    const table = await call('GET', `tables/name/${fqn}?fields=usageSummary`)
    expect(table.usageSummary).toEqual({
      dailyStats: { count: 10, percentileRank: 100 },
      weeklyStats: { count: 15, percentileRank: 100 },
      monthlyStats: { count: 15, percentileRank: 100 },
      date: day(0),
    })
    const people = await call('GET', 'tables/name/svc.db.public.people?fields=usageSummary')
    expect(people.usageSummary?.dailyStats).toEqual({ count: 1, percentileRank: 50 })
    const schema = await call('GET', 'databaseSchemas/name/svc.db.public?fields=usageSummary')
    expect(schema.usageSummary?.dailyStats?.count).toBe(11)
    expect(pluck((await call('GET', `usage/table/${orders.id}?days=7`)).usage, 'date')).toEqual([
      day(1),
      day(0),
    ])
    expect((await refused('POST', `usage/table/${orders.id}`, { date: '2026-02-30', count: 1 })).status).toBe(
      400,
    )
  })
})

describe('queries', () => {
  it('are known by their text, and gather where they are used and by whom', async () => {
    const body = { query: 'select 1 from orders', service: 'svc' }
    const made = await call('PUT', 'queries', body)
    expect(made.fullyQualifiedName).toMatch(/^svc\.[0-9a-f]{32}$/)
    expect(made.checksum).toBe(made.name)
    expect((await call('PUT', 'queries', body)).id).toBe(made.id)
    await call('PUT', `queries/${made.id}/usage`, [{ id: orders.id, type: 'table' }])
    await call('PUT', `queries/${made.id}/users`, ['jane'])
    const used = await call('PUT', `queries/${made.id}/usedBy`, ['etl'])
    expect(used).toMatchObject({
      usedBy: ['etl'],
      users: [{ name: 'jane' }],
      queryUsedIn: [{ id: orders.id }],
    })
    expect((await call('GET', `queries?entityId=${orders.id}`)).data).toHaveLength(1)
    const cost = {
      timestamp: Date.now(),
      queryReference: { id: made.id, type: 'query' },
      cost: 1.5,
      count: 2,
    }
    expect(await call('POST', 'queryCostRecord', cost)).toMatchObject({
      cost: 1.5,
      queryReference: { id: made.id },
    })
    expect((await call('GET', 'queryCostRecord')).data).toMatchObject([{ cost: 1.5, count: 2 }])
    const other = await call('PUT', 'queries', { query: 'select 9', service: 'svc' })
    await call('POST', 'queryCostRecord', {
      ...cost,
      timestamp: cost.timestamp + 1,
      queryReference: { id: other.id, type: 'query' },
    })
    const ofOne = await call('GET', `queryCostRecord?limit=1&queryFQN=${made.fullyQualifiedName}`)
    expect(ofOne).toMatchObject({ data: [{ queryReference: { id: made.id } }], paging: { total: 1 } })
    await call('PUT', `tables/${orders.id}/tableQuery`, {
      query: 'select 2',
      duration: null,
      users: ['old'],
      vote: 1,
    })
    expect((await call('GET', `queries?entityId=${orders.id}`)).data).toHaveLength(2)
  })

  it('reported with one table after the other keep all of them, and reported again stay as they are', async () => {
    const people = await call('GET', 'tables/name/svc.db.public.people')
    const report = async () => {
      for (const { id } of [orders, people]) {
        await call('PUT', `tables/${id}/tableQuery`, { query: 'select 3' })
      }
      const found = await call('GET', `queries?entityId=${people.id}&fields=queryUsedIn`)
      expect(found.data).toHaveLength(1)
      const tables = pluck(found.data?.[0]?.queryUsedIn, 'name').sort()
      return { version: found.data?.[0]?.version, tables }
    }
    const reported = await report()
    expect(reported.tables).toEqual(['orders', 'people'])
    expect(await report()).toEqual(reported)
  })
})

describe('runs of ingestions', () => {
  const run = 'services/ingestionPipelines/logs/svc.nightly/8a1f'
  it('report logs before they are saved, compressed or not, and close them', async () => {
    await call('POST', run, { timestamp: 1 })
    await call('POST', run, { logs: 'one\ntwo', lineCount: 2 })
    await call('POST', run, { logs: gzipSync('three').toString('base64'), compressed: true })
    await call('POST', `${run}/close`, { timestamp: 2 })
    expect(await call('GET', `${run}?offset=1&limit=2`)).toEqual({
      logs: 'two\nthree',
      total: 3,
      offset: 1,
      closed: true,
    })
    expect((await refused('POST', run, { logs: 'no gzip', compressed: true })).status).toBe(400)
  })

  it('report progress as form fields under a JSON content type, as real clients do', async () => {
    const path = 'services/ingestionPipelines/progress/svc.nightly/8a1f'
    expect((await raw('GET', path)).body).toBe('')
    const put = await raw(
      'PUT',
      path,
      'application/json',
      'runId=8a1f&timestamp=5&updateType=PROCESSING&message=half',
    )
    expect(put.statusCode).toBe(200)
    expect(await call('GET', path)).toEqual({
      runId: '8a1f',
      timestamp: 5,
      updateType: 'PROCESSING',
      message: 'half',
    })
  })

  it('start only where something runs them', async () => {
    const pipeline = await call('PUT', 'services/ingestionPipelines', {
      name: 'nightly',
      pipelineType: 'metadata',
      service: { id: (await call('GET', 'services/databaseServices/name/svc')).id, type: 'databaseService' },
      sourceConfig: { config: { type: 'DatabaseMetadata' } },
      airflowConfig: {},
    })
    expect(await call('GET', `services/ingestionPipelines/logs/${pipeline.id}/last`)).toMatchObject({
      ingestion_task: 'one\ntwo\nthree',
    })
    for (const verb of ['trigger', 'deploy', 'kill']) {
      expect((await refused('POST', `services/ingestionPipelines/${verb}/${pipeline.id}`)).status).toBe(409)
    }
    expect((await call('POST', `services/ingestionPipelines/toggleIngestion/${pipeline.id}`)).enabled).toBe(
      false,
    )
  })
})
