/** For tests: runs `waymark` and `metadata` as users do, as processes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
  /** Resolves once standard error holds `text`; rejects when the program ends before. */
  said(text: string): Promise<void>
}

export function run(
  program: 'waymark' | 'metadata',
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  input = '',
): Running {
  const file = fileURLToPath(new URL(`../bin/${program}.js`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdin.end(input)
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }))
  })
  return {
    process: child,
    finished,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (err.includes(text)) resolve()
        }
        look()
        child.stderr.on('data', look)
        finished.then(() => reject(new Error(`It ended without '${text}':\n${err}`)))
      }),
  }
}
