/** The metrics of a server that has everything there is to measure: what the reference, the dashboard and the alerts are held against. */
import { createMetrics } from '../../apps/server/src/metrics.ts'
import { serverGauges } from '../../apps/server/src/server-gauges.ts'

/** What a server writes that knows everything about itself. */
export async function everyMetric(): Promise<string> {
  const metrics = createMetrics(() =>
    serverGauges(
      {
        identity: { health: () => ({ provider: 'azure', keys: 'ok', fetchedAtMs: 0 }) } as never, // of the catalog, all that is read
        database: {
          load: () => ({ connections: 3, idle: 1, waiting: 0 }),
          query: async () => ({ rows: [{ state: 'failed', runs: '2', oldest: null }], rowCount: 1 }),
        } as never, // likewise
        reads: {
          status: () => [{ name: 'replica:5432', state: 'ready', answered: 3, lagBytes: 0 }],
        } as never, // likewise
        engine: { search: { feed: { lag: async () => ({ waiting: 3, oldestMs: 2000 }) } } } as never, // likewise
      },
      12,
      1000,
    ),
  )
  metrics.observe({ method: 'GET', route: '/api/v1/search/query', status: 200, durationMs: 12 })
  metrics.observeSignIn({ kind: 'session', outcome: 'refused', reason: 'nonce' })
  return await metrics.text()
}
