/** Ends connections that wait for an answer which cannot come any more: the host at their other end vanished without a word. */
import type pg from 'pg'

export interface UnansweredWatch {
  /** A transaction has this connection: it owes an answer only while one of its statements is under way. */
  hold(client: pg.PoolClient): void
  /** @param answer - of a statement that was sent over a connection that is held */
  answered<T>(client: pg.PoolClient, answer: Promise<T>): Promise<T>
  stop(): void
}

/**
 * One clock for all connections: a timer for each statement, as the driver would set it, keeps what was answered in memory for longer.
 * @param longestMs - for one answer; what waits when its connection is ended fails like all that lose theirs, after a tenth more at most
 */
export function watchUnanswered(pool: pg.Pool, longestMs: number): UnansweredWatch {
  /** Connections that owe answers: how many, and since when nothing was heard. */
  const owing = new Map<pg.PoolClient, { answers: number; sinceMs: number }>()
  // Whoever takes a connection and is no transaction asks one thing of it and gives it back.
  pool.on('acquire', (client) => owing.set(client, { answers: 1, sinceMs: performance.now() }))
  pool.on('release', (_error, client) => owing.delete(client))
  const look = () => {
    const latestMs = performance.now() - longestMs
    for (const [client, { sinceMs }] of owing) {
      if (sinceMs > latestMs) continue
      owing.delete(client)
      // `client.end()` would wait for the answers.
      client.connection.stream.destroy()
    }
  }
  const timer = setInterval(look, longestMs / 10)
  timer.unref()
  return {
    hold: (client) => void owing.delete(client),
    async answered(client, answer) {
      const before = owing.get(client)
      if (before) before.answers += 1
      else owing.set(client, { answers: 1, sinceMs: performance.now() })
      try {
        return await answer
      } finally {
        const after = owing.get(client)
        if (after && after.answers > 1) {
          after.answers -= 1
          after.sinceMs = performance.now()
        } else owing.delete(client)
      }
    },
    stop: () => clearInterval(timer),
  }
}
