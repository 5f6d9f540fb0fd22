/** Starts the process of a run and answers for it: bounded in memory and time, stopped on request, its end always known. */
import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { StopReason } from '@waymark/scheduler'
import { createRedaction } from './redaction.ts'
import type { FromRun, RunTask, ToRun } from './run-message.ts'

/** How the process ended. */
export interface RunEnd {
  /** What it said last of its own accord; undefined when it broke off without a word. */
  readonly said: Extract<FromRun, { kind: 'report' | 'preview' | 'checked' | 'refused' }> | undefined
  /** Why it was stopped, if it was. */
  readonly stopped: StopReason | 'timeout' | 'memory' | 'stuck' | undefined
  /** What it left on standard error, the newest lines, without secrets. */
  readonly lastWords: readonly string[]
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunLimits {
  /** Of JavaScript's heap, in MiB. Twice that of memory as a whole. */
  readonly memoryMb: number
  readonly timeoutMs: number
}

/** A run that was told to stop tells the source and the catalog good-bye within this time. */
const graceMs = 15_000
/** A process that said nothing for this long, though it should every five seconds, does nothing useful any more. */
const stuckMs = 5 * 60_000
const keptLines = 30

/**
 * What a run needs of the server's environment: where programs and certificates are, proxies, and the identity of the
 * machine for cloud sources. Neither the database nor any secret of the server.
 */
const passedOn =
  /^(PATH|HOME|USER|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|XDG_CACHE_HOME|NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_\w+|(HTTPS?|NO|ALL)_PROXY|AZURE_\w+|MSI_\w+|IDENTITY_\w+|IMDS_\w+|AWS_\w+|GOOGLE_\w+|CLOUDSDK_\w+)$/i

function environmentOf(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(all).filter(([name]) => passedOn.test(name)))
}

// Compiled, this file and that one end alike.
const program = fileURLToPath(
  new URL(`./run-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)

/**
 * @param onMessage - called for everything the process says on the way
 * @returns once the process is gone; never rejects
 */
export async function superviseRun(
  task: RunTask,
  limits: RunLimits,
  signal: AbortSignal,
  onMessage: (message: FromRun) => void,
): Promise<RunEnd> {
  const child = fork(program, [], {
    env: environmentOf(process.env),
    execArgv: [`--max-old-space-size=${limits.memoryMb}`, '--semi-space-growth-factor=1'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  })
  let said: RunEnd['said']
  let stopped: RunEnd['stopped']
  let heardAtMs = performance.now()
  const lastWords = keepLastWords(child, createRedaction(task.secrets))

  const kill = (why: NonNullable<RunEnd['stopped']>) => {
    stopped ??= why
    child.kill('SIGKILL')
  }
  const stop = (why: NonNullable<RunEnd['stopped']>) => {
    stopped ??= why
    tell(child, { kind: 'stop' })
    timers.push(setTimeout(() => child.kill('SIGKILL'), graceMs))
  }
  const timers: NodeJS.Timeout[] = [
    setTimeout(() => stop('timeout'), limits.timeoutMs),
    setInterval(() => {
      if (performance.now() - heardAtMs > stuckMs) kill('stuck')
    }, 10_000),
  ]
  const onAbort = () => {
    const why = signal.reason as StopReason // what the worker aborts with
    // What the run still does would count for nothing: its place may be taken already.
    if (why === 'lost') kill(why)
    else stop(why)
  }
  child.on('message', (message: FromRun) => {
    heardAtMs = performance.now()
    if (message.kind === 'ready') tell(child, { kind: 'task', task })
    else if (message.kind === 'alive') {
      if (message.residentBytes > 2 * limits.memoryMb * 1024 * 1024) kill('memory')
    } else {
      if (isLastWord(message)) said = message
      onMessage(message)
    }
  })
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })

  const { code, signal: endSignal } = await ended(child)
  for (const timer of timers) clearTimeout(timer)
  signal.removeEventListener('abort', onAbort)
  return { said, stopped, lastWords, code, signal: endSignal }
}

function tell(child: ChildProcess, message: ToRun): void {
  // A process that has just ended hears nothing; its end is what counts then.
  if (child.connected) child.send(message, () => {})
}

function isLastWord(message: FromRun): message is NonNullable<RunEnd['said']> {
  return ['report', 'preview', 'checked', 'refused'].includes(message.kind)
}

function keepLastWords(child: ChildProcess, redact: (line: string) => string): readonly string[] {
  const lines: string[] = []
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(redact(line))
      if (lines.length > keptLines) lines.shift()
    })
  }
  return lines
}

function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    // It could not be started at all: no 'close' follows.
    child.once('error', () => child.pid === undefined && resolve({ code: null, signal: null }))
    // 'close' comes after the last line of output.
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}
