/** Notices that PostgreSQL died under us, and starts it again. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './postmaster.ts'
import { isRunning } from './running-process.ts'

const lookEveryMs = 500
const longestPauseMs = 30_000

export interface Supervisor {
  /** Stops watching and returns the id of the server that runs now, or ran last. */
  end(): Promise<number>
}

/**
 * Watches the process `pid`. While it is gone and `isWorthIt`, calls `restart` at growing intervals until it succeeds: a full disk
 * may be emptied.
 */
export function keepRunning(
  pid: number,
  log: Log,
  actions: { isWorthIt(): boolean; restart(): Promise<number> },
): Supervisor {
  const ended = new AbortController()
  const pause = (ms: number) =>
    sleep(ms, undefined, { ref: false, signal: ended.signal }).catch(() => undefined)
  const watch = async () => {
    let current = pid
    for (let pauseMs = lookEveryMs; !ended.signal.aborted; await pause(pauseMs)) {
      if (isRunning(current)) continue
      if (!actions.isWorthIt()) {
        log.warn('PostgreSQL ended because its data directory was removed; it is not started again.')
        return current
      }
      log.warn(`PostgreSQL (process ${current}) ended unexpectedly; starting it again.`)
      try {
        current = await actions.restart()
        pauseMs = lookEveryMs
        log.info(`PostgreSQL runs again (process ${current}).`)
      } catch (error) {
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
        log.warn(
          `${error instanceof Error ? error.message : String(error)} Trying again in ${pauseMs / 1000} s.`,
        )
      }
    }
    return current
  }
  const watching = watch()
  return {
    end() {
      ended.abort()
      return watching
    },
  }
}
