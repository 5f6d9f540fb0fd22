/**
 * DAGs of a real Airflow with their tasks, runs and the lineage of assets.
 * subject: packages/connectors/src/airflow tests/interop/src/real-airflow.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'
import { airflowUser, prepareAirflow } from './real-airflow.ts'

const dags = `
from datetime import datetime, timezone
from airflow.sdk import DAG, Asset
from airflow.providers.standard.operators.bash import BashOperator

orders = Asset("s3://lake/orders")
start = datetime(2026, 1, 1, tzinfo=timezone.utc)

with DAG("load_orders", schedule="0 5 * * *", start_date=start, catchup=False, tags=["sales"], description="Loads orders"):
    extract = BashOperator(task_id="extract", bash_command="true")
    load = BashOperator(task_id="load", bash_command="true", outlets=[orders])
    extract >> load

with DAG("report", schedule=[orders], start_date=start, catchup=False):
    BashOperator(task_id="send", bash_command="false")

with DAG("scratch", schedule=None, start_date=start):
    BashOperator(task_id="nothing", bash_command="true")
`

const directory = mkdtempSync(join(tmpdir(), 'waymark-airflow-'))
let server: { readonly url: string; stop(): Promise<void> }
let subject: IngestedCatalog

beforeAll(async () => {
  const folder = join(directory, 'dags')
  mkdirSync(folder)
  writeFileSync(join(folder, 'shop.py'), dags)
  const airflow = await prepareAirflow(join(directory, 'home'), folder)
  const { code, said } = await airflow.run('dags', 'test', 'load_orders')
  expect(code, said).toBe(0)
  await airflow.run('dags', 'test', 'report') // fails, as it is written
  ;[server, subject] = await Promise.all([airflow.startServer(), startIngestedCatalog()])
})
afterAll(async () => {
  await subject?.stop()
  await server?.stop()
  rmSync(directory, { recursive: true, force: true })
})

const source = (authConfig: object = airflowUser) => ({
  type: 'airflow',
  serviceName: 'jobs',
  serviceConnection: {
    config: { type: 'Airflow', hostPort: server.url, connection: { type: 'RestAPI', authConfig } },
  },
  sourceConfig: {
    config: { type: 'PipelineMetadata', pipelineFilterPattern: { excludes: ['^scratch$'] } },
  },
})

interface Pipeline {
  readonly id: string
  readonly name: string
  readonly tasks: readonly { readonly name: string; readonly downstreamTasks?: readonly string[] }[]
  readonly pipelineStatus?: { readonly executionStatus: string; readonly taskStatus: readonly object[] }
}
const pipeline = (name: string) =>
  subject.catalog.api<Pipeline>(`pipelines/name/jobs.${name}?fields=tasks,pipelineStatus,scheduleInterval`)

describe('the DAGs of a real Airflow', () => {
  it('come with their tasks and schedules, and are unchanged in a second run', async () => {
    const first = await subject.ingest(source())
    expect(first.code, first.output).toBe(0)
    expect(first.output).not.toContain(airflowUser.password)
    expect(await pipeline('load_orders')).toMatchObject({
      description: 'Loads orders',
      scheduleInterval: '0 5 * * *',
      tasks: [
        { name: 'extract', downstreamTasks: ['load'], taskType: 'BashOperator' },
        { name: 'load', taskType: 'BashOperator' },
      ],
    })
    await expect(pipeline('scratch')).rejects.toThrow(/404/)
    // Runs are told of every time; the pipelines are what they were.
    expect((await subject.ingest(source())).output).toMatch(/~0 changed .* 2 same/)
  })

  it('show the last run, with the state of each task', async () => {
    expect((await pipeline('load_orders')).pipelineStatus).toMatchObject({
      executionStatus: 'Successful',
      taskStatus: [
        { name: 'extract', executionStatus: 'Successful' },
        { name: 'load', executionStatus: 'Successful' },
      ],
    })
    expect((await pipeline('report')).pipelineStatus).toMatchObject({
      executionStatus: 'Failed',
      taskStatus: [{ name: 'send', executionStatus: 'Failed' }],
    })
  })

  it('feed each other where one writes the asset that schedules the other', async () => {
    const { nodes } = await subject.catalog.api<{ nodes: readonly { fullyQualifiedName: string }[] }>(
      'lineage/pipeline/name/jobs.load_orders?upstreamDepth=0&downstreamDepth=1',
    )
    expect(nodes.map(({ fullyQualifiedName }) => fullyQualifiedName)).toEqual(['jobs.report'])
  })

  it('are not shown to who has another password, and the run says what to check', async () => {
    const { code, output } = await subject.ingest(source({ ...airflowUser, password: 'another' }))
    expect(code, output).toBe(5)
    expect(output).toMatch(/authConfig/)
  })
})
