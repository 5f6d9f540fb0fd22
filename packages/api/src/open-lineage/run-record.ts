/** What is known of a run, event by event: any order, any number of times, the same record at the end. */
import type { JobRun } from '@waymark/engine'
import type { OpenLineageDataset, OpenLineageEvent } from './event.ts'

export interface TaskRecord {
  readonly state?: string
  readonly stateMs?: number
  readonly startedMs?: number
  readonly endedMs?: number
}

/** The members of {@link JobRun.value}. */
export interface RunRecord {
  readonly stateMs?: number
  readonly inputs?: Readonly<Record<string, OpenLineageDataset>>
  readonly outputs?: Readonly<Record<string, OpenLineageDataset>>
  readonly sql?: string
  readonly error?: { readonly errorMessage?: string; readonly stackTrace?: string }
  /** Runs below this one, by job name. */
  readonly tasks?: Readonly<Record<string, TaskRecord>>
  /** Time under which the run was last reported. */
  readonly reportedMs?: number
}

const terminal = new Set(['COMPLETE', 'FAIL', 'ABORT'])

/** The end of a run beats everything that came before it, whenever it arrives; of two equals the later one counts. */
function isNewer(
  next: { readonly state: string; readonly atMs: number },
  known: { readonly state?: string | undefined; readonly stateMs?: number | undefined },
): boolean {
  if (known.state === undefined) return true
  if (terminal.has(known.state) !== terminal.has(next.state)) return terminal.has(next.state)
  return next.atMs >= (known.stateMs ?? 0)
}

function earliest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** Facets of a dataset come with some events and not with others. */
function mergeDatasets(
  known: Readonly<Record<string, OpenLineageDataset>> = {},
  more: readonly OpenLineageDataset[] = [],
): Record<string, OpenLineageDataset> {
  const merged = { ...known }
  for (const dataset of more) {
    const key = JSON.stringify([dataset.namespace, dataset.name])
    const { namespace, name } = dataset
    const facets = { ...merged[key]?.facets, ...dataset.facets }
    const { symlinks, documentation, columnLineage } = facets
    merged[key] = {
      namespace,
      name,
      facets: {
        ...(symlinks === undefined ? {} : { symlinks }),
        ...(documentation === undefined ? {} : { documentation }),
        ...(columnLineage === undefined ? {} : { columnLineage }),
      },
    }
  }
  return merged
}

function recordOf(known: JobRun | undefined): RunRecord {
  return (known?.value ?? {}) as RunRecord // written by the functions below
}

/** The run of an event, with the event. */
export function withEvent(known: JobRun | undefined, event: OpenLineageEvent): JobRun {
  const before = recordOf(known)
  const atMs = Date.parse(event.eventTime)
  const state = event.eventType ?? 'OTHER'
  const newer = isNewer({ state, atMs }, { state: known?.state, stateMs: before.stateMs })
  const sql = event.job?.facets?.sql?.query ?? before.sql
  const failure = event.run?.facets?.errorMessage
  const error = failure
    ? {
        ...(failure.message === undefined ? {} : { errorMessage: failure.message.slice(0, 10_000) }),
        ...(typeof failure.stackTrace === 'string'
          ? { stackTrace: failure.stackTrace.slice(0, 20_000) }
          : {}),
      }
    : before.error
  const startedMs = earliest(known?.startedMs, atMs)
  const endedMs = terminal.has(state) && newer ? atMs : known?.endedMs
  return {
    state: newer ? state : (known?.state ?? state),
    ...(startedMs === undefined ? {} : { startedMs }),
    ...(endedMs === undefined ? {} : { endedMs }),
    value: {
      ...before,
      stateMs: newer ? atMs : before.stateMs,
      inputs: mergeDatasets(before.inputs, event.inputs),
      outputs: mergeDatasets(before.outputs, event.outputs),
      ...(sql === undefined ? {} : { sql }),
      ...(error === undefined ? {} : { error }),
    },
  }
}

/** The run above, with what an event tells of one below it. */
export function withTask(known: JobRun | undefined, task: string, event: OpenLineageEvent): JobRun {
  const before = recordOf(known)
  const atMs = Date.parse(event.eventTime)
  const state = event.eventType ?? 'OTHER'
  const own = before.tasks?.[task] ?? {}
  const newer = isNewer({ state, atMs }, own)
  const startedMs = earliest(own.startedMs, atMs)
  const endedMs = terminal.has(state) && newer ? atMs : own.endedMs
  const next: TaskRecord = {
    ...own,
    ...(newer ? { state, stateMs: atMs } : {}),
    ...(startedMs === undefined ? {} : { startedMs }),
    ...(endedMs === undefined ? {} : { endedMs }),
  }
  const runStartedMs = earliest(known?.startedMs, atMs)
  return {
    ...known,
    ...(runStartedMs === undefined ? {} : { startedMs: runStartedMs }),
    value: { ...before, tasks: { ...before.tasks, [task]: next } },
  }
}

/** A record after its run was reported under a time. */
export function reported(known: JobRun | undefined, atMs: number): JobRun {
  return { ...known, value: { ...recordOf(known), reportedMs: atMs } }
}

export function runRecord(run: JobRun): RunRecord {
  return recordOf(run)
}

/** The state of a run, or undefined for an event that says nothing about it. */
export function executionStatus(state: string | undefined): 'Successful' | 'Failed' | 'Pending' | undefined {
  if (state === 'COMPLETE') return 'Successful'
  if (state === 'FAIL' || state === 'ABORT') return 'Failed'
  return state === undefined ? undefined : 'Pending'
}
