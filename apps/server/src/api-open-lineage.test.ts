/** OpenLineage end to end: events of several producers, written after the specification, and the settings they are taken under. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
const ids: Record<string, string> = {}

const get = (path: string) => t.call('GET', `/api/v1/${path}`, { as: t.tokens.admin })
const post = (path: string, body: unknown, as = t.tokens.bot) =>
  t.call('POST', `/api/v1/${path}`, { as, body })

async function put(path: string, body: unknown): Promise<Loose> {
  const answer = await t.call('PUT', `/api/v1/${path}`, { as: t.tokens.admin, body })
  if (answer.status > 201) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

beforeAll(async () => {
  await put('services/databaseServices', { name: 'svc', serviceType: 'Postgres' })
  await put('databases', { name: 'db', service: 'svc' })
  await put('databaseSchemas', { name: 's', database: 'svc.db' })
  for (const name of ['orders', 'order_items', 'revenue', 'report']) {
    const table = await put('tables', { name, databaseSchema: 'svc.db.s', columns: [] })
    ids[name] = String(table.id)
  }
})

describe('events written by hand after the specification', () => {
  const at = (minute: number) => `2026-11-20T03:${String(minute).padStart(2, '0')}:00.000Z`
  const warehouse = 'postgres://warehouse:5432'
  const summary = { received: 1, successful: 1, failed: 0, skipped: 0, unresolved: [] }

  it('of Spark: an application with its actions, paths beside tables of a metastore', async () => {
    const event = (minute: number, eventType: string, more: object) => ({
      eventTime: at(minute),
      eventType,
      producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.30.0/integration/spark',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: {
        runId: '0193f0a0-0000-7000-8000-000000000001',
        facets: {
          parent: {
            run: { runId: '0193f0a0-0000-7000-8000-000000000000' },
            job: { namespace: 'spark', name: 'nightly_app' },
          },
          spark_properties: { properties: { 'spark.master': 'yarn' } },
        },
      },
      job: { namespace: 'spark', name: 'nightly_app.execute_insert_into_hadoop_fs_relation_command.revenue' },
      ...more,
    })
    const inputs = [
      {
        namespace: 's3://lake',
        name: 'tables/orders',
        facets: { symlinks: { identifiers: [{ namespace: warehouse, name: 'db.s.orders', type: 'TABLE' }] } },
      },
    ]
    await post('openlineage/lineage', event(1, 'START', { inputs }))
    const answer = await post(
      'lineage',
      event(2, 'COMPLETE', { outputs: [{ namespace: warehouse, name: 'db.s.order_items' }] }),
    )
    expect(answer.body).toMatchObject({ status: 'success', summary, lineageEdgesCreated: 1 })
    const edge = await get(`lineage/getLineageEdge/${ids.orders}/${ids.order_items}`)
    expect(edge.body.edge?.pipeline?.fullyQualifiedName).toBe('spark.nightly_app')
  })

  it('of dbt: models as tasks of one run', async () => {
    const event = (model: string, runId: string) => ({
      eventTime: at(4),
      eventType: 'COMPLETE',
      producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.30.0/integration/dbt',
      run: {
        runId,
        facets: { parent: { run: { runId: 'dbt-1' }, job: { namespace: 'dbt', name: 'dbt-run-shop' } } },
      },
      job: { namespace: 'dbt', name: model, facets: { sql: { query: 'select * from orders' } } },
      inputs: [{ namespace: warehouse, name: 'db.s.orders' }],
      outputs: [{ namespace: warehouse, name: `db.s.${model}` }],
    })
    const events = [
      event('revenue', 'dbt-2'),
      event('report', 'dbt-3'),
      { ...event('x', 'dbt-4'), job: undefined, run: undefined },
    ]
    const answer = await post('openlineage/lineage/batch', { events })
    expect(answer.body).toMatchObject({
      status: 'partial_success',
      summary: { received: 3, successful: 2, failed: 1 },
      failedEvents: [{ index: 2, reason: expect.stringContaining('a run and its job') }],
      lineageEdgesCreated: 2,
    })
    const { body } = await get('pipelines/name/dbt.dbt-run-shop?fields=tasks,pipelineStatus')
    expect(body).toMatchObject({
      serviceType: 'DBTCloud',
      tasks: [{ name: 'revenue' }, { name: 'report' }],
      pipelineStatus: { executionStatus: 'Successful' },
    })
  })

  it('of Flink: a stream that never ends, into a topic nobody knows yet', async () => {
    const event = {
      eventTime: at(6),
      eventType: 'RUNNING',
      producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.30.0/integration/flink',
      run: { runId: 'flink-1' },
      job: {
        namespace: 'flink',
        name: 'stream_job',
        facets: { jobType: { processingType: 'STREAMING', integration: 'FLINK' } },
      },
      inputs: [{ namespace: warehouse, name: 'db.s.orders' }],
      outputs: [{ namespace: 'kafka://broker:9092', name: 'order-events' }],
    }
    const answer = await post('openlineage/lineage', event)
    expect(answer.body.summary?.unresolved).toEqual([
      { namespace: 'kafka://broker:9092', name: 'order-events' },
    ])
    await put('services/messagingServices', { name: 'bus', serviceType: 'Kafka' })
    const topic = await put('topics', { name: 'order-events', service: 'bus', partitions: 1 })
    const edge = await get(`lineage/getLineageEdge/${ids.orders}/${topic.id}`)
    expect(edge.body.edge?.source).toBe('OpenLineage')
    const { body } = await get('pipelines/name/flink.stream_job?fields=pipelineStatus')
    expect(body).toMatchObject({ serviceType: 'Flink', pipelineStatus: { executionStatus: 'Pending' } })
  })

  it('are taken under the settings: other services for a namespace, or not at all', async () => {
    const setting = (config_value: object) =>
      put('system/settings', { config_type: 'openLineageSettings', config_value })
    const event = {
      eventTime: at(8),
      producer: 'https://example.com',
      job: { namespace: 'prod', name: 'j' },
      inputs: [{ namespace: 'warehouse-alias', name: 'db.s.orders' }],
      outputs: [{ namespace: 'warehouse-alias', name: 'db.s.report' }],
    }
    await setting({
      enabled: true,
      autoCreateEntities: false,
      namespaceToServiceMapping: { 'warehouse-alias': 'other' },
    })
    expect((await post('openlineage/lineage', event)).body.summary?.unresolved).toHaveLength(2)
    await setting({
      enabled: true,
      autoCreateEntities: false,
      namespaceToServiceMapping: { 'warehouse-alias': 'svc' },
    })
    expect((await post('openlineage/lineage', event)).body).toMatchObject({ lineageEdgesCreated: 1 })
    expect((await get('pipelines/name/prod.j')).status).toBe(404)
    await setting({ enabled: false })
    expect((await post('openlineage/lineage', event)).body.summary).toMatchObject({ skipped: 1 })
    expect((await post('openlineage/lineage', event, t.tokens.person)).status).toBe(403)
  })
})
