/** The API's description, as OpenAPI 3.1. */
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from '../openapi/document.ts'
import { described } from '../route-config.ts'

export function registerOpenApiRoute(app: FastifyInstance): void {
  let text: string | undefined
  for (const path of ['/api/openapi.json', '/swagger.json']) {
    app.get(
      path,
      { config: { public: true, docs: described({ summary: 'This description', tag: 'System' }) } },
      async (_request, reply) => {
        text ??= JSON.stringify(openApiDocument(app.describedRoutes))
        return reply.type('application/json; charset=utf-8').send(text)
      },
    )
  }
}
