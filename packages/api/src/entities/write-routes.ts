/** Writing entities: create, create or update, in bulk, by patch; deleting and restoring. */
import { type Static, Type } from '@sinclair/typebox'
import type { DeleteOptions, EntityKey, WriteResult } from '@waymark/engine'
import type { Principal } from '@waymark/identity'
import { BulkOperationResult, JsonPatch, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../context.ts'
import { heldWrites } from '../held-writes.ts'
import { queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { bindApplication } from './bot-binding.ts'
import { answerWith, type EntityContext, keyOf } from './entity-context.ts'
import { giveFirstPassword } from './first-password.ts'
import { withoutReferenceAddresses } from './reference-addresses.ts'

const DeleteParameters = queryOf({
  recursive: Type.Optional(Type.Boolean({ default: false })),
  hardDelete: Type.Optional(Type.Boolean({ default: false })),
})

/** Most entities of one bulk call; clients send 100 at a time. */
const maxBulk = 10_000

function actorOf(principal: Principal) {
  return { name: principal.name, isBot: principal.isBot }
}

export function registerWriteRoutes(app: FastifyInstance, context: EntityContext): void {
  registerCreate(app, context)
  registerPatch(app, context)
  registerDelete(app, context)
}

function registerCreate(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition, path } = context
  const { label, schema, createSchema, type } = definition

  app.post(
    path,
    {
      config: {
        docs: described({
          summary: `Create a ${label}`,
          tag: label,
          body: createSchema,
          answer: schema,
          status: 201,
        }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const result = await engine.create(
        type,
        bodyOf(request),
        actorOf(principal),
        await heldWrites(context, principal, type),
      )
      return await written(context, request, reply, result)
    },
  )
  app.put(
    path,
    {
      config: {
        docs: described({
          summary: `Create a ${label}, or update the one with the same fully qualified name`,
          tag: label,
          body: createSchema,
          answer: schema,
        }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const options = await heldWrites(context, principal, type)
      const result = await engine.createOrUpdate(type, bodyOf(request), actorOf(principal), options)
      return await written(context, request, reply, result)
    },
  )
  app.put(
    `${path}/bulk`,
    {
      config: {
        docs: described({
          summary: `Create or update many ${label} entities; one bad row fails alone`,
          tag: label,
          body: Type.Array(createSchema, { maxItems: maxBulk }),
          answer: BulkOperationResult,
        }),
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const bodies = bodyOf(request)
      if (!Array.isArray(bodies) || bodies.length > maxBulk) {
        throw problem('body-invalid', { field: 'body', expected: `an array of at most ${maxBulk} entities` })
      }
      return await engine.bulk(type, bodies, actorOf(principal), await heldWrites(context, principal, type))
    },
  )
}

function registerPatch(app: FastifyInstance, context: EntityContext): void {
  const { definition, path } = context
  const { label, schema } = definition
  const config = (by: string) => ({
    docs: described({
      summary: `Change a ${label} by ${by} (RFC 6902)`,
      tag: label,
      answer: schema,
      headers: seenHeaders,
    }),
  })
  const patch = async (request: FastifyRequest, reply: FastifyReply, key: EntityKey) => {
    const target = await patched(context, request, key)
    const principal = principalOf(request)
    const operations = withoutReferenceAddresses(
      target.definition,
      request.generation.patch(target.definition.label, request.body as JsonPatch), // validated by the route's schema
    )
    const result = await target.engine.patch(target.definition.type, key, operations, actorOf(principal), {
      ...(await heldWrites(target, principal, target.definition.type)),
      ...seenBy(request),
    })
    return await written(target, request, reply, result)
  }
  app.patch<{ Params: { id: string } }>(
    `${path}/:id`,
    { schema: { body: JsonPatch }, config: config('id') },
    (request, reply) => patch(request, reply, keyOf(context, request.params)),
  )
  app.patch<{ Params: { fqn: string } }>(
    `${path}/name/:fqn`,
    { schema: { body: JsonPatch }, config: config('fully qualified name') },
    (request, reply) => patch(request, reply, keyOf(context, request.params)),
  )
}

const seenHeaders = { 'If-Match': 'the ETag of what the caller has read; 412 where it has changed since' }

/** The entity tag of what the caller has seen, so that nobody's change since then is lost. */
function seenBy({ headers }: FastifyRequest): { readonly ifMatch?: string } {
  return headers['if-match'] === undefined ? {} : { ifMatch: headers['if-match'] }
}

/** What a patch is about: normally the collection of its address, for a client that mixes them up the entity itself. */
async function patched(
  context: EntityContext,
  request: FastifyRequest,
  key: EntityKey,
): Promise<EntityContext> {
  const { engine, definition } = context
  if (!('id' in key) || !request.generation.misaddresses(definition.label, request.body as JsonPatch)) {
    return context
  }
  const type = await engine.typeOf(key.id)
  if (type === undefined || type === definition.type) return context
  const actual = engine.registry.byType(type)
  request.answerSchema = actual.schema
  return { ...context, definition: actual, path: `/api/v1/${actual.collection}` }
}

const RestoreBody = Type.Object({ id: Type.String({ format: 'uuid' }) }, { additionalProperties: true })

function registerDelete(app: FastifyInstance, context: EntityContext): void {
  const { engine, definition, path } = context
  const { label, schema, type } = definition
  const config = (by: string) => ({
    docs: described({
      summary: `Delete a ${label} by ${by}; it can be restored unless hardDelete`,
      tag: label,
      answer: schema,
      headers: seenHeaders,
    }),
  })
  const remove = async (
    request: FastifyRequest<{ Querystring: Static<typeof DeleteParameters> }>,
    reply: FastifyReply,
    key: EntityKey,
  ) => {
    const principal = principalOf(request)
    const { hardDelete = false, recursive = false } = request.query
    const options: DeleteOptions = {
      ...(await heldWrites(context, principal, type)),
      ...seenBy(request),
      hard: hardDelete,
      recursive,
    }
    const result = await engine.delete(type, key, actorOf(principal), options)
    return answerWith(context, request, reply, result.entity)
  }
  app.delete<{ Params: { id: string }; Querystring: Static<typeof DeleteParameters> }>(
    `${path}/:id`,
    { schema: { querystring: DeleteParameters }, config: config('id') },
    (request, reply) => remove(request, reply, keyOf(context, request.params)),
  )
  app.delete<{ Params: { fqn: string }; Querystring: Static<typeof DeleteParameters> }>(
    `${path}/name/:fqn`,
    { schema: { querystring: DeleteParameters }, config: config('fully qualified name') },
    (request, reply) => remove(request, reply, keyOf(context, request.params)),
  )
  app.put<{ Body: Static<typeof RestoreBody> }>(
    `${path}/restore`,
    {
      schema: { body: RestoreBody },
      config: { docs: described({ summary: `Bring back a deleted ${label}`, tag: label, answer: schema }) },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const options = await heldWrites(context, principal, type)
      const result = await engine.restore(type, request.body.id, actorOf(principal), options)
      return answerWith(context, request, reply, result.entity)
    },
  )
}

/** The engine validates entities itself; all it needs is that there is something. */
function bodyOf(request: FastifyRequest): unknown {
  if (request.body === undefined) throw problem('body-invalid', { field: 'body', expected: 'a JSON body' })
  return request.body
}

async function written(
  context: EntityContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { entity, outcome }: WriteResult,
): Promise<unknown> {
  if (outcome === 'created') await giveFirstPassword(context, principalOf(request), request.body, entity)
  await bindApplication(context, entity)
  if (outcome === 'created') reply.code(201)
  return answerWith(context, request, reply, entity)
}
