import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { openLineagePython } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'

const script = fileURLToPath(new URL('../python/openlineage-events.py', import.meta.url))
const namespace = 'postgres://warehouse.fjordlight.example:5432'

let catalog: RunningCatalog
let python: string
let token: string
const dagRun = randomUUID()
const run = randomUUID()
const failedRun = randomUUID()

async function send(order: readonly string[], endpoint?: string): Promise<void> {
  const input = JSON.stringify({
    url: catalog.url,
    token,
    namespace,
    dagRun,
    run,
    failedRun,
    order,
    endpoint,
  })
  const { code, stderr } = await runProgram(python, [script], { environment: {}, input })
  if (code !== 0) throw new Error(stderr)
}

const table = (name: string) => ({ name, databaseSchema: 'warehouse.shop.sales', columns: [] })
const fqn = (name: string) => `warehouse.shop.sales.${name}`

interface Lineage {
  readonly nodes: readonly { readonly id: string; readonly fullyQualifiedName: string }[]
  readonly downstreamEdges: readonly {
    readonly toEntity: string
    readonly lineageDetails: Record<string, unknown>
  }[]
}

async function below(name: string): Promise<Record<string, Record<string, unknown>>> {
  const { nodes, downstreamEdges } = await catalog.api<Lineage>(
    `lineage/table/name/${fqn(name)}?upstreamDepth=0&downstreamDepth=1`,
  )
  const names = new Map(nodes.map((node) => [node.id, node.fullyQualifiedName]))
  return Object.fromEntries(downstreamEdges.map((edge) => [names.get(edge.toEntity), edge.lineageDetails]))
}

beforeAll(async () => {
  python = (await pythonEnvironment(openLineagePython))('python')
  catalog = await startCatalog({ environment: { AUTHENTICATION_PROVIDER: 'basic' } })
  token = await catalog.botToken()
  const put = (path: string, body: unknown) => catalog.api(path, { method: 'PUT', body })
  await put('services/databaseServices', { name: 'warehouse', serviceType: 'Postgres' })
  await put('databases', { name: 'shop', service: 'warehouse' })
  await put('databaseSchemas', { name: 'sales', database: 'warehouse.shop' })
  for (const name of ['orders', 'revenue', 'fixed', 'never']) await put('tables', table(name))
})
afterAll(() => catalog?.stop())

describe("events of OpenLineage's own Python client", () => {
  it('become a pipeline with tasks, its run, and lineage with columns; in the wrong order and twice', async () => {
    await send(['complete', 'start', 'complete'])
    await send(['start', 'complete'], 'api/v1/openlineage/lineage')
    const edges = await below('orders')
    expect(Object.keys(edges)).toEqual([fqn('revenue')])
    expect(edges[fqn('revenue')]).toMatchObject({
      source: 'OpenLineage',
      sqlQuery: 'insert into revenue select sum(amount) from orders',
      pipeline: { type: 'pipeline', fullyQualifiedName: 'airflow.nightly' },
      columnsLineage: [
        {
          fromColumns: [`${fqn('orders')}.amount`],
          toColumn: `${fqn('revenue')}.total`,
          function: 'sum(amount)',
        },
      ],
    })
    const pipeline = await catalog.api('pipelines/name/airflow.nightly?fields=tasks,pipelineStatus')
    expect(pipeline).toMatchObject({
      serviceType: 'Airflow',
      tasks: [{ name: 'nightly.load' }],
      pipelineStatus: {
        timestamp: Date.parse('2026-11-20T02:01:00Z'),
        executionId: dagRun,
        executionStatus: 'Successful',
        taskStatus: [{ name: 'nightly.load', executionStatus: 'Successful' }],
      },
    })
    const { data } = await catalog.api<{ data: unknown[] }>(
      `pipelines/airflow.nightly/status?startTs=${Date.parse('2026-11-20')}&endTs=${Date.parse('2026-11-21')}`,
    )
    expect(data).toHaveLength(1)
  })

  it('that name datasets nobody knows yet are kept until these appear', async () => {
    const { data } = await catalog.api<{ data: unknown[] }>('openlineage/unresolved')
    expect(data).toMatchObject([
      { from: { name: 'shop.sales.orders' }, to: { namespace, name: 'shop.sales.later' } },
    ])
    await catalog.api('tables', { method: 'PUT', body: table('later') })
    expect(Object.keys(await below('orders')).sort()).toEqual([fqn('later'), fqn('revenue')])
    expect((await catalog.api<{ data: unknown[] }>('openlineage/unresolved')).data).toEqual([])
  })

  it('of a run that failed are a failed run, and draw nothing', async () => {
    await send(['fail'])
    expect(Object.keys(await below('orders'))).not.toContain(fqn('never'))
    expect(await catalog.api('pipelines/name/airflow.nightly?fields=pipelineStatus')).toMatchObject({
      pipelineStatus: { executionStatus: 'Failed' },
    })
  })

  it('about jobs and datasets without a run are taken as well', async () => {
    await send(['job', 'dataset'])
    expect(Object.keys(await below('orders'))).toContain(fqn('fixed'))
    expect(await catalog.api(`tables/name/${fqn('orders')}`)).toMatchObject({ description: 'Every purchase' })
  })

  it('are refused without a token, and one that is no event says why', async () => {
    const post = (body: unknown, headers: Record<string, string>) =>
      fetch(`${catalog.url}/api/v1/lineage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    expect((await post({}, {})).status).toBe(401)
    const refused = await post(
      { eventTime: 'yesterday', producer: 'x' },
      { authorization: `Bearer ${token}` },
    )
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('eventTime')])
  })
})
