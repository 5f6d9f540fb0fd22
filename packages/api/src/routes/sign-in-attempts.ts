/** The flight recorder: how recent sign-ins went, step by step, for administrators. */
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, requireAdmin } from '../context.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

const Attempt = Type.Object(
  {
    id: Type.String(),
    atMs: Type.Integer(),
    kind: Type.String(),
    outcome: Type.String({ enum: ['ok', 'refused'] }),
    account: Type.Optional(Type.String()),
    remoteAddress: Type.String(),
    requestId: Type.String(),
    steps: Type.Array(
      Type.Object({
        step: Type.String(),
        ok: Type.Boolean(),
        detail: Type.Optional(Type.String()),
        claims: Type.Optional(
          Type.Record(Type.String(), Type.Array(Type.String()), {
            description:
              'of the step directory claims: app roles, groups and teams as the directory named them',
          }),
        ),
      }),
    ),
  },
  { $id: 'SignInAttempt' },
)

export function registerSignInAttemptRoutes(app: FastifyInstance, { identity }: ApiDependencies): void {
  app.get<{ Querystring: { limit?: number } }>(
    '/api/v1/auth/attempts',
    {
      schema: {
        querystring: queryOf({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50 })),
        }),
      },
      config: {
        docs: described({
          summary: 'Recent sign-ins, newest first',
          tag: 'Sign-in',
          answer: Type.Object({ data: Type.Array(Attempt) }),
        }),
      },
    },
    async (request, reply) => {
      requireAdmin(request, 'AuditLogs', 'sign-in attempts')
      reply.header('cache-control', 'no-store')
      return { data: await identity.attempts(request.query.limit ?? 50) }
    },
  )
}
