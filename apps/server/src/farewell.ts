/** How a server leaves: it says that it is not ready and keeps no connection, while it answers on until proxies have noticed. */
import type { Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Readiness } from '@waymark/api'

interface Farewell {
  /** What this process tells of itself; once it leaves, that it is not ready. */
  readiness(ask: () => Promise<Readiness>): () => Promise<Readiness>
  /** Ends every connection of the server with its next answer, from the moment it leaves. */
  watch(server: Server): void
  /** Leaves, and resolves when those who ask had the time to go elsewhere. */
  say(): Promise<void>
}

export function createFarewell(waitMs: number): Farewell {
  let isLeaving = false
  return {
    readiness: (ask) => async () => {
      const { ready, checks } = await ask()
      return isLeaving ? { ready: false, checks: { ...checks, server: 'stopping' } } : { ready, checks }
    },
    watch(server) {
      server.prependListener('request', (_request, response) => {
        if (isLeaving) response.setHeader('connection', 'close')
      })
    },
    async say() {
      isLeaving = true
      if (waitMs > 0) await setTimeout(waitMs)
    },
  }
}
