/** Starts our own programs as processes that never outlive this one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ChildOptions {
  readonly program: string
  /** What Node itself is told. */
  readonly nodeOptions?: readonly string[]
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Each line of standard output. */
  readonly onLine?: (line: string) => void
  /** Each line of standard error. Default: passed through. */
  readonly onErrorLine?: (line: string) => void
  readonly input?: string
}

export interface Child {
  /** Code or signal of its end. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** SIGTERM, and SIGKILL when it has not ended in time. */
  stop(): Promise<void>
}

const patienceMs = 30_000

/** Runs the program under the Node that runs us. The IPC channel tells it when we are gone, even killed. */
export function startChild(options: ChildOptions): Child {
  const { program, nodeOptions = [], args, environment, onLine, onErrorLine, input } = options
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions, program, ...args], {
    env: environment,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', onErrorLine ? 'pipe' : 'inherit', 'ipc'],
    // A group of its own: Ctrl-C at the terminal reaches this process alone, which then stops the others in order.
    detached: process.platform !== 'win32',
  })
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => onLine?.(line))
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => onErrorLine?.(line))
  if (input !== undefined) child.stdin?.end(input)

  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject)
    // 'close' comes after the last line of output.
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  ended.catch(() => undefined)
  return {
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await ended.catch(() => undefined)
      clearTimeout(timer)
    },
  }
}

/** Runs a program to its end and gives what it wrote. */
export async function runChild(options: Omit<ChildOptions, 'onLine' | 'onErrorLine'>): Promise<{
  readonly code: number | null
  readonly lines: readonly string[]
  readonly errors: readonly string[]
}> {
  const lines: string[] = []
  const errors: string[] = []
  const child = startChild({
    ...options,
    onLine: (line) => lines.push(line),
    onErrorLine: (line) => errors.push(line),
  })
  const { code } = await child.ended
  return { code, lines, errors }
}
