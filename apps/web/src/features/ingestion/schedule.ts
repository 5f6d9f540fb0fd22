/** When an ingestion runs, in words and dates. */
import { Cron } from 'croner'
import cronstrue from 'cronstrue'
import type { Schedule } from './ingestion-api.ts'

/** Schedules that most people want; the minute keeps ingestions of a full hour apart. */
export const presets: readonly (readonly [cron: string, label: string])[] = [
  ['', 'Only when I start it'],
  ['5 * * * *', 'Every hour'],
  ['0 */6 * * *', 'Every six hours'],
  ['0 2 * * *', 'Every night at two'],
  ['0 2 * * 1-5', 'Every working day at two'],
  ['0 3 * * 0', 'Every Sunday at three'],
]

/** What is wrong with a cron expression; undefined for a good one. */
export function cronProblem(expression: string): string | undefined {
  if (expression.trim().split(/\s+/).length !== 5)
    return 'Five fields: minute, hour, day of month, month, day of week. For example 0 2 * * *'
  try {
    new Cron(expression, { paused: true })
    return undefined
  } catch {
    return 'Not a cron expression. For example 0 2 * * * for every night at two'
  }
}

/** The schedule as a sentence: `At 02:00 AM, Europe/Berlin`. */
export function scheduleWords({ scheduleInterval, pipelineTimezone }: Schedule): string {
  if (!scheduleInterval) return 'Only when started'
  try {
    const words = cronstrue.toString(scheduleInterval, { use24HourTimeFormat: true })
    return `${words}, ${pipelineTimezone ?? 'UTC'}`
  } catch {
    return scheduleInterval
  }
}

/** The next runs after now; none for what runs on demand or cannot be read. */
export function nextRuns({ scheduleInterval, pipelineTimezone }: Schedule, count: number, now: Date): Date[] {
  if (!scheduleInterval) return []
  try {
    return new Cron(scheduleInterval, { paused: true, timezone: pipelineTimezone ?? 'UTC' }).nextRuns(
      count,
      now,
    )
  } catch {
    return []
  }
}
