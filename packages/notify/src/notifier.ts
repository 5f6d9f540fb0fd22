/** The worker that delivers: woken by the outbox, looking again by itself, sharing the alerts with every other replica. */
import { randomUUID } from 'node:crypto'
import type { Database, Engine } from '@waymark/engine'
import { readActivity } from './activity-reader.ts'
import type { AddressGuard } from './address-guard.ts'
import { readAlert } from './alert.ts'
import { deliverAlert } from './deliver.ts'
import type { Mailer } from './destinations/email.ts'
import { createGuardedPost } from './guarded-post.ts'
import { createAlertStates } from './state.ts'

export interface NotifierOptions {
  readonly engine: Engine
  readonly database: Database
  readonly guard: AddressGuard
  readonly mailer?: Mailer
  readonly baseUrl: string
  readonly log: { warn(fields: object, message: string): void }
  readonly now?: () => number
  readonly random?: () => number
  readonly retryDelayMs?: (attempt: number, random: () => number) => number
}

export interface Notifier {
  start(): Promise<void>
  /** Waits for the event that is being delivered, and for no other. */
  stop(): Promise<void>
  /** Delivers what is due now; for tests, and for a worker that was woken. */
  deliverDue(): Promise<void>
}

/** Retries and schedules come due without an event; this is how late they may be noticed. */
const lookAgainMs = 1000
/** What a missing or locked database leaves to the next look. */
const rounds = 1000

/**
 * Every replica may run one. An event reaches each destination of an alert at least once, and those of one alert in
 * their order: a replica claims the alert, and one that dies gives it back when its lease ends.
 */
export function createNotifier(options: NotifierOptions): Notifier {
  const { engine, database, log } = options
  const owner = randomUUID()
  const states = createAlertStates(database)
  let isStopping = false
  let isWoken = false
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let subscription: { unsubscribe(): Promise<void> } | undefined
  const around = {
    engine,
    post: createGuardedPost(options.guard),
    mailer: options.mailer,
    baseUrl: options.baseUrl,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    states,
    owner,
    isStopping: () => isStopping,
    ...(options.retryDelayMs ? { retryDelayMs: options.retryDelayMs } : {}),
  }

  const deliverDue = async (): Promise<void> => {
    for (
      let round = 0;
      round < rounds && !isStopping && (await readActivity(engine, database, owner));
      round += 1
    );
    await states.adopt()
    const latest = await engine.events.latestSequence()
    const idle: string[] = []
    for (let round = 0; round < rounds && !isStopping; round += 1) {
      const state = await states.claim(owner, idle, latest)
      if (!state) return
      const id = state.subscription_id
      try {
        const alert = await readAlert(engine, id)
        const hasMore = alert?.isEnabled === true && (await deliverAlert(around, alert, state))
        if (!hasMore) idle.push(id)
      } finally {
        await states.release(id, owner)
      }
    }
  }
  /** One run at a time; a wake-up during a run makes one more. */
  const wake = (): void => {
    isWoken = true
    if (running || isStopping) return
    running = (async () => {
      while (isWoken && !isStopping) {
        isWoken = false
        await deliverDue()
      }
    })()
      .catch((error: unknown) => log.warn({ err: error }, 'notifications wait: the outbox could not be read'))
      .finally(() => {
        running = undefined
      })
  }
  return {
    deliverDue,
    async start() {
      subscription = await engine.events.subscribe(wake)
      timer = setInterval(wake, lookAgainMs)
      timer.unref()
      wake()
    },
    async stop() {
      isStopping = true
      clearInterval(timer)
      await subscription?.unsubscribe()
      await running
    },
  }
}
