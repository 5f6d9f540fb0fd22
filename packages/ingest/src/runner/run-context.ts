/** What every part of a run shares: the catalog, the account, where to tell things, when to stop. */
import type { CatalogClient } from '@waymark/client'
import type { Registry } from '@waymark/spec'
import type { Workflow } from '../workflow/workflow.ts'
import type { EntityIds } from './entity-ids.ts'
import type { ProgressMeter } from './progress-meter.ts'
import type { RunEvent } from './run-event.ts'
import type { ReportedProblem, RunAccount } from './run-report.ts'

export interface RunContext {
  readonly workflow: Workflow
  readonly client: CatalogClient
  readonly registry: Registry
  readonly account: RunAccount
  readonly ids: EntityIds
  readonly meter: ProgressMeter
  /** Counts a problem and tells of it; a run goes on after it. */
  readonly report: (problem: ReportedProblem) => void
  readonly emit: (event: RunEvent) => void
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  readonly signal: AbortSignal
  /** Read and compare, but change nothing in the catalog. */
  readonly dryRun: boolean
  /** Remove what is gone from the source however much it is. */
  readonly allowMassDelete: boolean
}

/** The same run for writers whose work is counted elsewhere: a table that was profiled counts once, not with each profile sent. */
export function uncounted(context: RunContext): RunContext {
  return { ...context, account: { ...context.account, passed: () => undefined } }
}
