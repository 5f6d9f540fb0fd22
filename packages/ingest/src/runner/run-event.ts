/** What a run tells while it goes on; terminals, logs and `--json` are fed from these events alone. */
import type { WorkflowProblem } from '../workflow/workflow-problem.ts'
import type { ReportedProblem, RunReport } from './run-report.ts'

/** The first member names the event; times are milliseconds. */
export type RunEvent =
  | {
      readonly event: 'run.started'
      readonly runId: string
      readonly fileName: string
      readonly source: string
      readonly server: string
      readonly dryRun: boolean
      readonly warnings: readonly WorkflowProblem[]
    }
  | {
      readonly event: 'server.ready'
      readonly version: string
      readonly principal: string
      readonly isBot: boolean
      readonly credential: string
    }
  | {
      readonly event: 'check'
      readonly name: string
      readonly mandatory: boolean
      readonly passed: boolean
      readonly elapsedMs: number
      readonly message?: string
      readonly hint?: string
    }
  | { readonly event: 'service'; readonly name: string; readonly outcome: 'created' | 'found' }
  | { readonly event: 'scan.total'; readonly type: string; readonly total: number }
  /** At most a few a second. `total` grows while the source is read and is 0 where it is not known. */
  | { readonly event: 'scan.progress'; readonly type: string; readonly done: number; readonly total: number }
  | ({ readonly event: 'problem' } & ReportedProblem)
  | { readonly event: 'retry'; readonly request: string; readonly delayMs: number; readonly reason: string }
  | { readonly event: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string }
  | { readonly event: 'run.finished'; readonly report: RunReport }

export interface ProgressSink {
  emit(event: RunEvent): void
}
