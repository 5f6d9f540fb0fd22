/** Both versions of Airflow's API, answered as its reference says: https://airflow.apache.org/docs/apache-airflow/2.11.0/stable-rest-api-ref.html */
import type { IncomingMessage } from 'node:http'
import { readAll, sourceConformance } from '@waymark/ingest/testing'
import { describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import type { AirflowConfig } from './airflow-api.ts'
import connector from './connector.ts'

const started = new Date(Date.now() - 60_000).toISOString()
const longAgo = '2020-01-01T00:00:00+00:00'

/** 150 DAGs take two pages. */
const dags = Array.from({ length: 150 }, (_, n) => ({
  dag_id: n === 0 ? 'load.orders' : `dag_${n}`,
  description: n === 0 ? 'Loads orders' : null,
  is_paused: n === 1,
  timetable_summary: n === 0 ? '0 5 * * *' : null,
  schedule_interval: { __type: 'CronExpression', value: '@daily' },
  owners: ['airflow'],
  tags: [{ name: 'sales' }],
  max_active_tasks: 16,
}))
const tasks = [
  { task_id: 'extract', downstream_task_ids: ['load'], operator_name: 'PythonOperator', doc_md: null },
  { task_id: 'load', downstream_task_ids: [], class_ref: { class_name: 'BashOperator' } },
]
const runs = [
  { dag_run_id: 'r1', state: 'failed', start_date: started, end_date: started },
  { dag_run_id: 'r0', state: 'success', start_date: longAgo, end_date: longAgo },
]
const taskInstances = [
  { task_id: 'extract', state: 'success', start_date: started, end_date: started },
  { task_id: 'load', state: 'upstream_failed', start_date: null, end_date: null },
]
const dataset = { uri: 's3://lake/orders', producing_tasks: [{ dag_id: 'load.orders', task_id: 'load' }] }

function answer(version: 'v1' | 'v2', request: IncomingMessage): [number, unknown] {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://airflow')
  const authorized =
    request.headers.authorization === (version === 'v1' ? `Basic ${btoa('ada:secret')}` : 'Bearer a-token')
  if (version === 'v2' && pathname === '/auth/token') return [201, { access_token: 'a-token' }]
  if (!pathname.startsWith(`/api/${version}/`)) return [404, { detail: 'Not Found' }]
  const path = decodeURIComponent(pathname.slice(7))
  if (path === '/version') return [200, { version: '3.3.2' }]
  if (!authorized) return [401, { title: 'Unauthorized' }]
  const offset = Number(searchParams.get('offset') ?? 0)
  if (path === '/dags')
    return [
      200,
      { dags: dags.slice(offset, offset + Number(searchParams.get('limit'))), total_entries: dags.length },
    ]
  if (path.endsWith('/dag_7/tasks')) return [500, { detail: 'the serialized DAG is gone' }]
  if (path.endsWith('/tasks')) return [200, { tasks }]
  if (path.endsWith('/dagRuns')) return [200, { dag_runs: path.includes('load.orders') ? runs : [] }]
  if (path.endsWith('/taskInstances')) return [200, { task_instances: taskInstances }]
  if (path === '/datasets')
    return [200, { datasets: [{ ...dataset, consuming_dags: [{ dag_id: 'dag_2' }] }], total_entries: 1 }]
  if (path === '/assets')
    return [200, { assets: [{ ...dataset, scheduled_dags: [{ dag_id: 'dag_2' }] }], total_entries: 1 }]
  return [404, { detail: 'Not Found' }]
}

it.each([
  [500, 'retriable'],
  [405, 'fatal'],
])(
  'takes a server that answers %i for one that fails, and not for an older one',
  async (status, consequence) => {
    const paths = new Set<string | undefined>()
    await serving(
      (request, response) => {
        paths.add(request.url)
        response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '0' }).end('{}')
      },
      async (hostPort) => {
        const connection = { type: 'RestAPI', authConfig: { username: 'ada', password: 'secret' } }
        await expect(readAll(connector, { hostPort, connection })).rejects.toMatchObject({ consequence })
      },
    )
    expect([...paths]).toEqual(['/api/v2/version'])
  },
)

for (const version of ['v1', 'v2'] as const) {
  describe(`Airflow's API ${version}`, () => {
    const url = servedToTests((request, response) => {
      const [status, body] = answer(version, request)
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    })
    const config = (): AirflowConfig => {
      const authConfig = { username: 'ada', password: 'secret' }
      return { hostPort: `${url()}/`, connection: { type: 'RestAPI', authConfig } }
    }

    sourceConformance(connector, {
      setUp: async () => ({ config: config(), tearDown: async () => undefined }),
      item: { filter: 'pipeline', type: 'pipeline', name: 'load.orders' },
    })

    it('gives pipelines with tasks, the runs of the last day, and lineage through datasets', async () => {
      const records = await readAll(connector, config())
      const pipelines = records.flatMap((r) => (r.kind === 'entity' ? [r.body] : []))
      expect(pipelines).toHaveLength(149)
      expect(pipelines[0]).toMatchObject({
        name: 'load.orders',
        description: 'Loads orders',
        scheduleInterval: '0 5 * * *',
        state: 'Active',
      })
      expect(pipelines[0]?.tasks).toMatchObject([
        { name: 'extract', downstreamTasks: ['load'], taskType: 'PythonOperator' },
        { name: 'load', taskType: 'BashOperator' },
      ])
      expect(pipelines[1]).toMatchObject({ state: 'Inactive' })
      const measured = records.filter((r) => r.kind === 'measurement')
      expect(measured.map((r) => r.body)).toMatchObject([
        {
          executionId: 'r1',
          executionStatus: 'Failed',
          timestamp: Date.parse(started),
          taskStatus: [{ executionStatus: 'Successful' }, { executionStatus: 'Failed' }],
        },
      ])
      expect(records.filter((r) => r.kind === 'lineage')).toMatchObject([
        { from: { fullyQualifiedName: 'svc."load.orders"' }, to: { fullyQualifiedName: 'svc.dag_2' } },
      ])
      expect(records.filter((r) => r.kind === 'skipped')).toMatchObject([
        { fullyQualifiedName: 'svc.dag_7', reason: 'error' },
      ])
    })
  })
}
