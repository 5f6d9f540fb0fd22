/** When an ingestion is due: its `airflowConfig` read as a schedule, and the occurrences of that. */
import { problem } from '@waymark/spec'
import { Cron } from 'croner'

export interface Schedule {
  /** Five fields, six with seconds, or a word like `@daily`. */
  readonly cron: string
  /** Name of the IANA time zone that the fields are read in. */
  readonly timeZone: string
  /** Nothing is due before. Milliseconds since 1970. */
  readonly startMs?: number
  /** Nothing is due after. */
  readonly endMs?: number
}

interface Settings {
  readonly scheduleInterval?: unknown
  readonly pipelineTimezone?: unknown
  readonly startDate?: unknown
  readonly endDate?: unknown
}

/**
 * The schedule of `airflowConfig`; undefined where there is none and runs are started by hand.
 * @throws `body-invalid` naming the member that cannot be read
 */
export function readSchedule(settings: Settings | undefined): Schedule | undefined {
  const cron = typeof settings?.scheduleInterval === 'string' ? settings.scheduleInterval.trim() : ''
  // Airflow writes the absence of a schedule as a word.
  if (!settings || cron === '' || cron === 'None' || cron === '@once') return undefined
  const startMs = timeOf(settings.startDate, 'startDate')
  const endMs = timeOf(settings.endDate, 'endDate')
  const schedule: Schedule = {
    cron,
    timeZone: typeof settings.pipelineTimezone === 'string' ? settings.pipelineTimezone : 'UTC',
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
  }
  requireTimeZone(schedule.timeZone)
  try {
    new Cron(cron, { timezone: schedule.timeZone, paused: true })
  } catch (error) {
    const expected = 'a cron expression with five fields, e.g. "0 2 * * *" for two in the morning.'
    throw problem('body-invalid', { field: 'airflowConfig.scheduleInterval', expected }, error)
  }
  return schedule
}

function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (error) {
    const expected = 'the name of a time zone, e.g. Europe/Berlin.'
    throw problem('body-invalid', { field: 'airflowConfig.pipelineTimezone', expected }, error)
  }
}

function timeOf(value: unknown, member: string): number | undefined {
  if (value === undefined || value === null) return undefined
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isFinite(atMs)) return atMs
  const expected = 'a time with its zone, e.g. 2026-01-31T00:00:00Z.'
  throw problem('body-invalid', { field: `airflowConfig.${member}`, expected })
}

/**
 * The first occurrence after a moment; undefined when none comes any more. A local time that a change of the clocks
 * leaves out is due right after the gap, one that comes twice is due the first time.
 */
export function nextDueMs({ cron, timeZone, startMs, endMs }: Schedule, afterMs: number): number | undefined {
  // An occurrence at the very start counts.
  const from = Math.max(afterMs, (startMs ?? 0) - 1)
  const next = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(from))?.getTime()
  return next === undefined || (endMs !== undefined && next > endMs) ? undefined : next
}
