/** Does what a run asks for: reads what it needs in clear, has a process do the work, and says what came of it. */
import type { EntityJson } from '@waymark/engine'
import type { RunReport } from '@waymark/ingest'
import {
  type Execute,
  leaveOf,
  linesOf,
  openRunLog,
  patchWorkflow,
  type Run,
  type RunLog,
  type RunOutcome,
} from '@waymark/scheduler'
import type { Logger } from 'pino'
import { accessOfBot, type BotSurroundings } from './bot-access.ts'
import { explainEnd } from './explain-end.ts'
import { createProgressRecorder } from './progress-recorder.ts'
import type { CheckStep, FromRun, RunTask } from './run-message.ts'
import { type RunLimits, superviseRun } from './supervise-run.ts'
import { documentOfPipeline, documentOfPreview, documentOfTest } from './workflow-document.ts'

export interface ExecuteDependencies extends BotSurroundings {
  /** Of the catalog with `/api` at its end, as this machine reaches it. */
  readonly apiUrl: string
  readonly memoryMb: number
  readonly now: () => number
  readonly log: Logger
}

type Ended = Awaited<ReturnType<Execute>>

/** A run may take a day, which is as long as the queue lets one be; an ingestion may say less. */
const longestMs = 24 * 60 * 60_000 - 10 * 60_000
const longestLookMs = 3 * 60_000

export function createExecute(deps: ExecuteDependencies): Execute {
  return async (run, signal) => {
    switch (run.kind) {
      case 'ingestion':
        return await ingest(deps, run, signal)
      case 'workflow':
        return await testConnection(deps, run, signal)
      case 'preview':
        return await preview(deps, run, signal)
    }
  }
}

function timeoutOf(pipeline: EntityJson): number {
  const { workflowTimeout } = (pipeline.airflowConfig ?? {}) as { workflowTimeout?: number } // checked by the schema
  return workflowTimeout && workflowTimeout > 0 ? Math.min(workflowTimeout * 1000, longestMs) : longestMs
}

async function ingest(deps: ExecuteDependencies, run: Run, signal: AbortSignal): Promise<Ended> {
  const { engine, now } = deps
  const log = openRunLog(engine.runLogs, { fqn: run.subjectFqn, runId: run.runId }, now, (error) =>
    deps.log.warn({ err: error, runId: run.runId }, 'a part of the log of a run was lost'),
  )
  try {
    return await performIngestion(deps, run, signal, log)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    log.write('ERROR', message)
    return { state: 'failed', outcome: { message } }
  } finally {
    await log.close()
  }
}

async function performIngestion(
  deps: ExecuteDependencies,
  run: Run,
  signal: AbortSignal,
  log: RunLog,
): Promise<Ended> {
  const { engine, now, apiUrl } = deps
  log.write('INFO', `Run ${run.runId} of ${run.subjectFqn}, ${causeOf(run)}.`)
  const pipeline = await engine.get('ingestionPipeline', { id: run.subjectId })
  const { document, secrets } = await documentOfPipeline(engine, pipeline, apiUrl)
  const limits: RunLimits = { memoryMb: deps.memoryMb, timeoutMs: timeoutOf(pipeline) }
  const access = await accessOfBot(deps, run.subjectId, limits.timeoutMs)
  const progress = createProgressRecorder(engine.records, run, now)
  const task: RunTask = {
    task: 'run',
    runId: run.runId,
    document,
    signIn: access.signIn,
    secrets: [...secrets, ...access.secrets],
    ...leaveOf(run),
    isVerbose: pipeline.loggerLevel === 'DEBUG',
  }
  try {
    const end = await superviseRun(task, limits, signal, (message) => {
      if (message.kind !== 'event') return
      progress.take(message.event)
      for (const { level, text } of linesOf(message.event)) log.write(level, text)
    })
    const report = end.said?.kind === 'report' ? end.said.report : undefined
    // A run that was through when it was told to stop is not a stopped one.
    if (report && report.state !== 'stopped') return { state: report.state, outcome: outcomeOf(report) }
    if (end.said?.kind === 'refused' && !end.stopped) {
      const { message, hint } = end.said
      log.write('ERROR', [message, hint].filter(Boolean).join(' '))
      return { state: 'failed', outcome: { message, ...(hint === undefined ? {} : { hint }) } }
    }
    const { state, ...why } = explainEnd(end, limits) ?? {
      state: 'stopped' as const,
      message: 'The run was stopped.',
    }
    if (!end.stopped) for (const line of end.lastWords) log.write('ERROR', line)
    log.write(state === 'stopped' ? 'WARN' : 'ERROR', [why.message, why.hint].filter(Boolean).join(' '))
    return { state, outcome: { ...why, ...(report ? { result: report } : {}) } }
  } finally {
    await progress.close()
    await access
      .release()
      .catch((error: unknown) => deps.log.warn({ err: error }, 'the token of a run was not revoked'))
  }
}

function causeOf(run: Run): string {
  const { cause, askedBy, attempt, dueMs } = run
  const confirmed = leaveOf(run).allowMassDelete ? ', who confirmed that however much is gone may go' : ''
  if (cause === 'schedule') return `due at ${new Date(dueMs ?? 0).toISOString()}`
  return cause === 'retry' ? `attempt ${attempt} after a failure` : `asked for by ${askedBy}${confirmed}`
}

function outcomeOf(report: RunReport): RunOutcome {
  const { failure } = report
  return {
    ...(failure ? { message: failure.message } : {}),
    ...(failure?.hint === undefined ? {} : { hint: failure.hint }),
    result: report,
  }
}

async function look(
  deps: ExecuteDependencies,
  run: Run,
  made: { readonly document: RunTask['document']; readonly secrets: readonly string[] },
  task: 'check' | 'preview',
  signal: AbortSignal,
  onMessage: (message: FromRun) => void = () => {},
) {
  const limits: RunLimits = { memoryMb: deps.memoryMb, timeoutMs: longestLookMs }
  const end = await superviseRun(
    { task, runId: run.runId, isVerbose: false, ...made },
    limits,
    signal,
    onMessage,
  )
  return { end, trouble: end.said?.kind === 'refused' ? end.said : explainEnd(end, limits) }
}

async function testConnection(deps: ExecuteDependencies, run: Run, signal: AbortSignal): Promise<Ended> {
  const { engine, now, apiUrl } = deps
  const steps: CheckStep[] = []
  const result = (status: 'Running' | 'Successful' | 'Failed') => ({ lastUpdatedAt: now(), status, steps })
  // One after the other: a step that is shown late must not hide a later one.
  let shown: Promise<void> = Promise.resolve()
  const show = () => {
    const response = structuredClone(result('Running'))
    shown = shown.then(() => patchWorkflow(engine, run.subjectId, 'Running', response)).catch(() => undefined)
  }
  const made = await documentOfTest(engine, run.subjectId, apiUrl)
  const { trouble } = await look(deps, run, made, 'check', signal, (message) => {
    if (message.kind !== 'step') return
    steps.push(message.step)
    show()
  })
  await shown
  if (trouble) {
    const message = [trouble.message, trouble.hint].filter(Boolean).join(' ')
    steps.push({ name: 'Connection', mandatory: true, passed: false, message })
  }
  const isGood = steps.every(({ passed, mandatory }) => passed || !mandatory)
  return {
    state: isGood ? 'success' : 'failed',
    outcome: { result: result(isGood ? 'Successful' : 'Failed') },
  }
}

async function preview(deps: ExecuteDependencies, run: Run, signal: AbortSignal): Promise<Ended> {
  const request = run.request as Parameters<typeof documentOfPreview>[1] // what the API stored
  const made = await documentOfPreview(deps.engine, request, deps.apiUrl)
  const { end, trouble } = await look(deps, run, made, 'preview', signal)
  if (end.said?.kind === 'preview') return { state: 'success', outcome: { result: end.said.preview } }
  const { message, hint } = trouble ?? { message: 'The source was not looked at.', hint: undefined }
  return { state: 'failed', outcome: { message, ...(hint === undefined ? {} : { hint }) } }
}
