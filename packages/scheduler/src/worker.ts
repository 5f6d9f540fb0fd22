/** A worker: takes runs from the queue, keeps them alive, ends each exactly once. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FinalState, Run, RunOutcome } from './run.ts'
import type { RunStore } from './run-store.ts'

/** Does what a run asks for. Rejecting counts as `failed` with the error's message. */
export type Execute = (
  run: Run,
  signal: AbortSignal,
) => Promise<{
  readonly state: FinalState
  readonly outcome: RunOutcome
}>

/** Why a run is told to stop. */
export type StopReason = 'asked' | 'lost' | 'shutdown'

export interface Worker {
  /** Of this process; a process that comes back is another worker. */
  readonly id: string
  /** Does the run if it still waits; resolves once it has ended. Never rejects. */
  take(runId: string): Promise<void>
  /** Looks now whether runs shall stop. */
  look(): Promise<void>
  /** Tells the runs under way to end, because their worker stops, and waits for them at most this long. */
  stop(patienceMs: number): Promise<void>
}

/** Often enough that a request to stop is heard soon; one statement, and none where nothing runs. */
export const beatEveryMs = 3_000

export function createWorker(deps: {
  readonly store: RunStore
  readonly execute: Execute
  /** Called for every change of state. */
  readonly changed: (run: Run) => Promise<void>
  /** Ends a run and does what follows from that; undefined when it had ended before. */
  readonly finish: (runId: string, state: FinalState, outcome: RunOutcome) => Promise<Run | undefined>
  readonly warn: (fields: object, message: string) => void
}): Worker {
  const { store, execute, changed, finish, warn } = deps
  const id = randomUUID()
  const running = new Map<string, { readonly controller: AbortController; readonly ended: Promise<void> }>()
  let timer: NodeJS.Timeout | undefined
  let isStopping = false

  const look = async (): Promise<void> => {
    if (running.size === 0) return
    const mine = await store.beat(id)
    for (const [runId, { controller }] of running) {
      const state = mine.get(runId)
      // Somebody took this worker for lost: what the run still does would no longer count.
      if (!state) controller.abort('lost' satisfies StopReason)
      else if (state.shallStop) controller.abort('asked' satisfies StopReason)
    }
  }
  const beat = () => {
    look().catch((error: unknown) => warn({ err: error }, 'runs could not be kept alive; trying again'))
  }

  const perform = async (
    run: Run,
    signal: AbortSignal,
  ): Promise<{ state: FinalState; outcome: RunOutcome }> => {
    try {
      return await execute(run, signal)
    } catch (error) {
      warn({ err: error, runId: run.runId }, 'a run could not be done')
      return { state: 'failed', outcome: { message: error instanceof Error ? error.message : String(error) } }
    }
  }

  const take = async (runId: string): Promise<void> => {
    if (isStopping) return
    const run = await store.claim(runId, id)
    // Stopped before it began, or given to the queue twice.
    if (!run) return
    const controller = new AbortController()
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    running.set(runId, { controller, ended })
    timer ??= setInterval(beat, beatEveryMs)
    try {
      await changed(run)
      const { state, outcome } = await perform(run, controller.signal)
      await finish(runId, state, outcome)
    } finally {
      running.delete(runId)
      end()
      if (running.size === 0) {
        clearInterval(timer)
        timer = undefined
      }
    }
  }

  return {
    id,
    look,
    async take(runId) {
      try {
        await take(runId)
      } catch (error) {
        // Whoever sweeps ends it: nobody keeps it alive any more.
        warn({ err: error, runId }, 'a run was given up: the database could not be told what came of it')
      }
    },
    async stop(patienceMs) {
      isStopping = true
      for (const { controller } of running.values()) controller.abort('shutdown' satisfies StopReason)
      const ends = [...running.values()].map(({ ended }) => ended)
      // A run that does not end is one whose worker is lost: somebody else ends it.
      await Promise.race([Promise.all(ends), sleep(patienceMs, undefined, { ref: false })])
      clearInterval(timer)
    },
  }
}
