/** The queue of runs: pg-boss in a schema of its own on the same PostgreSQL. Which worker takes what is its decision. */
import type { Database, Tx } from '@waymark/engine'
import type { Run } from './run.ts'

export interface Queue {
  /** Part of the caller's transaction. */
  add(run: Run, tx: Tx): Promise<void>
  /** Looks now instead of at the next poll. */
  wake(): void
  /** Takes no more runs; answers when the ones under way are through. */
  stop(): Promise<void>
}

/** No service has two runs at a time, over all workers. */
const runsPerGroup = 1
/** A job that was not heard of for this long is given up, so that the next run of its service can start. */
const heartbeatSeconds = 20
/** How often jobs are looked at that were not heard of. */
const superviseSeconds = 10
/** The longest that pg-boss lets a job be: a day. */
const longestSeconds = 24 * 60 * 60
const daySeconds = 24 * 60 * 60
const queueName = 'ingestion-runs'

/**
 * Starts taking runs.
 *
 * @param options - `concurrency`: runs at a time in this process; `take` is given the id of a run, and resolves when it
 * is through with it, however it ended; `stopMs`: how long `stop` waits for them
 */
export async function openQueue(
  database: Database,
  options: {
    readonly concurrency: number
    readonly take: (runId: string) => Promise<void>
    readonly onError: (error: Error) => void
    readonly stopMs: number
  },
): Promise<Queue> {
  // Loaded only where something is to be done: a catalog that ingests nothing does without it.
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.query<object>(text, values) },
    schema: 'waymark_queue',
    application_name: 'waymark-queue',
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  })
  boss.on('error', options.onError)
  await boss.start()
  await boss.createQueue(queueName, {
    // A run that failed is tried again as a run of its own.
    retryLimit: 0,
    expireInSeconds: longestSeconds,
    heartbeatSeconds,
    deleteAfterSeconds: daySeconds,
  })
  const workerId = await boss.work<{ runId: string }>(
    queueName,
    {
      localConcurrency: options.concurrency,
      groupConcurrency: runsPerGroup,
      pollingIntervalSeconds: 2,
    },
    async (jobs) => {
      for (const { data } of jobs) await options.take(data.runId)
    },
  )
  return {
    async add({ runId, groupKey }, tx) {
      const db = { executeSql: (text: string, values?: unknown[]) => tx.query<object>(text, values) }
      await boss.send(queueName, { runId }, { id: runId, group: { id: groupKey }, db })
    },
    wake: () => boss.notifyWorker(workerId),
    stop: () => boss.stop({ graceful: true, timeout: options.stopMs, close: false }),
  }
}
