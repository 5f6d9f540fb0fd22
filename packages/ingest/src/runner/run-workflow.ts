/** Runs one workflow from the handshake to its one final state; the CLI and the server's worker share it. */
import { createClient, type TokenSource } from '@waymark/client'
import { createRegistry, type PipelineStatus } from '@waymark/spec'
import type { Workflow } from '../workflow/workflow.ts'
import type { WorkflowProblem } from '../workflow/workflow-problem.ts'
import { createEntityIds } from './entity-ids.ts'
import { perform } from './perform.ts'
import { isReportable, meetServer } from './prepare-run.ts'
import { createProgressMeter } from './progress-meter.ts'
import type { RunContext } from './run-context.ts'
import type { ProgressSink, RunEvent } from './run-event.ts'
import { RunAborted, toRunAborted } from './run-failure.ts'
import { createRunAccount, type RunReport, type RunState } from './run-report.ts'

export interface RunDependencies {
  /** Names the run in reports, e.g. a ULID or UUID. */
  readonly runId: string
  /** For the workflow's credential; undefined sends no token. */
  readonly tokenSource: TokenSource | undefined
  readonly progress: ProgressSink
  /** Aborting it ends the run as `stopped`. */
  readonly signal: AbortSignal
  readonly userAgent: string
  readonly nowMs?: () => number
  /** Findings of the workflow file, for the first event. */
  readonly warnings?: readonly WorkflowProblem[]
  /** Read and compare, but change nothing in the catalog. */
  readonly dryRun?: boolean
  /** Remove what is gone from the source however much it is. */
  readonly allowMassDelete?: boolean
}

/** With back-off about 40 s: a catalog that is restarted, or moves to another machine, is back by then. */
const patientAttempts = 9

/** Never rejects: whatever happens is in the report, whose state is final. */
export async function runWorkflow(workflow: Workflow, dependencies: RunDependencies): Promise<RunReport> {
  const {
    runId,
    tokenSource,
    progress,
    signal,
    userAgent,
    dryRun = false,
    allowMassDelete = false,
  } = dependencies
  const nowMs = dependencies.nowMs ?? Date.now
  let isOver = false
  // What was on its way when the run failed may still be answered; the report is the last that is told.
  const emit = (event: RunEvent) => {
    if (!isOver) progress.emit(event)
  }
  const startedAtMs = nowMs()
  const account = createRunAccount()
  const server = {
    baseUrl: workflow.server.baseUrl,
    tokenSource,
    userAgent,
    headers: workflow.server.headers,
    onRetry: ({ request, delayMs, reason }: { request: string; delayMs: number; reason: string }) =>
      emit({ event: 'retry', request, delayMs, reason }),
  }
  const client = createClient({ ...server, retry: { attempts: patientAttempts } })
  emit({
    event: 'run.started',
    runId,
    fileName: workflow.fileName,
    source: `${workflow.connector?.serviceType ?? workflow.kind} ${workflow.serviceName}`,
    server: workflow.server.baseUrl,
    dryRun,
    warnings: dependencies.warnings ?? [],
  })

  const registry = createRegistry()
  const context: RunContext = {
    workflow,
    client,
    registry,
    account,
    ids: createEntityIds(client, registry, signal),
    meter: createProgressMeter(emit, (type) => account.done(type), nowMs),
    report(problem) {
      account.problem(problem)
      emit({ event: 'problem', ...problem })
    },
    emit,
    nowMs,
    signal,
    dryRun,
    allowMassDelete,
  }
  let failure: RunAborted | undefined
  let reporting = false
  try {
    // Who mistyped an address is told soon; a server that was there is waited for.
    await meetServer(createClient(server), tokenSource?.description ?? 'no credential', emit, signal)
    reporting = !dryRun && (await reportState('running'))
    await perform(context)
  } catch (error) {
    failure = toRunAborted(error, signal)
  }
  failure ??= tooManyErrors()
  const state = stateOf(failure, account.errors)
  const report = account.close({
    runId,
    fileName: workflow.fileName,
    service: workflow.serviceName,
    state,
    startedAtMs,
    endedAtMs: nowMs(),
    dryRun,
    ...(failure ? { failure: describe(failure) } : {}),
  })
  if (reporting) await reportState(state, report)
  emit({ event: 'run.finished', report })
  isOver = true
  return report

  function tooManyErrors(): RunAborted | undefined {
    if (account.errors === 0 || account.successPercent >= workflow.successThreshold) return undefined
    const share = account.successPercent.toFixed(1)
    return new RunAborted(
      'tooManyErrors',
      `Only ${share} % of the entities were ingested; the file asks for ${workflow.successThreshold} % (successThreshold).`,
    )
  }

  /** Reports to the pipeline that the file names; false where there is none. A run does not fail over its report. */
  async function reportState(pipelineState: string, final?: RunReport): Promise<boolean> {
    if (workflow.pipelineFqn === undefined) return false
    const status: PipelineStatus = { runId, pipelineState, startDate: startedAtMs, timestamp: startedAtMs }
    if (final) {
      status.endDate = final.endedAtMs
      status.metadata = { tally: final.tally, changes: final.changes, heldBack: final.heldBack }
    }
    try {
      // Not the run's signal: the last state is told even when the run was stopped.
      await client.pipelineStatus(workflow.pipelineFqn, status, { signal: AbortSignal.timeout(30_000) })
      return true
    } catch (error) {
      if (!isReportable(error) && !(error instanceof DOMException)) throw error
      const message = error instanceof Error ? error.message : String(error)
      emit({
        event: 'log',
        level: 'warn',
        message: `The pipeline was not told that the run is ${pipelineState}: ${message}`,
      })
      return false
    }
  }
}

function describe({ reason, message, hint }: RunAborted): NonNullable<RunReport['failure']> {
  return { reason, message, ...(hint ? { hint } : {}) }
}

function stateOf(failure: RunAborted | undefined, errors: number): RunState {
  if (failure) return failure.reason === 'cancelled' ? 'stopped' : 'failed'
  return errors > 0 ? 'partialSuccess' : 'success'
}
