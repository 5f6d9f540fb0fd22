/** Takes wishes and schedules, hands runs to workers, and sees to it that each ends once. */
import { randomUUID } from 'node:crypto'
import { type Database, type Engine, type EntityJson, everyEntity, type Tx } from '@waymark/engine'
import { unlessMissing } from '@waymark/spec'
import { oneAtATime } from './one-at-a-time.ts'
import { openQueue, type Queue } from './queue.ts'
import type { FinalState, Run, RunOutcome, RunRequest } from './run.ts'
import { createRunStore } from './run-store.ts'
import {
  airflowConfigOf,
  isScheduled,
  leaveOf,
  type RunLeave,
  retryOf,
  runOfPipeline,
} from './saved-ingestion.ts'
import { readSchedule } from './schedule.ts'
import { createScheduleStore, type ScheduledPipeline } from './schedule-store.ts'
import { tellCatalog } from './telling.ts'
import { createWorker, type Execute } from './worker.ts'

export interface SchedulerDependencies {
  readonly engine: Engine
  readonly database: Database
  /** Decides when schedules are due. Everything else goes by the database's clock. */
  readonly now: () => number
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  /** Does the work of this process. Absent where it takes none: runs are asked for here and done elsewhere. */
  readonly work?: { readonly execute: Execute; readonly concurrency: number }
  /** How often it looks for what is due (default 5 s) and for what was lost (default 10 s). */
  readonly everyMs?: { readonly look: number; readonly sweep: number }
}

export interface Scheduler {
  /** Queues a run of a saved ingestion, or answers the one that waits already and may do as much. @throws `entity-not-found` */
  trigger(pipelineId: string, askedBy: string, leave?: RunLeave): Promise<{ readonly runId: string }>
  /** Makes the schedule of an ingestion known; without one it only runs when asked. @throws `body-invalid` */
  deploy(pipelineId: string): Promise<void>
  /** Ends the waiting runs of an ingestion and tells those under way to stop. Answers how many there were. */
  kill(pipelineId: string): Promise<number>
  /** When a deployed ingestion is due next, and what became of the last time; undefined where no schedule is known. */
  nextDue(
    pipelineId: string,
  ): Promise<{ readonly dueMs: number | undefined; readonly remark: string | undefined } | undefined>
  /** Queues work that is no saved ingestion. */
  add(request: Omit<RunRequest, 'runId' | 'cause'>): Promise<Run>
  run(runId: string): Promise<Run | undefined>
  /** Begins to look after runs; where this process works, also to take them. */
  start(): Promise<void>
  /** Runs of this process end as failed; their retries are for others. */
  stop(): Promise<void>
}

/** A worker that was silent for this long is lost. It says every 3 seconds that it lives. */
const lostAfterMs = 30_000
/** With the time above, the run of a lost worker has failed after 40 seconds. Schedules have minutes; what is asked for is announced. */
const often = { look: 5_000, sweep: 10_000 }
/** Time that runs get to end when their worker stops. */
const stopMs = 25_000
const hourMs = 60 * 60_000
/** Runs and their logs are kept this long. */
const keepMs = 90 * 24 * hourMs
/** First half of the advisory locks under which one request at a time asks for a run of an ingestion. */
const lockClass = 7_292_666

/**
 * Any number of processes may have one on the same database. A time that is due makes one run, however many look; runs
 * of one service wait for each other; each run ends once, that of a lost worker as failed.
 */
export function createScheduler(deps: SchedulerDependencies): Scheduler {
  const { engine, database, now, log, work, everyMs = often } = deps
  const runs = createRunStore(database)
  const schedules = createScheduleStore(database, now)

  const pipelineOf = (id: string) => engine.get('ingestionPipeline', { id })
  const findPipeline = (id: string): Promise<EntityJson | undefined> => unlessMissing(pipelineOf(id))
  const tell = async (run: Run): Promise<void> => {
    try {
      await tellCatalog(engine, run)
      if (run.endedAtMs !== undefined) await runs.told(run.runId)
    } catch (error) {
      log.warn(
        { err: error, runId: run.runId },
        'the catalog was not told how a run is; the next look does it',
      )
    }
  }

  /** The end and the retry that follows from it are one transaction. */
  const finish = async (runId: string, state: FinalState, outcome: RunOutcome): Promise<Run | undefined> => {
    const known = await runs.get(runId)
    const mayRetry = known?.kind === 'ingestion' && state === 'failed'
    const pipeline = mayRetry ? await findPipeline(known.subjectId) : undefined
    const retry = known && pipeline && retryOf(pipeline, known)
    const { ended, queued } = await database.transaction(async (tx) => {
      const ended = await runs.end(runId, state, outcome, tx)
      return { ended, queued: ended && retry ? await runs.add(retry, tx) : undefined }
    })
    if (ended) await tell(ended)
    if (queued) await tell(queued)
    return ended
  }

  const worker =
    work &&
    createWorker({ store: runs, execute: work.execute, changed: tell, finish, warn: log.warn.bind(log) })

  /** One request at a time for an ingestion: two that come together get one run. */
  const alone = async <T>(subjectId: string, ask: (tx: Tx) => Promise<T>): Promise<T> =>
    await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [lockClass, subjectId])
      return await ask(tx)
    })

  const startDue = async (): Promise<void> => {
    const queued: Run[] = []
    await schedules.take(async ({ pipelineId, dueMs }, tx) => {
      const pipeline = await findPipeline(pipelineId)
      if (!pipeline || !isScheduled(pipeline)) return 'It is not scheduled any more.'
      // An ingestion does not overtake itself: the next occurrence finds what this one would have.
      const [open] = await runs.open(pipelineId, tx)
      if (open)
        return `Left out at ${new Date(dueMs).toISOString()}: run ${open.runId} was still ${open.state}.`
      queued.push(await runs.add(runOfPipeline(pipeline, 'schedule', 'schedule', { dueMs }), tx))
      return undefined
    })
    for (const run of queued) await tell(run)
  }

  /** What was changed, deployed or deleted since the last look, in whatever way. */
  let seenSequence = -1
  const followChanges = async (): Promise<void> => {
    const sequence = await engine.events.latestSequence()
    if (sequence === seenSequence) return
    const scheduled: ScheduledPipeline[] = []
    for await (const pipeline of everyEntity(engine, 'ingestionPipeline')) {
      if (isScheduled(pipeline))
        scheduled.push({ id: pipeline.id, settings: { ...airflowConfigOf(pipeline) } })
    }
    for (const [pipelineId, error] of await schedules.keepOnly(scheduled)) {
      log.warn(
        { err: error, pipelineId },
        'a deployed ingestion is not scheduled: its schedule cannot be read',
      )
    }
    seenSequence = sequence
  }

  let queue: Promise<Queue> | undefined
  const handToQueue = async (): Promise<void> => {
    if (!work || !worker || !(await runs.hasWaiting())) return
    queue ??= openQueue(database, {
      concurrency: work.concurrency,
      take: worker.take,
      onError: (error) => log.warn({ err: error }, 'the queue of runs has trouble; it tries again'),
      stopMs,
    })
    // The next look opens it anew.
    queue.catch(() => {
      queue = undefined
    })
    const open = await queue
    if ((await runs.dispatch(open.add)) > 0) open.wake()
  }

  let forgottenAtMs = 0
  const sweep = async (): Promise<void> => {
    for (const { runId, outcome } of await runs.lost(lostAfterMs)) {
      if (await finish(runId, 'failed', outcome)) log.warn({ runId }, 'a run failed: its worker was lost')
    }
    for (const run of await runs.untold()) await tell(run)
    if (now() - forgottenAtMs < hourMs) return
    forgottenAtMs = now()
    await runs.forget(keepMs)
    await engine.runLogs.forget(now() - keepMs)
  }

  const sweeping = oneAtATime(sweep, (error) =>
    log.warn({ err: error }, 'runs could not be looked after; trying again'),
  )
  const looking = oneAtATime(
    async () => {
      await worker?.look()
      await followChanges()
      await startDue()
      await handToQueue()
    },
    (error) => log.warn({ err: error }, 'the worker cannot see what there is to do; trying again'),
  )
  const timers: NodeJS.Timeout[] = []
  let listener: { close(): Promise<void> } | undefined

  return {
    async trigger(pipelineId, askedBy, leave = { allowMassDelete: false }) {
      const pipeline = await pipelineOf(pipelineId)
      const { run, isNew } = await alone(pipelineId, async (tx) => {
        const open = await runs.open(pipelineId, tx)
        const mayDoAsMuch = (run: Run) => leaveOf(run).allowMassDelete || !leave.allowMassDelete
        const waiting = open.find(
          (run) => run.state === 'queued' && run.cause !== 'retry' && mayDoAsMuch(run),
        )
        if (waiting) return { run: waiting, isNew: false }
        const more = leave.allowMassDelete ? { request: leave } : {}
        return { run: await runs.add(runOfPipeline(pipeline, askedBy, 'asked', more), tx), isNew: true }
      })
      if (isNew) await tell(run)
      return { runId: run.runId }
    },
    async deploy(pipelineId) {
      const pipeline = await pipelineOf(pipelineId)
      const settings = { ...airflowConfigOf(pipeline) }
      readSchedule(settings)
      if (isScheduled({ ...pipeline, deployed: true })) await schedules.save({ id: pipelineId, settings })
      else await schedules.remove(pipelineId)
    },
    async kill(pipelineId) {
      const { ended, told } = await runs.stop(pipelineId)
      for (const run of ended) await tell(run)
      return ended.length + told
    },
    nextDue: (pipelineId) => schedules.next(pipelineId),
    async add(request) {
      const run = await runs.add({ ...request, runId: randomUUID(), cause: 'asked' })
      await tell(run)
      return run
    },
    run: (runId) => runs.get(runId),
    async start() {
      timers.push(setInterval(sweeping.ask, everyMs.sweep))
      sweeping.ask()
      if (!worker) return
      listener = await runs.listen(looking.ask)
      timers.push(setInterval(looking.ask, everyMs.look))
      looking.ask()
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer)
      await listener?.close()
      await Promise.all([looking.settled(), sweeping.settled()])
      await worker?.stop(stopMs)
      await (await queue)?.stop()
    },
  }
}
