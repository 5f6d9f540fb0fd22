/** Lets so many work at a time, in the order in which they asked. */
import { problem } from '@waymark/spec'

export interface Turns {
  /** @throws problem `database-unavailable` after `longestWaitMs` */
  take(): Promise<void>
  /** Whoever took a turn gives it back, once. */
  giveBack(): void
  waiting(): number
}

export function createTurns(places: number, longestWaitMs: number): Turns {
  let free = places
  const waiting = new Set<() => void>()
  return {
    async take() {
      if (free > 0) {
        free -= 1
        return
      }
      await new Promise<void>((resolve, reject) => {
        const begin = () => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          waiting.delete(begin)
          reject(problem('database-unavailable', { reason: 'has no connection left for a change' }))
        }, longestWaitMs)
        waiting.add(begin)
      })
    },
    giveBack() {
      const [next] = waiting
      if (!next) {
        free += 1
        return
      }
      waiting.delete(next)
      next()
    },
    waiting: () => waiting.size,
  }
}
