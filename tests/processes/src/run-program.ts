/** Runs a client in a process of its own, with nothing of our environment that could lead it elsewhere. */
import { spawn } from 'node:child_process'

export interface ProgramResult {
  code: number | null
  stdout: string
  stderr: string
}

export interface ProgramOptions {
  environment?: Readonly<Record<string, string>>
  input?: string
  directory?: string
  /** Then it is killed, and `code` is null. */
  timeoutMs?: number
}

/** Runs `command` to its end, `input` on its standard input. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/_proxy$|^REQUESTS_CA_BUNDLE$|^SSL_CERT_FILE$|^NODE_/i.test(name),
    ),
  )
  const child = spawn(command, [...args], {
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    env: { ...inherited, ...options.environment },
    ...(options.directory && { cwd: options.directory }),
  })
  const result: ProgramResult = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    result.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    result.stderr += chunk
  })
  child.stdin.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...result, code }))
  })
}
