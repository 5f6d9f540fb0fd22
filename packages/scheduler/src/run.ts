/** A run: one piece of work for a worker, from the moment somebody or a schedule asked for it to its one final state. */

/** What a run does: a saved ingestion, an automation workflow (a connection test), or a look at what filters take. */
export type RunKind = 'ingestion' | 'workflow' | 'preview'

export type FinalState = 'success' | 'partialSuccess' | 'failed' | 'stopped'

export type RunState = 'queued' | 'running' | FinalState

/** Who or what started it. A retry is a run of its own. */
export type RunCause = 'asked' | 'schedule' | 'retry'

export interface Run {
  readonly runId: string
  readonly kind: RunKind
  /** Id of the saved ingestion or the workflow; of a preview its own. */
  readonly subjectId: string
  readonly subjectFqn: string
  /** One run with the same key is under way at a time. */
  readonly groupKey: string
  readonly request: unknown
  readonly cause: RunCause
  readonly askedBy: string
  /** 1 for the first, 2 for its first retry. */
  readonly attempt: number
  readonly dueMs: number | undefined
  readonly state: RunState
  readonly queuedAtMs: number
  readonly startedAtMs: number | undefined
  readonly endedAtMs: number | undefined
  readonly outcome: RunOutcome | undefined
}

/** What came of a run. */
export interface RunOutcome {
  /** Why it did not succeed, a sentence for people. */
  readonly message?: string
  readonly hint?: string
  /** What the kind of run makes: the report of an ingestion, the steps of a connection test, the names of a preview. */
  readonly result?: unknown
}

/** A run that somebody asks for. */
export type RunRequest = Pick<
  Run,
  'runId' | 'kind' | 'subjectId' | 'subjectFqn' | 'groupKey' | 'cause' | 'askedBy'
> & {
  readonly request?: unknown
  readonly attempt?: number
  readonly dueMs?: number
  /** Not before this time from now. */
  readonly delayMs?: number
}
