/** What people attach to an entity without changing it: following and voting; and its earlier versions. */
import { type Static, Type } from '@sinclair/typebox'
import { problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { principalOf } from '../context.ts'
import { described } from '../route-config.ts'
import { baseUrlOf, withHref } from './address.ts'
import { EntityHistory } from './answer-schemas.ts'
import { authorizeOn, type EntityContext, keyOf, visibleTo } from './entity-context.ts'

const VoteBody = Type.Object(
  { updatedVoteType: Type.String({ enum: ['votedUp', 'votedDown', 'unVoted'] }) },
  { $id: 'VoteRequest', additionalProperties: false },
)
const UserId = Type.String({ format: 'uuid', $id: 'UserId' })

export function registerLinkRoutes(app: FastifyInstance, context: EntityContext): void {
  if ('followers' in context.definition.relations) registerFollowers(app, context)
  if (context.definition.traits.includes('votes')) registerVotes(app, context)
  registerVersions(app, context)
}

function registerFollowers(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition, path } = context
  const { label, schema, type } = definition
  const follow = async (
    request: FastifyRequest,
    params: { id: string },
    userId: string,
    present: boolean,
  ) => {
    const principal = principalOf(request)
    if (userId !== principal.userId && !principal.isAdmin) {
      throw problem('not-allowed', {
        principal: principal.name,
        operation: 'Follow',
        resource: `user ${userId}`,
      })
    }
    const key = keyOf(context, params)
    await authorizeOn(context, principal, key, 'ViewBasic')
    const target = { type: 'user', id: userId }
    const entity = await engine.link(type, params.id, 'followers', target, present, principal)
    return withHref(request, definition, entity)
  }
  app.put<{ Params: { id: string }; Body: string }>(
    `${path}/:id/followers`,
    {
      schema: { body: UserId },
      config: { docs: described({ summary: `Follow a ${label}`, tag: label, answer: schema }) },
    },
    (request) => follow(request, request.params, request.body, true),
  )
  app.put<{ Params: { id: string; userId: string } }>(
    `${path}/:id/followers/:userId`,
    { config: { docs: described({ summary: `Follow a ${label}`, tag: label, answer: schema }) } },
    (request) => follow(request, request.params, request.params.userId, true),
  )
  app.delete<{ Params: { id: string; userId: string } }>(
    `${path}/:id/followers/:userId`,
    { config: { docs: described({ summary: `Stop following a ${label}`, tag: label, answer: schema }) } },
    (request) => follow(request, request.params, request.params.userId, false),
  )
}

function registerVotes(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition, path } = context
  const { label, schema, type } = definition
  app.put<{ Params: { id: string }; Body: Static<typeof VoteBody> }>(
    `${path}/:id/vote`,
    {
      schema: { body: VoteBody },
      config: { docs: described({ summary: `Vote for or against a ${label}`, tag: label, answer: schema }) },
    },
    async (request) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      await authorizeOn(context, principal, key, 'ViewBasic')
      // One of the schema's three words.
      const vote = request.body.updatedVoteType as 'votedUp' | 'votedDown' | 'unVoted'
      await engine.vote(type, request.params.id, principal.userId, vote)
      return withHref(request, definition, await engine.get(type, key, { fields: ['votes'] }))
    },
  )
}

function registerVersions(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition, path } = context
  const { label, schema, type } = definition
  app.get<{ Params: { id: string } }>(
    `${path}/:id/versions`,
    {
      config: {
        docs: described({
          summary: `All versions of a ${label}, newest first`,
          tag: label,
          answer: EntityHistory,
        }),
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      await authorizeOn(context, principal, key, 'ViewAll')
      const texts = await engine.versions(type, request.params.id)
      const { generation } = request
      const visible = (text: string) => {
        const entity = visibleTo(context, principal, JSON.parse(text))
        return JSON.stringify(
          generation.answer(schema, withHref(request, definition, entity), baseUrlOf(request)),
        )
      }
      return { entityType: type, versions: texts.map(visible) }
    },
  )
  app.get<{ Params: { id: string; version: string } }>(
    `${path}/:id/versions/:version`,
    { config: { docs: described({ summary: `One version of a ${label}`, tag: label, answer: schema }) } },
    async (request) => {
      const principal = principalOf(request)
      const key = keyOf(context, request.params)
      await authorizeOn(context, principal, key, 'ViewAll')
      const version = Number(request.params.version)
      if (!(version >= 0.1))
        throw problem('parameter-invalid', { parameter: 'version', expected: 'e.g. 0.2' })
      const entity = await engine.version(type, request.params.id, version)
      return withHref(request, definition, visibleTo(context, principal, entity))
    },
  )
}
