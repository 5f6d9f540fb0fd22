/** When an ingestion runs, in words and dates. */
import { Cron } from 'croner'
import cronstrue from 'cronstrue'
import { ingestionTexts as texts } from '../../texts/ingestion.ts'
import type { Schedule } from './ingestion-api.ts'

/** Schedules that most people want; the minute keeps ingestions of a full hour apart. */
export const presets: readonly (readonly [cron: string, label: string])[] = [
  ['', texts.onlyWhenStart],
  ['5 * * * *', texts.everyHour],
  ['0 */6 * * *', texts.everySixHours],
  ['0 2 * * *', texts.everyNight],
  ['0 2 * * 1-5', texts.everyWorkingDay],
  ['0 3 * * 0', texts.everySunday],
]

/** What is wrong with a cron expression; undefined for a good one. */
export function cronProblem(expression: string): string | undefined {
  if (expression.trim().split(/\s+/).length !== 5) return texts.cronFields
  try {
    new Cron(expression, { paused: true })
    return undefined
  } catch {
    return texts.notCron
  }
}

/** The schedule as a sentence: `At 02:00 AM, Europe/Berlin`. */
export function scheduleWords({ scheduleInterval, pipelineTimezone }: Schedule): string {
  if (!scheduleInterval) return texts.onlyWhenStarted
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
