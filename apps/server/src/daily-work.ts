/** What a catalog does once a day by itself: counts what it holds, and makes room for the measurements of the next months. */
import { takeDailySnapshot } from '@waymark/api'
import { type Database, type Engine, ensurePartitions } from '@waymark/engine'
import type { Logger } from 'pino'

export interface DailyWork {
  /**
   * Looks now whether the work of the day is done, and does it if not. One replica at a time does: where another one
   * is at it, nothing happens here.
   */
  catchUp(): Promise<'done' | 'nothing to do' | 'elsewhere'>
  /** Looks soon after the start and then every hour, so that a day that begins while the server runs is not missed. */
  startSchedule(): void
  /** Stops looking, and waits for what is under way. */
  stop(): Promise<void>
}

const dayMs = 24 * 60 * 60_000
const everyHourMs = 60 * 60_000
/** The first requests after a start come first. */
const firstLookMs = 10_000
/** The advisory lock under which one replica at a time does the work. */
const lockKey = 'daily-work'

export function createDailyWork(
  { engine, database, now }: { engine: Engine; database: Database; now: () => number },
  log: Logger,
): DailyWork {
  const timers: NodeJS.Timeout[] = []
  let underWay: Promise<unknown> = Promise.resolve()

  const isCounted = async (): Promise<boolean> => {
    const startMs = Math.floor(now() / dayMs) * dayMs
    const window = { startMs, endMs: startMs + dayMs - 1, limit: 1 }
    return (await engine.records.list('report', 'entityReportData', window)).total > 0
  }

  const catchUp: DailyWork['catchUp'] = async () =>
    await database.transaction(async (tx) => {
      const { rows } = await tx.query<{ locked: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked',
        [lockKey],
      )
      if (!rows[0]?.locked) return 'elsewhere'
      // It counts on other connections, for as long as a large catalog takes.
      await tx.query('set local idle_in_transaction_session_timeout = 0')
      await ensurePartitions(database, now())
      if (await isCounted()) return 'nothing to do'
      await takeDailySnapshot({ engine, now })
      return 'done'
    })

  const look = () => {
    underWay = catchUp().catch((error: unknown) =>
      log.warn({ err: error }, 'the counts of the day wait: the next look in an hour takes them'),
    )
  }

  return {
    catchUp,
    startSchedule() {
      timers.push(setTimeout(look, firstLookMs), setInterval(look, everyHourMs))
      for (const timer of timers) timer.unref()
    },
    async stop() {
      for (const timer of timers.splice(0)) clearTimeout(timer)
      await underWay
    },
  }
}
