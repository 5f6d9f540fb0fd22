/** Progress and metrics that the 1.13 client reports while it runs: accepted, so that it goes on, and not kept. */
import type { FastifyInstance } from 'fastify'
import { described } from '../route-config.ts'

export function registerRunReportRoutes(app: FastifyInstance): void {
  // The client form-encodes these bodies and still says application/json.
  const config = (summary: string) => ({
    ignoreBody: true as const,
    docs: described({ summary, tag: 'IngestionPipeline', status: 204 }),
  })
  const base = '/api/v1/services/ingestionPipelines'
  app.put(`${base}/progress/*`, { config: config('Progress of a run; not kept') }, async (_request, reply) =>
    reply.code(204).send(),
  )
  app.post(
    `${base}/:fqn/metrics/*`,
    { config: config('Metrics of a run; not kept') },
    async (_request, reply) => reply.code(204).send(),
  )
  app.post(`${base}/metrics/*`, { config: config('Metrics of a run; not kept') }, async (_request, reply) =>
    reply.code(204).send(),
  )
}
