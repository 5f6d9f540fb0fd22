/** One hot standby: asked only while it is known to be a copy of this primary that keeps up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { sharedQuestion } from './shared-question.ts'
import {
  followedTimeline,
  promisedPosition,
  replayedLsn,
  systemIdentifier,
  type WalPosition,
} from './wal-position.ts'

/** `behind`: later than a read would wait. `foreign`: no standby of this primary. */
export type StandbyState = 'new' | 'ready' | 'behind' | 'away' | 'foreign'

export interface StandbyStatus {
  /** Its host and port. */
  readonly name: string
  readonly state: StandbyState
  /** Reads that it answered since the start. */
  readonly answered: number
  /** Bytes of the log that it had not replayed when it was last looked at. */
  readonly lagBytes: number
}

export interface Standby {
  readonly database: Database
  /** False while it is not worth a question; looks again by itself, without making anybody wait. */
  isReady(): boolean
  /** Whether it shows everything before the position; waits a moment for it. False makes it not ready. */
  hasReached(position: WalPosition): Promise<boolean>
  countAnswer(): void
  /** Something went wrong with it: it is not asked before the next look. */
  failed(): void
  status(): StandbyStatus
}

/** A standby of the same region is a few milliseconds behind; a read that has waited so long is quicker at the primary. */
const longestWaitMs = 20
const waitStepMs = 2
const lookAgainMs = 1000

/** @param tell - called when the state changes */
export function createStandby(
  name: string,
  primary: Database,
  database: Database,
  { now, tell }: { readonly now: () => number; readonly tell: (status: StandbyStatus) => void },
): Standby {
  let state: StandbyState = 'new'
  let timeline: number | undefined
  let answered = 0
  let lagBytes = 0
  let lookAtMs = 0
  const replayed = sharedQuestion(() => replayedLsn(database))

  const status = (): StandbyStatus => ({ name, state, answered, lagBytes })
  const become = (next: StandbyState) => {
    const isNews = next !== state
    state = next
    if (isNews) tell(status())
  }

  async function look(): Promise<StandbyState> {
    const position = await promisedPosition(primary)
    if ((await systemIdentifier(primary)) !== (await systemIdentifier(database))) return 'foreign'
    timeline = await followedTimeline(database)
    if (timeline === undefined) return 'foreign'
    // After a failover a standby shows the new timeline with its next restart point.
    return (await isThere(position)) && timeline === position.timeline ? 'ready' : 'behind'
  }

  async function isThere({ lsn }: WalPosition): Promise<boolean> {
    const at = await replayed()
    lagBytes = Number(lsn > at ? lsn - at : 0n)
    return at >= lsn
  }

  return {
    database,
    isReady() {
      if (state !== 'ready' && now() >= lookAtMs) {
        lookAtMs = now() + lookAgainMs
        void look().then(become, () => become('away'))
      }
      return state === 'ready'
    },
    async hasReached(position) {
      for (let waitedMs = 0; position.timeline === timeline; waitedMs += waitStepMs) {
        if (await isThere(position)) return true
        if (waitedMs >= longestWaitMs) break
        await sleep(waitStepMs)
      }
      lookAtMs = now() + lookAgainMs
      become('behind')
      return false
    },
    countAnswer() {
      answered += 1
    },
    failed() {
      lookAtMs = now() + lookAgainMs
      become('away')
    },
    status,
  }
}
