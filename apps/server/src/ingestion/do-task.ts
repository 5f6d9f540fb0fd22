/** What the process of a run does for its task: run a workflow, test a connection, or look at what filters take. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credential } from '@waymark/client'
import { connectors } from '@waymark/connectors'
import { createTokenSource } from '@waymark/credentials'
import {
  parseWorkflow,
  runWorkflow,
  type Source,
  SourceError,
  type Workflow,
  WorkflowFileError,
} from '@waymark/ingest'
import type { FromRun, PreviewedName, RunTask } from './run-message.ts'

type Send = (message: FromRun) => Promise<void>

/** @throws an `Error` whose message an administrator can act on */
export async function doTask(task: RunTask, signal: AbortSignal, send: Send): Promise<void> {
  const workflow = await readTask(task)
  switch (task.task) {
    case 'run':
      return await run(workflow, task, signal, send)
    case 'check':
      await withSource(workflow, signal, (source) => check(workflow, source, signal, send), send)
      return await send({ kind: 'checked' })
    case 'preview':
      return await withSource(workflow, signal, (source) => preview(workflow, source, signal, send))
  }
}

async function credentialOf({ signIn }: RunTask): Promise<Credential> {
  if (!signIn) return { kind: 'none' }
  if (signIn.kind === 'token') return { kind: 'jwt', token: signIn.token }
  const { credentialOf: ofMechanism } = await import('../bot-credential.ts')
  return ofMechanism(signIn.mechanism, process.env)
}

async function readTask(task: RunTask): Promise<Workflow> {
  try {
    const { workflow } = await parseWorkflow(JSON.stringify(task.document), {
      fileName: 'the saved ingestion',
      environment: { variables: {}, readFile: refuseFile },
      connectors,
      verbatim: true,
    })
    return { ...workflow, server: { ...workflow.server, credential: await credentialOf(task) } }
  } catch (error) {
    if (!(error instanceof WorkflowFileError)) throw error
    // Lines and columns are of the text above, which nobody sees.
    const findings = error.problems.filter(({ severity }) => severity === 'error')
    throw new Error(
      findings.map(({ key, message }) => (key === '' ? message : `${key}: ${message}`)).join(' '),
    )
  }
}

function refuseFile(path: string): never {
  throw new Error(`${path} is not read: a saved ingestion has no business with the files of the worker.`)
}

async function run(workflow: Workflow, task: RunTask, signal: AbortSignal, send: Send): Promise<void> {
  const report = await runWorkflow(workflow, {
    runId: task.runId,
    tokenSource: createTokenSource(workflow.server.credential),
    progress: {
      emit(event) {
        const isNoise = event.event === 'log' && event.level === 'debug' && !task.isVerbose
        if (!isNoise) void send({ kind: 'event', event })
      },
    },
    signal,
    userAgent: 'waymark-worker',
    allowMassDelete: task.allowMassDelete ?? false,
  })
  await send({ kind: 'report', report })
}

/** @param send - given where a source that cannot be opened is a failed step and not an error */
async function withSource(
  workflow: Workflow,
  signal: AbortSignal,
  work: (source: Source) => Promise<void>,
  send?: Send,
): Promise<void> {
  const { connector, connection } = workflow
  if (!connector || connection === undefined) throw new Error('The service has no connection.')
  let source: Source
  try {
    source = await connector.open(connection, signal)
  } catch (error) {
    const [first] = connector.checks
    if (!send || !first) throw error
    return await send({
      kind: 'step',
      step: { name: first.name, mandatory: true, passed: false, ...said(error) },
    })
  }
  try {
    await work(source)
  } finally {
    await source.close().catch(() => undefined) // what was found out stands
  }
}

/** What an error says, and what to do, in the members of a step. */
function said(error: unknown): { readonly message: string; readonly errorLog?: string } {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof SourceError ? error.hint : undefined
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
  return {
    message: hint === undefined ? message : `${message} ${hint}`,
    ...(cause === undefined || cause === message ? {} : { errorLog: cause }),
  }
}

async function check(
  { connector }: Workflow,
  source: Source,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  for (const { name, mandatory } of connector?.checks ?? []) {
    try {
      await source.check(name, signal)
      await send({ kind: 'step', step: { name, mandatory, passed: true } })
    } catch (error) {
      await send({ kind: 'step', step: { name, mandatory, passed: false, ...said(error) } })
    }
  }
}

/** People look at some hundred names, and wait for them. */
const mostNames = 2_000
const longestLookMs = 45_000

async function preview(workflow: Workflow, source: Source, signal: AbortSignal, send: Send): Promise<void> {
  const data: PreviewedName[] = []
  const enough = new AbortController()
  const both = AbortSignal.any([signal, enough.signal])
  void sleep(longestLookMs, undefined, { signal: both, ref: false }).then(
    () => enough.abort(),
    () => undefined,
  )
  const { serviceName, filters, options } = workflow
  const records = source.read({
    ...{ serviceName, filters, options: { ...options, includeLineage: false } },
    signal: both,
    log: () => {},
  })
  try {
    for await (const record of records) {
      if (record.kind === 'entity')
        data.push({ type: record.type, name: record.fullyQualifiedName, taken: true })
      if (record.kind === 'skipped') {
        const { type, fullyQualifiedName, message } = record
        data.push({ type, name: fullyQualifiedName, taken: false, reason: message })
      }
      if (data.length >= mostNames) enough.abort()
      if (both.aborted) break
    }
  } catch (error) {
    // Broken off by ourselves, what was seen is the answer.
    if (!enough.signal.aborted) throw error
  }
  const truncated = enough.signal.aborted
  enough.abort()
  await send({ kind: 'preview', preview: { data, truncated } })
}
