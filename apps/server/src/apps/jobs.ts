/** The apps that the catalog runs itself: what each does, and what it says it did. */
import {
  correctSeries,
  type Database,
  dropEmptyMonths,
  type Engine,
  type EntityJson,
  expireEntries,
} from '@waymark/engine'

export interface JobStats {
  readonly totalRecords: number
  readonly successRecords: number
  readonly failedRecords: number
}

/** Counts by what was worked on. */
export type JobResult = Readonly<Record<string, JobStats>>

export interface JobSurroundings {
  readonly engine: Engine
  readonly database: Database
  readonly now: () => number
}

export type Job = (around: JobSurroundings, app: EntityJson) => Promise<JobResult>

function stats(count: number): JobStats {
  return { totalRecords: count, successRecords: count, failedRecords: 0 }
}

/** Makes the search documents of the chosen types anew; of all of them where none is chosen. */
const searchIndexing: Job = async ({ engine }, app) => {
  const { entities } = (app.appConfiguration ?? {}) as { entities?: readonly string[] } // checked by the schema
  const chosen = entities === undefined || entities.includes('all') ? undefined : new Set(entities)
  const result: Record<string, JobStats> = {}
  for (const { type, search } of engine.registry.all) {
    if (search && (!chosen || chosen.has(type))) result[type] = stats(await engine.search.rebuild(type))
  }
  return result
}

const dayMs = 24 * 60 * 60 * 1000

interface Retention {
  readonly changeEventRetentionPeriod?: number
  readonly activityThreadsRetentionPeriod?: number
  readonly testCaseResultsRetentionPeriod?: number
  readonly profileDataRetentionPeriod?: number
  readonly auditLogRetentionPeriod?: number
}

/** Events that an alert or the activity feed has not read yet stay, however old they are. As many at once as are deleted in time. */
const deleteEvents = `
delete from change_event
 where at_ms < $1
   and sequence < (select min(sequence) + 50000 from change_event)
   and sequence <= coalesce((select min(sequence) from subscription_state where status in ('active', 'awaitingRetry', 'failed')), 9e18)
   and sequence <= coalesce((select min(sequence) from outbox_reader), 9e18)`

/** Removes what is older than the configured periods, each in days; a period that is not set removes nothing. */
const dataRetention: Job = async ({ engine, database, now }, app) => {
  const periods = (app.appConfiguration ?? {}) as Retention // checked by the schema
  const remove = async (
    days: number | undefined,
    work: (beforeMs: number) => Promise<number>,
  ): Promise<JobStats> => stats(days === undefined || days <= 0 ? 0 : await work(now() - days * dayMs))
  const rows = (text: string) => async (beforeMs: number) => (await database.query(text, [beforeMs])).rowCount
  const series = (type: string, names: readonly string[]) => (beforeMs: number) =>
    expireEntries(database, type, names, beforeMs)
  const result = {
    changeEvents: await remove(periods.changeEventRetentionPeriod, async (beforeMs) => {
      await database.query('delete from delivered_event where at_ms < $1', [beforeMs])
      await database.query('delete from undelivered_event where at_ms < $1', [beforeMs])
      let deleted = 0
      for (;;) {
        const some = await rows(deleteEvents)(beforeMs)
        if (some === 0) return deleted
        deleted += some
      }
    }),
    activityThreads: await remove(periods.activityThreadsRetentionPeriod, (beforeMs) =>
      engine.conversations.deleteOlderThan(beforeMs),
    ),
    testCaseResults: await remove(
      periods.testCaseResultsRetentionPeriod,
      series('testCase', ['results', 'dimensionResults']),
    ),
    profileData: await remove(
      periods.profileDataRetentionPeriod,
      series('table', ['profile', 'columnProfiles', 'systemProfiles']),
    ),
    auditLog: await remove(
      periods.auditLogRetentionPeriod,
      rows('delete from audit_entry where at < to_timestamp($1 / 1000.0)'),
    ),
  }
  await dropEmptyMonths(database, now())
  await correctSeries(database)
  return result
}

/** By the name of the app. */
export const jobs: Readonly<Record<string, Job>> = {
  SearchIndexingApplication: searchIndexing,
  DataRetentionApplication: dataRetention,
}
