/** DAGs to pipelines with tasks, their runs to statuses, and what their datasets connect to lineage. */
import type { ReadContext, SourceRecord } from '@waymark/ingest'
import { buildFqn, childFqn } from '@waymark/spec'
import { present } from '../json-values.ts'
import type { AirflowApi, AirflowConfig, Dag, DagRun, Task, TaskRun } from './airflow-api.ts'

const defaultRuns = 10
const defaultLookbackDays = 1
const dayMs = 86_400_000

export async function* readDags(
  api: AirflowApi,
  context: ReadContext,
  config: AirflowConfig,
  now: () => number,
): AsyncGenerator<SourceRecord> {
  const { signal, filters, options } = context
  const service = buildFqn(context.serviceName)
  const read = new Set<string>()
  const statuses: SourceRecord[] = []
  yield { kind: 'total', type: 'pipeline', count: await api.count(signal) }
  for await (const dag of api.dags(signal)) {
    signal.throwIfAborted()
    const fullyQualifiedName = childFqn(service, dag.id)
    const rejected = filters.filter('pipeline').rejects(filters.useFqn ? fullyQualifiedName : dag.id)
    if (rejected !== undefined) {
      yield { kind: 'skipped', type: 'pipeline', fullyQualifiedName, reason: 'filtered', message: rejected }
      continue
    }
    try {
      const tasks = await api.tasks(dag.id, signal)
      yield {
        kind: 'entity',
        type: 'pipeline',
        fullyQualifiedName,
        body: pipelineBody(dag, tasks, service, config.hostPort),
      }
      read.add(dag.id)
      for (const status of await statusesOf(api, dag.id, config, options.sourceConfig, signal, now))
        statuses.push({
          kind: 'measurement',
          measurement: 'pipelineStatus',
          type: 'pipeline',
          fullyQualifiedName,
          body: status,
        })
    } catch (error) {
      signal.throwIfAborted()
      const message = `It cannot be read: ${error instanceof Error ? error.message : String(error)}`
      yield { kind: 'skipped', type: 'pipeline', fullyQualifiedName, reason: 'error', message }
    }
  }
  yield { kind: 'completed', type: 'pipeline', parent: service }
  yield* statuses
  if (options.includeLineage) yield* lineage(api, service, read, signal)
}

function pipelineBody(
  dag: Dag,
  tasks: readonly Task[],
  service: string,
  hostPort: string,
): Record<string, unknown> {
  const site = `${hostPort.replace(/\/+$/, '')}/dags/${encodeURIComponent(dag.id)}`
  const optional = {
    displayName: dag.displayName,
    description: dag.description,
    scheduleInterval: dag.schedule,
    pipelineLocation: dag.fileLocation,
    concurrency: dag.concurrency,
  }
  return {
    name: dag.id,
    service,
    sourceUrl: site,
    state: dag.paused ? 'Inactive' : 'Active',
    ...present(optional),
    tasks: tasks.map((task) => ({
      name: task.id,
      downstreamTasks: [...task.downstream],
      sourceUrl: `${site}/tasks/${encodeURIComponent(task.id)}`,
      ...present({
        displayName: task.displayName,
        description: task.description,
        taskType: task.operator,
        startDate: task.startDate,
      }),
    })),
  }
}

/** Runs that have started, the newest first; those before the look-back are left out. */
async function statusesOf(
  api: AirflowApi,
  dag: string,
  { numberOfStatus = defaultRuns }: AirflowConfig,
  sourceConfig: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  now: () => number,
): Promise<Record<string, unknown>[]> {
  const days =
    typeof sourceConfig.statusLookbackDays === 'number'
      ? sourceConfig.statusLookbackDays
      : defaultLookbackDays
  const since = now() - days * dayMs
  const statuses: Record<string, unknown>[] = []
  for (const run of await api.runs(dag, numberOfStatus, signal)) {
    const started = milliseconds(run.startDate)
    if (started === undefined || started < since) continue
    statuses.push(statusBody(run, started, await api.taskRuns(dag, run.id, signal)))
  }
  return statuses
}

function statusBody(run: DagRun, timestamp: number, tasks: readonly TaskRun[]): Record<string, unknown> {
  const endTime = milliseconds(run.endDate)
  return {
    timestamp,
    executionId: run.id,
    executionStatus: executionStatus(run.state),
    ...(endTime === undefined ? {} : { endTime }),
    taskStatus: tasks.map((task) => ({
      name: task.taskId,
      executionStatus: executionStatus(task.state),
      ...present({ startTime: milliseconds(task.startDate), endTime: milliseconds(task.endDate) }),
    })),
  }
}

function milliseconds(date: string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? undefined : time
}

function executionStatus(state: string | undefined): string {
  if (state === 'success') return 'Successful'
  if (state === 'failed' || state === 'upstream_failed') return 'Failed'
  return state === 'skipped' || state === 'removed' ? 'Skipped' : 'Pending'
}

/** A DAG that writes a dataset feeds those that read it. */
async function* lineage(
  api: AirflowApi,
  service: string,
  read: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const drawn = new Set<string>()
  for (const { uri, producers, consumers } of await api.datasets(signal))
    for (const { dag } of producers)
      for (const consumer of consumers) {
        const key = JSON.stringify([dag, consumer])
        if (dag === consumer || !read.has(dag) || !read.has(consumer) || drawn.has(key)) continue
        drawn.add(key)
        yield {
          kind: 'lineage',
          from: { type: 'pipeline', fullyQualifiedName: childFqn(service, dag) },
          to: { type: 'pipeline', fullyQualifiedName: childFqn(service, consumer) },
          details: { source: 'PipelineLineage', description: `Through the dataset ${uri}` },
        }
      }
}
