/** Who is in a team, set for many people at once without touching the rest of the team. */
import { type Static, Type } from '@sinclair/typebox'
import { ReferenceInput, Team } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { answerWith, contextOf, keyOf } from '../entities/entity-context.ts'
import { heldWrites } from '../held-writes.ts'
import { described } from '../route-config.ts'

const People = Type.Array(ReferenceInput, { maxItems: 5000, $id: 'TeamMembers' })

export function registerTeamMemberRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const context = contextOf(deps, 'team')
  const set = async (
    request: FastifyRequest,
    id: string,
    change: (users: readonly Static<typeof ReferenceInput>[]) => readonly Static<typeof ReferenceInput>[],
  ) => {
    const principal = principalOf(request)
    const { users = [] } = (await deps.engine.get('team', keyOf(context, { id }), { fields: ['users'] })) as {
      users?: Static<typeof ReferenceInput>[] // references, composed by the engine
    }
    const options = await heldWrites(deps, principal, 'team')
    const patch = [{ op: 'replace' as const, path: '/users', value: change(users) }]
    return (await deps.engine.patch('team', { id }, patch, principal, options)).entity
  }
  app.put<{ Params: { id: string }; Body: Static<typeof People> }>(
    '/api/v1/teams/:id/users',
    {
      schema: { body: People },
      config: {
        docs: described({
          summary: 'These people are in the team, besides those who are',
          tag: 'Team',
          answer: Team.schema,
        }),
      },
    },
    async (request, reply) => {
      const entity = await set(request, request.params.id, (users) => [...users, ...request.body])
      return answerWith(context, request, reply, entity)
    },
  )
  app.delete<{ Params: { id: string; userId: string } }>(
    '/api/v1/teams/:id/users/:userId',
    {
      config: {
        docs: described({ summary: 'This person leaves the team', tag: 'Team', answer: Team.schema }),
      },
    },
    async (request, reply) => {
      const { id, userId } = request.params
      const left = (one: Static<typeof ReferenceInput>) => typeof one === 'string' || one.id !== userId
      const entity = await set(request, id, (users) => users.filter(left))
      return answerWith(context, request, reply, entity)
    },
  )
}
