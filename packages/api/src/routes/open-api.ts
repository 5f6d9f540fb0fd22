/** The API's description, as OpenAPI 3.1. */
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from '../openapi/document.ts'
import { described } from '../route-config.ts'

const OpenApi = Type.Object(
  { openapi: Type.String() },
  { additionalProperties: true, description: 'an OpenAPI 3.1 document' },
)

export function registerOpenApiRoute(app: FastifyInstance): void {
  let text: string | undefined
  for (const path of ['/api/openapi.json', '/swagger.json']) {
    app.get(
      path,
      {
        config: {
          public: true,
          docs: described({ summary: 'This description', tag: 'System', answer: OpenApi }),
        },
      },
      async (_request, reply) => {
        text ??= JSON.stringify(openApiDocument(app.describedRoutes))
        return reply.type('application/json; charset=utf-8').send(text)
      },
    )
  }
}
