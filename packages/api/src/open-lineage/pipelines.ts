/** The pipelines that jobs are, their tasks and runs. */
import { type Actor, type Engine, entityTag, type JobRun, type WriteOptions } from '@waymark/engine'
import { buildFqn, type EntityReference, isProblem, unlessMissing } from '@waymark/spec'
import type { OpenLineageEvent, OpenLineageJob } from './event.ts'
import { mappedService } from './naming.ts'
import { executionStatus, runRecord } from './run-record.ts'

/** How the catalog treats jobs, from its settings. */
export interface JobSettings {
  readonly autoCreateEntities: boolean
  readonly defaultPipelineService?: string
  readonly mapping: Readonly<Record<string, string>>
}

export interface Writer {
  readonly engine: Engine
  readonly actor: Actor & { readonly isBot?: boolean }
  /** Rights on the entities that are written. */
  readonly optionsFor: (type: string) => WriteOptions
}

const integrations: readonly (readonly [RegExp, string])[] = [
  [/airflow/i, 'Airflow'],
  [/spark/i, 'Spark'],
  [/dbt/i, 'DBTCloud'],
  [/flink/i, 'Flink'],
  [/dagster/i, 'Dagster'],
]

function serviceType(event: OpenLineageEvent): string {
  const integration = event.job?.facets?.jobType?.integration ?? event.producer
  return integrations.find(([pattern]) => pattern.test(integration))?.[1] ?? 'OpenLineage'
}

const mostTries = 5

export interface JobName {
  readonly namespace: string
  readonly name: string
}

/** Service and name of the pipeline that a job is. */
export function pipelineName(
  { namespace, name }: JobName,
  settings: JobSettings,
): { service: string; name: string } {
  const [mapped] = mappedService(namespace, settings.mapping) ?? []
  const service = mapped ?? settings.defaultPipelineService ?? namespace
  return { service: service.slice(0, 256), name: name.slice(0, 256) }
}

/** The pipeline of a job; undefined where there is none and none may be made. */
export async function pipelineOf(
  writer: Writer,
  job: JobName,
  event: OpenLineageEvent,
  settings: JobSettings,
): Promise<EntityReference | undefined> {
  const { engine } = writer
  const { service, name } = pipelineName(job, settings)
  const fqn = buildFqn(service, name)
  const known = await find(engine, fqn)
  if (known || !settings.autoCreateEntities) return known
  try {
    const { actor, optionsFor } = writer
    const at = { name: service, serviceType: serviceType(event) }
    if (!(await exists(engine, 'pipelineService', buildFqn(service)))) {
      await engine.createOrUpdate('pipelineService', at, actor, optionsFor('pipelineService'))
    }
    const own: OpenLineageJob | undefined = event.job?.name === job.name ? event.job : undefined
    const description = own?.facets?.documentation?.description
    const sourceUrl = own?.facets?.sourceCodeLocation?.url
    const body = {
      name,
      service: buildFqn(service),
      ...(description === undefined ? {} : { description }),
      ...(sourceUrl === undefined ? {} : { sourceUrl }),
    }
    await engine.createOrUpdate('pipeline', body, actor, optionsFor('pipeline'))
  } catch (error) {
    // Whoever may draw lineage but not create pipelines draws it without them.
    if (!isProblem(error, 'not-allowed')) throw error
  }
  return await find(engine, fqn)
}

async function exists(engine: Engine, type: string, fqn: string): Promise<boolean> {
  try {
    await engine.get(type, { fqn })
    return true
  } catch (error) {
    if (isProblem(error, 'entity-not-found')) return false
    throw error
  }
}

async function find(engine: Engine, fqn: string): Promise<EntityReference | undefined> {
  const found = await unlessMissing(engine.get('pipeline', { fqn }))
  if (!found) return undefined
  const { id, name, fullyQualifiedName } = found
  return { id, type: 'pipeline', name, fullyQualifiedName }
}

/** Adds tasks that the pipeline does not have yet; two events at once don't undo each other. */
export async function addTasks(
  writer: Writer,
  pipeline: EntityReference,
  names: readonly string[],
): Promise<void> {
  const { engine, actor, optionsFor } = writer
  for (let tries = 1; ; tries += 1) {
    const entity = await engine.get('pipeline', { id: pipeline.id })
    const tasks = (entity.tasks as readonly { readonly name: string }[] | undefined) ?? [] // PipelineTasks
    const missing = names.filter((name) => !tasks.some((task) => task.name === name))
    if (missing.length === 0) return
    const value = [...tasks, ...missing.map((name) => ({ name }))]
    const patch = [{ op: 'add', path: '/tasks', value }]
    try {
      await engine.patch('pipeline', { id: pipeline.id }, patch, actor, {
        ...optionsFor('pipeline'),
        ifMatch: entityTag(entity),
      })
      return
    } catch (error) {
      if (isProblem(error, 'not-allowed')) return
      if (!isProblem(error, 'version-mismatch') || tries >= mostTries) throw error
    }
  }
}

/** The status of a run as the pipeline shows it; a run that only its tasks tell of follows from them. */
export function executionOf(
  runId: string,
  run: JobRun,
): Record<string, unknown> & { readonly timestamp: number } {
  const { tasks = {}, error } = runRecord(run)
  const states = Object.values(tasks).map((task) => executionStatus(task.state) ?? 'Pending')
  const ofTasks = states.includes('Failed')
    ? 'Failed'
    : states.length > 0 && states.every((state) => state === 'Successful')
      ? 'Successful'
      : 'Pending'
  const status = executionStatus(run.state) ?? ofTasks
  const taskStatus = Object.entries(tasks).map(([name, task]) => ({
    name,
    executionStatus: executionStatus(task.state) ?? 'Pending',
    ...(task.startedMs === undefined ? {} : { startTime: task.startedMs }),
    ...(task.endedMs === undefined ? {} : { endTime: task.endedMs }),
  }))
  return {
    timestamp: run.startedMs ?? 0,
    executionStatus: status,
    executionId: runId,
    taskStatus,
    ...(run.endedMs === undefined ? {} : { endTime: run.endedMs }),
    ...(status === 'Failed' && error !== undefined ? { error } : {}),
  }
}
