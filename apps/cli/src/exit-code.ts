/** What the exit codes of every command mean; docs/reference/cli.md is the page for people. */
import type { RunReport } from '@waymark/ingest'

export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** Only with `--strict`; without it, a run that met its threshold is ok. */
  partialSuccess: 3,
  signIn: 4,
  source: 5,
  server: 6,
  /** `EX_CONFIG` of sysexits.h. */
  configuration: 78,
  /** 128 + SIGINT. */
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** Ends the program with this code after saying `message` on standard error. */
export class CommandFailed extends Error {
  readonly exitCode: ExitCode
  readonly hint: string | undefined
  constructor(code: ExitCode, message: string, hint?: string) {
    super(message)
    this.name = 'CommandFailed'
    this.exitCode = code
    this.hint = hint
  }
}

export function exitCodeOf(report: RunReport, strict: boolean): ExitCode {
  if (report.state === 'success') return exitCode.ok
  if (report.state === 'partialSuccess') return strict ? exitCode.partialSuccess : exitCode.ok
  switch (report.failure?.reason) {
    case 'cancelled':
      return exitCode.interrupted
    case 'signIn':
      return exitCode.signIn
    case 'source':
      return exitCode.source
    case 'server':
      return exitCode.server
    default:
      return exitCode.failed
  }
}
