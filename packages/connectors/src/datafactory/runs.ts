/** Runs of pipelines and activities as statuses of the catalog. */
import { type Json, milliseconds, present, record, text } from '../json-values.ts'

/** https://learn.microsoft.com/azure/data-factory/monitor-programmatically */
const statuses: Readonly<Record<string, string>> = {
  Succeeded: 'Successful',
  Failed: 'Failed',
  Cancelled: 'Failed',
  Canceled: 'Failed',
  Skipped: 'Skipped',
  Inactive: 'Skipped',
}

function statusOf(said: unknown): string {
  const status = text(said) ?? ''
  return (Object.hasOwn(statuses, status) ? statuses[status] : undefined) ?? 'Pending'
}

/** @returns the body of a status, or undefined for a run that has not started */
export function runStatus(run: Json, activities: readonly Json[]): Record<string, unknown> | undefined {
  const timestamp = milliseconds(run.runStart)
  if (timestamp === undefined) return undefined
  const executionStatus = statusOf(run.status)
  const message = text(run.message)
  return {
    timestamp,
    executionId: String(run.runId),
    executionStatus,
    ...present({ endTime: milliseconds(run.runEnd) }),
    ...(executionStatus === 'Failed' && message ? { error: { errorMessage: message.slice(0, 4_000) } } : {}),
    taskStatus: [...Map.groupBy(activities, (each) => String(each.activityName))].map(([name, runs]) =>
      taskStatus(name, runs),
    ),
  }
}

/** Worst first: a loop's activity runs many times, and one failure is the task's. */
const severity = ['Failed', 'Pending', 'Successful', 'Skipped']

function taskStatus(name: string, runs: readonly Json[]): Record<string, unknown> {
  const states = runs.map((run) => statusOf(run.status))
  const ends = runs.flatMap((run) => milliseconds(run.activityRunEnd) ?? [])
  const starts = runs.flatMap((run) => milliseconds(run.activityRunStart) ?? [])
  const rows = (member: string) => {
    const counts = runs.flatMap((run) => {
      const count = record(run.output)[member]
      return typeof count === 'number' ? [Math.trunc(count)] : []
    })
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0)
  }
  const metrics = present({ rowsRead: rows('rowsRead'), rowsWritten: rows('rowsCopied') })
  return {
    name,
    executionStatus: severity.find((state) => states.includes(state)) ?? 'Pending',
    ...(starts.length > 0 ? { startTime: Math.min(...starts) } : {}),
    ...(ends.length === runs.length ? { endTime: Math.max(...ends) } : {}),
    ...(Object.keys(metrics).length > 0 ? { metrics } : {}),
  }
}
