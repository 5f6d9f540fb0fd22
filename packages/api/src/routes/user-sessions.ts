/** The sessions in which somebody is signed in to the pages: seen and ended by themselves and by administrators. */
import { type Static, Type } from '@sinclair/typebox'
import { problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { described, type RouteDocs } from '../route-config.ts'

const UserSession = Type.Object(
  {
    key: Type.String({ description: 'names the session; it opens nothing' }),
    startedAt: Type.Integer({ description: 'milliseconds since 1970' }),
    lastSeenAt: Type.Integer({ description: 'up to a minute earlier than the truth' }),
    expiresAt: Type.Integer(),
    isCurrent: Type.Boolean({ description: 'the session that asks' }),
  },
  { $id: 'UserSession' },
)
const UserSessions = Type.Object({ data: Type.Array(UserSession) })

const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })
const ByKey = Type.Object({ ...ById.properties, key: Type.String({ maxLength: 64 }) })

export function registerUserSessionRoutes(app: FastifyInstance, { identity }: ApiDependencies): void {
  const path = '/api/v1/users/:id/sessions'
  const docs = (summary: string, rest: Partial<RouteDocs> = { status: 204 }) => ({
    docs: described({ summary, tag: 'User', ...rest }),
  })
  /** @throws `not-allowed` unless they are the caller's own, or the caller is an administrator */
  const check = (request: FastifyRequest<{ Params: Static<typeof ById> }>, operation: string) => {
    const principal = principalOf(request)
    if (!principal.isAdmin && principal.userId !== request.params.id)
      throw problem('not-allowed', { principal: principal.name, operation, resource: 'sessions of others' })
    return principal
  }
  app.get<{ Params: Static<typeof ById> }>(
    path,
    {
      schema: { params: ById },
      config: docs('Where somebody is signed in to the pages', { answer: UserSessions }),
    },
    async (request, reply) => {
      const { sessionId } = check(request, 'ViewAll')
      reply.header('cache-control', 'no-store')
      const sessions = await identity.sessions.list(request.params.id, sessionId)
      return {
        data: sessions.map(({ startedAtMs, lastSeenAtMs, expiresAtMs, key, isCurrent }) => ({
          ...{ key, isCurrent },
          ...{ startedAt: startedAtMs, lastSeenAt: lastSeenAtMs, expiresAt: expiresAtMs },
        })),
      }
    },
  )
  app.delete<{ Params: Static<typeof ByKey> }>(
    `${path}/:key`,
    { schema: { params: ByKey }, config: docs('End one session: it is out within five seconds') },
    async (request, reply) => {
      check(request, 'EditAll')
      const { id, key } = request.params
      if (!(await identity.sessions.endByKey(id, key)))
        throw problem('entity-not-found', { type: 'session', key })
      return reply.code(204).send()
    },
  )
  app.delete<{ Params: Static<typeof ById> }>(
    path,
    { schema: { params: ById }, config: docs('End all sessions of somebody') },
    async (request, reply) => {
      check(request, 'EditAll')
      await identity.sessions.endAll(request.params.id)
      return reply.code(204).send()
    },
  )
}
