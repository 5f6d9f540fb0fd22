/** Lets so many work at a time, in the order in which they asked. */
import { problem } from '@waymark/spec'

interface Turns {
  /** @throws problem `database-unavailable` with the given reason where its turn does not come within the longest wait; what `work` throws */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  waiting(): number
}

/** @param reason - why it is not its turn in time, in words that follow "The database" */
export function createTurns(places: number, longestWaitMs: number, reason: string): Turns {
  let free = places
  const waiting = new Set<() => void>()

  async function take(): Promise<void> {
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
        reject(problem('database-unavailable', { reason }))
      }, longestWaitMs)
      waiting.add(begin)
    })
  }

  /** A place goes from hand to hand, so that nobody who comes later gets in between. */
  function giveBack(): void {
    const [next] = waiting
    if (!next) {
      free += 1
      return
    }
    waiting.delete(next)
    next()
  }

  return {
    async inTurn(work) {
      await take()
      try {
        return await work()
      } finally {
        giveBack()
      }
    },
    waiting: () => waiting.size,
  }
}
