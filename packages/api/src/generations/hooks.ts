/** Hooks a request's generation into its way: decided after sign-in, applied to the body before and the answer after. */
import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { baseUrlOf } from '../entities/address.ts'
import { rememberedGeneration, shapedLike, statedGeneration } from './decide.ts'
import { newestGeneration } from './generation.ts'
import type { Caller } from './generation-memory.ts'

/** A signed-in caller's token and address; sessions are browsers, which speak the newest. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  const token = request.headers.authorization
  if (!request.principal || request.principal.via === 'session' || token === undefined) return undefined
  return { token, remoteAddress: request.ip }
}

/** First decision, before the body is there. A create request's shape may correct it. */
export async function decideGeneration(request: FastifyRequest, deps: ApiDependencies): Promise<void> {
  const query = request.query as { fields?: unknown } // any query string; each member is checked
  const fields = typeof query.fields === 'string' ? query.fields : undefined
  request.generation =
    statedGeneration(request) ??
    shapedLike(undefined, undefined, fields) ??
    (await rememberedGeneration(deps.generationMemory, callerOf(request)))
}

function bodySchemaOf(request: FastifyRequest): TSchema | undefined {
  const { schema, config } = request.routeOptions
  return config.docs?.body ?? (schema?.body as TSchema | undefined) // our routes are declared with TypeBox
}

function translateBody(request: FastifyRequest, body: unknown): void {
  const schema = bodySchemaOf(request)
  // A patch is translated by the routes that know the entity type.
  if (!schema || schema.$id === 'JsonPatch') return
  if (schema.$id?.startsWith('Create') && !statedGeneration(request)) {
    request.generation = shapedLike(schema, body, undefined) ?? request.generation
  }
  request.body = request.generation.request(schema, body)
}

export function registerGenerations(app: FastifyInstance): void {
  app.decorateRequest('generation')
  app.addHook('onRequest', (request, _reply, done) => {
    request.generation = newestGeneration
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body !== undefined) translateBody(request, request.body)
    done()
  })
  app.addHook('preSerialization', async (request, _reply, payload) => {
    const schema = request.routeOptions.config.docs?.answer
    if (!schema || request.generation.isNewest) return payload
    return request.generation.answer(schema, payload, baseUrlOf(request))
  })
}
