/** Runs one ingestion from the handshake to its one final state; the CLI and the server's worker share it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type CatalogClient, createClient, type TokenSource } from '@waymark/client'
import { createRegistry, type PipelineStatus, quoteName, type Registry } from '@waymark/spec'
import { type Source, SourceError, type SourceRecord } from '../connector.ts'
import type { Workflow } from '../workflow/workflow.ts'
import type { WorkflowProblem } from '../workflow/workflow-problem.ts'
import { createEntityWriter } from './entity-writer.ts'
import { createKnownChildren } from './known-children.ts'
import { createLineageWriter } from './lineage-writer.ts'
import { checkSource, ensureService, isReportable, meetServer } from './prepare-run.ts'
import { createProgressMeter } from './progress-meter.ts'
import type { ProgressSink } from './run-event.ts'
import { RunAborted, toRunAborted } from './run-failure.ts'
import { createRunAccount, type ReportedProblem, type RunReport, type RunState } from './run-report.ts'
import { createStaleRemoval } from './stale-removal.ts'

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

/** Never rejects: whatever happens is in the report, whose state is final. */
export async function runIngestion(workflow: Workflow, dependencies: RunDependencies): Promise<RunReport> {
  const { runId, tokenSource, progress, signal, userAgent, dryRun = false } = dependencies
  const nowMs = dependencies.nowMs ?? Date.now
  const emit = progress.emit.bind(progress)
  const startedAtMs = nowMs()
  const account = createRunAccount()
  const client = createClient({
    baseUrl: workflow.server.baseUrl,
    tokenSource,
    userAgent,
    headers: workflow.server.headers,
    onRetry: ({ request, delayMs, reason }) => emit({ event: 'retry', request, delayMs, reason }),
  })
  emit({
    event: 'run.started',
    runId,
    fileName: workflow.fileName,
    source: `${workflow.connector.serviceType} ${workflow.serviceName}`,
    server: workflow.server.baseUrl,
    dryRun,
    warnings: dependencies.warnings ?? [],
  })

  let failure: RunAborted | undefined
  let reporting = false
  try {
    await meetServer(client, tokenSource?.description ?? 'no credential', emit, signal)
    reporting = !dryRun && (await reportState('running'))
    await ingest(workflow, client, { ...dependencies, nowMs, dryRun }, account)
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
      status.metadata = { tally: final.tally, changes: final.changes }
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

type Account = ReturnType<typeof createRunAccount>

async function ingest(
  workflow: Workflow,
  client: CatalogClient,
  dependencies: RunDependencies & { readonly nowMs: () => number; readonly dryRun: boolean },
  account: Account,
): Promise<void> {
  const { progress, signal, nowMs } = dependencies
  const emit = progress.emit.bind(progress)
  const registry = createRegistry()
  const source = await openSource(workflow, emit, signal)
  try {
    await checkSource(workflow, source, emit, nowMs, signal)
    const created = await ensureService(workflow, client, registry, dependencies)
    emit({ event: 'service', name: workflow.serviceName, outcome: created ? 'created' : 'found' })
    await transfer(workflow, source, client, registry, created, dependencies, account)
  } finally {
    await source.close().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      emit({ event: 'log', level: 'warn', message: `The connection to the source did not close: ${message}` })
    })
  }
}

/** Waits before the second and third attempt to open a source that is only busy or starting. */
const openDelaysMs = [1_000, 3_000]

async function openSource(
  workflow: Workflow,
  emit: ProgressSink['emit'],
  signal: AbortSignal,
): Promise<Source> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await workflow.connector.open(workflow.connection, signal)
    } catch (error) {
      const delayMs = openDelaysMs[attempt]
      const mayPass = error instanceof SourceError && error.consequence === 'retriable'
      if (!mayPass || delayMs === undefined || signal.aborted) throw error
      emit({ event: 'retry', request: 'connect to the source', delayMs, reason: error.message })
      await sleep(delayMs, undefined, { signal })
    }
  }
}

/** From the connector's records to the catalog, one record at a time. */
async function transfer(
  workflow: Workflow,
  source: Source,
  client: CatalogClient,
  registry: Registry,
  serviceIsNew: boolean,
  dependencies: RunDependencies & { readonly nowMs: () => number; readonly dryRun: boolean },
  account: Account,
): Promise<void> {
  const { progress, signal, nowMs, dryRun, allowMassDelete = false } = dependencies
  const emit = progress.emit.bind(progress)
  const report = (problem: ReportedProblem) => {
    account.problem(problem)
    emit({ event: 'problem', ...problem })
  }
  const meter = createProgressMeter(emit, (type) => account.done(type), nowMs)
  const known = createKnownChildren(client, signal)
  if (serviceIsNew) known.isNew(quoteName(workflow.serviceName))
  const shared = { client, registry, known, account, report, signal, dryRun }
  const entities = createEntityWriter({ ...shared, progressed: meter.progressed })
  const lineage = createLineageWriter({ ...shared, entitiesSent: entities.flush })
  const stale = createStaleRemoval({ ...shared, removal: workflow.removal, allowMassDelete })

  async function take(record: SourceRecord): Promise<void> {
    switch (record.kind) {
      case 'entity':
        return entities.write(record)
      case 'lineage':
        return lineage.write(record)
      case 'total':
        return meter.total(record.type, record.count)
      case 'completed':
        return stale.complete(record)
      case 'skipped': {
        stale.keep(record)
        if (record.reason === 'filtered') return account.filtered()
        const { type, fullyQualifiedName, message, hint } = record
        const severity = record.reason === 'error' ? 'error' : 'warning'
        return report({ severity, type, fullyQualifiedName, message, ...(hint ? { hint } : {}) })
      }
    }
  }

  const records = source.read({
    serviceName: workflow.serviceName,
    filters: workflow.filters,
    options: workflow.options,
    signal,
    log: (level, message) => emit({ event: 'log', level, message }),
  })
  try {
    for await (const record of records) {
      signal.throwIfAborted()
      await take(record)
    }
  } catch (error) {
    // What was read before a source broke off is true all the same; a broken server has nobody to take it.
    if (error instanceof SourceError && !signal.aborted) await entities.flush()
    throw error
  }
  await entities.flush()
  await lineage.flush()
  meter.end()
}
