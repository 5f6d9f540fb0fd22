/** The account of a run: counted while it goes on, kept as a file afterwards. */

export type RunState = 'success' | 'partialSuccess' | 'failed' | 'stopped'

/** Why a run ended before its end; each has its own exit code. */
export type RunFailure = 'signIn' | 'server' | 'source' | 'cancelled' | 'tooManyErrors' | 'internal'

export interface ReportedProblem {
  readonly severity: 'warning' | 'error'
  /** Entity type, e.g. `table`. */
  readonly type: string
  readonly fullyQualifiedName: string
  /** A sentence for people, without secrets. */
  readonly message: string
  readonly hint?: string
}

export interface RunReport {
  readonly runId: string
  readonly fileName: string
  readonly service: string
  readonly state: RunState
  readonly failure?: { readonly reason: RunFailure; readonly message: string; readonly hint?: string }
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly dryRun: boolean
  /** Entities of the source. `pass + error` were tried; `warn` counts findings beside them. */
  readonly tally: {
    readonly pass: number
    readonly warn: number
    readonly error: number
    readonly total: number
  }
  readonly changes: {
    readonly new: number
    readonly changed: number
    readonly gone: number
    readonly same: number
  }
  /** What seems to be gone from the source and was kept, because it is suspiciously much. */
  readonly heldBack: number
  readonly filtered: number
  readonly lineageEdges: number
  readonly byType: Readonly<Record<string, number>>
  /** The first {@link keptProblems}; the tally counts all. */
  readonly problems: readonly ReportedProblem[]
}

const keptProblems = 1000

export type Change = 'new' | 'changed' | 'gone' | 'same'

export interface RunAccount {
  passed(type: string, change: Exclude<Change, 'gone'>, count?: number): void
  gone(count: number): void
  /** Entities that seem to be gone and were kept all the same. */
  heldBack(count: number): void
  filtered(): void
  lineage(count: number): void
  problem(problem: ReportedProblem): void
  /** Entities of a type that were dealt with so far. */
  done(type: string): number
  readonly errors: number
  /** Share of tried entities that passed, in percent; 100 when none was tried. */
  readonly successPercent: number
  close(
    end: Pick<
      RunReport,
      'runId' | 'fileName' | 'service' | 'state' | 'startedAtMs' | 'endedAtMs' | 'dryRun'
    > & {
      readonly failure?: RunReport['failure']
    },
  ): RunReport
}

export function createRunAccount(): RunAccount {
  const changes = { new: 0, changed: 0, gone: 0, same: 0 }
  const byType = new Map<string, number>()
  const problems: ReportedProblem[] = []
  const counts = { pass: 0, warn: 0, error: 0, heldBack: 0, filtered: 0, lineage: 0 }
  const count = (type: string, by: number) => byType.set(type, (byType.get(type) ?? 0) + by)

  return {
    passed(type, change, by = 1) {
      changes[change] += by
      counts.pass += by
      count(type, by)
    },
    gone(by) {
      changes.gone += by
    },
    heldBack(by) {
      counts.heldBack += by
    },
    filtered() {
      counts.filtered += 1
    },
    lineage(by) {
      counts.lineage += by
    },
    problem(problem) {
      if (problems.length < keptProblems) problems.push(problem)
      if (problem.severity === 'warning') counts.warn += 1
      else {
        counts.error += 1
        count(problem.type, 1)
      }
    },
    done: (type) => byType.get(type) ?? 0,
    get errors() {
      return counts.error
    },
    get successPercent() {
      const tried = counts.pass + counts.error
      return tried === 0 ? 100 : (counts.pass / tried) * 100
    },
    close: ({ failure, ...end }) => ({
      ...end,
      ...(failure ? { failure } : {}),
      tally: {
        pass: counts.pass,
        warn: counts.warn,
        error: counts.error,
        total: counts.pass + counts.error,
      },
      changes,
      heldBack: counts.heldBack,
      filtered: counts.filtered,
      lineageEdges: counts.lineage,
      byType: Object.fromEntries(byType),
      problems,
    }),
  }
}
