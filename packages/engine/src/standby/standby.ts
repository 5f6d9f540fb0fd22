/** One hot standby: asked only while it is known to be a copy of this primary that keeps up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { sharedQuestion } from './shared-question.ts'
import {
  maySeeTimeline,
  promisedPosition,
  type Replay,
  replayOf,
  systemIdentifier,
  type WalPosition,
} from './wal-position.ts'

/**
 * `behind`: later than a read would wait, or cut off from its primary. `away`: it does not answer, or the primary does not. `foreign`: no
 * standby of this primary: promoted, or following another. `denied`: its role may not see which primary it follows.
 */
export type StandbyState = 'new' | 'ready' | 'behind' | 'away' | 'foreign' | 'denied'

export interface StandbyStatus {
  /** Its host and port. */
  readonly name: string
  readonly state: StandbyState
  /** Reads that it answered since the start. */
  readonly answered: number
  /** Bytes of the log that it had not replayed when it was last looked at. */
  readonly lagBytes: number
}

export type TellStandby = (status: StandbyStatus, was: StandbyState) => void

export interface Standby {
  readonly database: Database
  /** False while it is not worth a question. */
  isReady(): boolean
  /** Whether it shows everything before the position; waits a moment for it. False makes it not ready. */
  hasReached(position: WalPosition): Promise<boolean>
  /** Whether what it showed since it had reached the position is the primary's. False makes it not ready. */
  isStillThere(position: WalPosition): Promise<boolean>
  countAnswer(): void
  /** Something went wrong with it: it is not asked before the next look. */
  failed(): void
  status(): StandbyStatus
  close(): Promise<void>
}

/** A standby of the same region is a few milliseconds behind; a read that has waited so long is quicker at the primary. */
const longestWaitMs = 20
const waitStepMs = 2
const lookEveryMs = 1000
const longestQuestionMs = 1000

/**
 * Looks at the standby once a second, whether anybody reads or not: that it was promoted is told at once.
 *
 * @param tell - called when the state changes
 */
export function createStandby(
  name: string,
  primary: Database,
  database: Database,
  tell: TellStandby,
): Standby {
  let state: StandbyState = 'new'
  let answered = 0
  let lagBytes = 0
  const replayed = sharedQuestion(() => within(longestQuestionMs, replayOf(database)))
  const closed = new AbortController()
  void keepLooking()

  const status = (): StandbyStatus => ({ name, state, answered, lagBytes })
  function become(next: StandbyState) {
    const was = state
    state = next
    if (next !== was) tell(status(), was)
  }
  /** Only a look, which asks for more than a read does, makes it ready again. */
  function isReadyAs(seen: StandbyState): boolean {
    if (seen !== 'ready') become(seen)
    return seen === 'ready'
  }

  async function keepLooking(): Promise<void> {
    const pause = { ref: false, signal: closed.signal }
    while (!closed.signal.aborted) {
      const seen = await look().catch((): StandbyState => 'away')
      if (!closed.signal.aborted) become(seen)
      await sleep(lookEveryMs, undefined, pause).catch(() => undefined)
    }
  }

  async function look(): Promise<StandbyState> {
    // Whatever the primary says: it may be gone when its standby is promoted.
    if (!(await replayed()).isStandby) return 'foreign'
    if ((await systemIdentifier(primary)) !== (await systemIdentifier(database))) return 'foreign'
    const { timeline } = await replayed()
    if (timeline === undefined && !(await maySeeTimeline(database))) return 'denied'
    return await reach(await promisedPosition(primary))
  }

  /** Waits a moment for a standby that is behind. */
  async function reach(position: WalPosition): Promise<StandbyState> {
    for (let waitedMs = 0; ; waitedMs += waitStepMs) {
      const seen = compare(await replayed(), position)
      if (seen !== 'behind' || waitedMs >= longestWaitMs) return seen
      await sleep(waitStepMs)
    }
  }

  function compare({ isStandby, lsn, timeline }: Replay, promised: WalPosition): StandbyState {
    lagBytes = Number(promised.lsn > lsn ? promised.lsn - lsn : 0n)
    if (!isStandby || (timeline !== undefined && timeline > promised.timeline)) return 'foreign'
    return timeline === promised.timeline && lsn >= promised.lsn ? 'ready' : 'behind'
  }

  return {
    database,
    isReady: () => state === 'ready',
    hasReached: async (position) => isReadyAs(await reach(position)),
    isStillThere: async (position) => isReadyAs(compare(await replayed(), position)),
    countAnswer() {
      answered += 1
    },
    failed: () => become('away'),
    status,
    async close() {
      closed.abort()
      await database.close()
    },
  }
}

/** @throws once the time is over: a server that was lost without a word never says so itself */
async function within<T>(limitMs: number, asked: Promise<T>): Promise<T> {
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => over.reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  try {
    return await Promise.race([asked, over.promise])
  } finally {
    clearTimeout(timer)
  }
}
