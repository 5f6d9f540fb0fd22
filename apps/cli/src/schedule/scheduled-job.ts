/** A workflow file with the times at which it runs: what every exporter turns into the words of one scheduler. */
import { CommandFailed, exitCode } from '../exit-code.ts'

export interface ScheduledJob {
  /** Letters, digits and dashes: names of resources, files and jobs. */
  readonly name: string
  /** `ingest`, `profile` … */
  readonly verb: string
  /** The workflow file, YAML; its secrets are references to variables. */
  readonly workflow: string
  /** Variables that the workflow file refers to, without values. */
  readonly variables: readonly string[]
  /** Five fields. */
  readonly cron: string
  readonly timeZone: string
  /** Container image that has the program `metadata`. */
  readonly image: string
  /** Tries after the first one that failed. */
  readonly retries: number
  readonly retryDelaySeconds: number
  /** Longest time of a run. */
  readonly timeoutSeconds: number
}

/** One file of an export. */
export interface ExportedFile {
  readonly name: string
  readonly text: string
}

/** Schedulers that know no time zones take UTC alone. @throws CommandFailed saying what to do */
export function requireUtc({ timeZone }: ScheduledJob, scheduler: string): void {
  if (['UTC', 'Etc/UTC', 'GMT'].includes(timeZone)) return
  throw new CommandFailed(
    exitCode.usage,
    `${scheduler} reads cron in UTC, and this schedule is in ${timeZone}.`,
    'Give the times in UTC: --cron "0 1 * * *" --time-zone UTC',
  )
}
