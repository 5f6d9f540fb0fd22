/** The second port: health for probes and metrics for Prometheus, away from the public one. */
import { createServer, type Server } from 'node:http'
import type { Readiness } from '@waymark/api'
import type { Metrics } from './metrics.ts'

export function createObservationServer(metrics: Metrics, readiness: () => Promise<Readiness>): Server {
  const answers: Readonly<Record<string, () => Promise<{ status: number; type: string; text: string }>>> = {
    '/metrics': async () => ({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      text: await metrics.text(),
    }),
    '/livez': async () => json(200, { status: 'ok' }),
    '/healthz': async () => json(200, { status: 'ok' }),
    '/healthcheck': async () => json(200, { status: 'ok' }),
    '/readyz': async () => {
      const { ready, checks } = await readiness()
      return json(ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', checks })
    },
  }
  return createServer({ headersTimeout: 15_000, requestTimeout: 30_000 }, (request, response) => {
    const answer = request.method === 'GET' ? answers[(request.url ?? '').split('?', 1)[0] ?? ''] : undefined
    if (!answer) {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('Not found. See /metrics, /livez, /readyz.\n')
      return
    }
    answer().then(
      ({ status, type, text }) =>
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
}

function json(status: number, body: unknown) {
  return { status, type: 'application/json', text: `${JSON.stringify(body)}\n` }
}
