/** What is special about users beside their entity routes: the one who is signed in, and how bots sign in. */
import type { EntityJson } from '@waymark/engine'
import { AuthenticationMechanism, problem, User } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { answerWith, contextOf, keyOf, type ReadQuery, readOptions } from '../entities/entity-context.ts'
import { fieldsParameter, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

export function registerUserRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const context = contextOf(deps, 'user')

  app.get<{ Querystring: ReadQuery }>(
    '/api/v1/users/loggedInUser',
    {
      schema: { querystring: queryOf({ fields: fieldsParameter }) },
      config: { docs: described({ summary: 'The user who asks', tag: 'User', answer: User.schema }) },
    },
    async (request, reply) => {
      const options = readOptions(context, request, request.query)
      const user = await deps.engine.get('user', { id: principalOf(request).userId }, options)
      return answerWith(context, request, reply, user)
    },
  )
  app.get<{ Params: { id: string } }>(
    '/api/v1/users/auth-mechanism/:id',
    {
      config: {
        docs: described({
          summary: 'How a bot signs in, secrets masked',
          tag: 'User',
          answer: AuthenticationMechanism,
          withoutBody: { 204: 'The bot has no way to sign in yet' },
        }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      if (!principal.isAdmin && principal.userId !== request.params.id) {
        throw problem('not-allowed', { principal: principal.name, operation: 'ViewAll', resource: 'user' })
      }
      const user: EntityJson = await deps.engine.get('user', key)
      return user.authenticationMechanism ?? reply.code(204).send()
    },
  )
}
