/** Saved ingestions of a running catalog: made, run, watched, as its web interface does it. */
import type { RunningCatalog } from './start-catalog.ts'

export interface Pipeline {
  readonly id: string
  readonly fullyQualifiedName: string
}

export interface Status {
  readonly runId: string
  readonly pipelineState: string
  readonly startDate: number
  readonly endDate?: number
  readonly metadata?: {
    readonly message?: string
    readonly cause?: string
    readonly attempt?: number
    /** Entities that seem to be gone and were kept. */
    readonly heldBack?: number
  }
}

interface Source {
  readonly name: string
  readonly hostPort: string
  readonly username: string
  readonly password: string
}

const base = 'services/ingestionPipelines'

export function connectionOf({ name, hostPort, username, password }: Source) {
  return { type: 'Postgres', hostPort, username, authType: { password }, database: name }
}

export async function createPostgresService(catalog: RunningCatalog, name: string, source: Source) {
  const body = { name, serviceType: 'Postgres', connection: { config: connectionOf(source) } }
  return await catalog.api<{ id: string }>('services/databaseServices', { method: 'POST', body })
}

/** Created and deployed. */
export async function createPipeline(
  catalog: RunningCatalog,
  service: { readonly id: string },
  more: {
    readonly name: string
    readonly airflowConfig?: object
    readonly config?: object
    /** Default `metadata`, of a database service. */
    readonly pipelineType?: string
    readonly serviceType?: string
  },
): Promise<Pipeline> {
  const body = {
    name: more.name,
    pipelineType: more.pipelineType ?? 'metadata',
    service: { id: service.id, type: more.serviceType ?? 'databaseService' },
    sourceConfig: { config: { type: 'DatabaseMetadata', ...more.config } },
    airflowConfig: more.airflowConfig ?? {},
  }
  const pipeline = await catalog.api<Pipeline>(base, { method: 'POST', body })
  await catalog.api(`${base}/deploy/${pipeline.id}`, { method: 'POST' })
  return pipeline
}

export async function trigger(
  catalog: RunningCatalog,
  { id }: Pipeline,
  leave: { readonly allowMassDelete?: boolean } = {},
): Promise<string> {
  const confirmed = leave.allowMassDelete ? '?allowMassDelete=true' : ''
  const answer = await catalog.api<{ pipelineStatuses: { runId: string } }>(
    `${base}/trigger/${id}${confirmed}`,
    { method: 'POST' },
  )
  return answer.pipelineStatuses.runId
}

export async function statusesOf(catalog: RunningCatalog, pipeline: Pipeline): Promise<readonly Status[]> {
  const path = `${base}/${encodeURIComponent(pipeline.fullyQualifiedName)}/pipelineStatus`
  return (await catalog.api<{ data: readonly Status[] }>(path)).data
}

/** Waits until a run is in one of the states. */
export async function untilRunIs(
  catalog: RunningCatalog,
  pipeline: Pipeline,
  runId: string,
  states: readonly string[],
  patienceMs = 60_000,
): Promise<Status> {
  const endAtMs = performance.now() + patienceMs
  for (;;) {
    const status = (await statusesOf(catalog, pipeline)).find((each) => each.runId === runId)
    if (status && states.includes(status.pipelineState)) return status
    if (performance.now() > endAtMs)
      throw new Error(`run ${runId} is ${status?.pipelineState ?? 'unknown'} and not ${states.join(' or ')}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

export const finalStates = ['success', 'partialSuccess', 'failed', 'stopped']

/** The log of the newest run, as OpenMetadata's clients read it. */
export async function lastLog(catalog: RunningCatalog, { id }: Pipeline): Promise<string> {
  const answer = await catalog.api<{ ingestion_task?: string }>(`${base}/logs/${id}/last`)
  return answer.ingestion_task ?? ''
}
