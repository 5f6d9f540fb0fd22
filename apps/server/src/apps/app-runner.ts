/** Runs the catalog's own apps, when somebody asks and when their schedule says so, and keeps a record of every run. */
import type { EntityJson } from '@waymark/engine'
import { type AppRunRecord, type AppSchedule, problem } from '@waymark/spec'
import { Cron } from 'croner'
import type { Logger } from 'pino'
import { type JobResult, type JobStats, type JobSurroundings, jobs } from './jobs.ts'

export interface AppRunner {
  /** Whether the app of this name runs here at all. */
  runs(name: string): boolean
  /** Starts a run and answers its record at once. @throws `parameter-invalid` while one is running */
  start(name: string, runType: 'OnDemand' | 'Scheduled'): Promise<AppRunRecord>
  /** Starts every app whose schedule has come since its last run. One replica at a time decides, so each run is one. */
  startDue(): Promise<void>
  /** Looks every minute for apps that are due. */
  startSchedule(): void
  /** Waits for runs to end. */
  stop(): Promise<void>
}

/** A run that has not ended by then has died with its process. */
const longestRunMs = 6 * 60 * 60 * 1000
const everyMinuteMs = 60_000
/** First half of the advisory locks under which one replica at a time starts an app. */
const lockClass = 7_292_665

const timelines: Readonly<Record<string, string>> = {
  Hourly: '0 * * * *',
  Daily: '0 0 * * *',
  Weekly: '0 0 * * 0',
  Monthly: '0 0 1 * *',
}

/** When the schedule last said so, in milliseconds; undefined without a schedule. */
function lastDueMs(schedule: AppSchedule | undefined, nowMs: number): number | undefined {
  const cron = schedule?.cronExpression ?? timelines[schedule?.scheduleTimeline ?? '']
  if (cron === undefined || schedule?.scheduleTimeline === 'None') return undefined
  try {
    const [last] = new Cron(cron, { timezone: 'UTC' }).previousRuns(1, new Date(nowMs))
    return last?.getTime()
  } catch {
    return undefined
  }
}

function total(result: JobResult): JobStats {
  const sum = (pick: (stats: JobStats) => number) =>
    Object.values(result).reduce((all, one) => all + pick(one), 0)
  return {
    totalRecords: sum((one) => one.totalRecords),
    successRecords: sum((one) => one.successRecords),
    failedRecords: sum((one) => one.failedRecords),
  }
}

export function createAppRunner(around: JobSurroundings, log: Logger): AppRunner {
  const { engine, database, now } = around
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined

  const latest = async (name: string): Promise<AppRunRecord | undefined> => {
    const [record] = await engine.extensions.series('app', name, 'runs', { limit: 1 })
    return record as AppRunRecord | undefined // what append checked against the schema
  }
  const keep = (name: string, record: AppRunRecord) => engine.extensions.append('app', name, 'runs', record)

  const work = async (app: EntityJson, record: AppRunRecord): Promise<void> => {
    const startedMs = record.timestamp ?? now()
    const ended = () => ({ endTime: now(), executionTime: now() - startedMs })
    try {
      const result = (await jobs[app.name]?.(around, app)) ?? {}
      const stats = { jobStats: total(result), entityStats: result }
      await keep(app.name, { ...record, ...ended(), status: 'success', successContext: { stats } })
    } catch (error) {
      log.error({ err: error, app: app.name }, 'a run of an app failed')
      const failure = { message: 'The run ended early. The server log says why.', errorSource: 'Job' }
      await keep(app.name, { ...record, ...ended(), status: 'failed', failureContext: { failure } })
    }
  }

  /** One replica at a time decides; `isDue` is asked once nobody else can start the app. */
  const begin = async (
    name: string,
    runType: string,
    isDue: (last: AppRunRecord | undefined) => boolean,
  ): Promise<AppRunRecord | undefined> =>
    await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [lockClass, name])
      const last = await latest(name)
      if (!isDue(last)) return undefined
      const app = await engine.get('app', { fqn: name }, { revealSecrets: true })
      const startTime = Math.max(now(), (last?.timestamp ?? 0) + 1)
      const schedule = app.appSchedule as AppSchedule | undefined // checked by the schema
      const record: AppRunRecord = {
        appId: app.id,
        appName: name,
        timestamp: startTime,
        startTime,
        status: 'running',
        runType,
        ...(schedule === undefined ? {} : { scheduleInfo: schedule }),
      }
      await keep(name, record)
      const run: Promise<void> = work(app, record)
        .catch((error: unknown) =>
          log.error({ err: error, app: name }, 'the record of a run was not written'),
        )
        .finally(() => running.delete(run))
      running.add(run)
      return record
    })

  const isRunning = (record: AppRunRecord | undefined): boolean =>
    record?.status === 'running' && now() - (record.timestamp ?? 0) < longestRunMs

  const startDue = async (): Promise<void> => {
    for (const name of Object.keys(jobs)) {
      const { data } = await engine.list('app', { limit: 1000 })
      const app = data.find((one) => one.name === name)
      const due =
        app?.enabled === false ? undefined : lastDueMs(app?.appSchedule as AppSchedule | undefined, now()) // checked by the schema
      if (!app || due === undefined || due < app.updatedAt) continue
      await begin(name, 'Scheduled', (last) => !isRunning(last) && (last?.timestamp ?? 0) < due)
    }
  }

  return {
    runs: (name) => Object.hasOwn(jobs, name),
    async start(name, runType) {
      const record = await begin(name, runType, (last) => !isRunning(last))
      if (record) return record
      throw problem('parameter-invalid', {
        parameter: 'name',
        expected: `an app that is not running; ${name} is.`,
      })
    },
    startDue,
    startSchedule() {
      timer = setInterval(() => {
        startDue().catch((error: unknown) =>
          log.warn({ err: error }, 'apps wait: their schedules could not be read'),
        )
      }, everyMinuteMs)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(running)
    },
  }
}
