/** A saved ingestion as the scheduler sees it: whether its schedule counts, what a run of it is, whether a failed run is tried again. */
import { randomUUID } from 'node:crypto'
import type { EntityJson } from '@waymark/engine'
import type { EntityReference } from '@waymark/spec'
import type { Run, RunRequest } from './run.ts'

interface AirflowConfig {
  readonly scheduleInterval?: string
  readonly pipelineTimezone?: string
  readonly startDate?: string
  readonly endDate?: string
  readonly retries?: number
  /** Seconds. */
  readonly retryDelay?: number
  readonly pausePipeline?: boolean
}

const defaultRetryDelaySeconds = 60

export function airflowConfigOf(pipeline: EntityJson): AirflowConfig {
  return (pipeline.airflowConfig ?? {}) as AirflowConfig // checked by the schema
}

/** Whether its schedule counts. An ingestion that nobody deployed is run by somebody else. */
export function isScheduled(pipeline: EntityJson): boolean {
  if (pipeline.deployed !== true || pipeline.deleted === true) return false
  const isPaused = airflowConfigOf(pipeline).pausePipeline === true
  return pipeline.enabled === undefined ? !isPaused : pipeline.enabled === true
}

/** What whoever asks for a run has confirmed: that everything may go that is gone from the source, however much it is. */
export interface RunLeave {
  readonly allowMassDelete: boolean
}

/** Of the run of an ingestion; its retries have the same. */
export function leaveOf({ request }: Pick<Run, 'request'>): RunLeave {
  const { allowMassDelete = false } = (request ?? {}) as Partial<RunLeave> // what `trigger` stored
  return { allowMassDelete }
}

/** A run of it. Runs of one service wait for each other, whichever ingestions they belong to. */
export function runOfPipeline(
  pipeline: EntityJson,
  askedBy: string,
  cause: RunRequest['cause'],
  more: Pick<RunRequest, 'request' | 'attempt' | 'dueMs' | 'delayMs'> = {},
): RunRequest {
  return {
    runId: randomUUID(),
    kind: 'ingestion',
    subjectId: pipeline.id,
    subjectFqn: pipeline.fullyQualifiedName,
    groupKey: (pipeline.service as EntityReference | undefined)?.id ?? pipeline.id, // always part of the answer
    askedBy,
    cause,
    ...more,
  }
}

/** The run that follows a failed one, as far as `airflowConfig.retries` allows. */
export function retryOf(pipeline: EntityJson, failed: Run): RunRequest | undefined {
  const { retries = 0, retryDelay = defaultRetryDelaySeconds } = airflowConfigOf(pipeline)
  if (pipeline.enabled === false || failed.attempt > retries) return undefined
  const request = failed.request ?? undefined
  const more = { request, attempt: failed.attempt + 1, delayMs: retryDelay * 1000 }
  return runOfPipeline(pipeline, failed.askedBy, 'retry', more)
}
