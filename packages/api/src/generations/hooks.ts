/** Hooks a request's generation into its way: decided after sign-in, applied to query and body before and to the answer after. */
import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../context.ts'
import { baseUrlOf } from '../entities/address.ts'
import {
  bodyGeneration,
  chosenGeneration,
  findGeneration,
  habitGeneration,
  tellingGeneration,
} from './decide.ts'
import { type ClientGeneration, newestGeneration } from './generation.ts'
import type { Caller } from './generation-memory.ts'

/** A signed-in caller's token, identity and address; sessions are browsers, which speak the newest. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  const token = request.headers.authorization
  const { principal } = request
  if (!principal || principal.via === 'session' || token === undefined) return undefined
  return { principal, token, remoteAddress: request.ip }
}

/**
 * First decision, before the body is there: what the caller chose, what an administrator fixed for the bot, what only
 * one generation says, and last what the caller was known to be.
 */
export function decideGeneration(request: FastifyRequest, deps: ApiDependencies): Promise<void> | undefined {
  const { principal } = request
  const chosen = chosenGeneration(request)
  if (chosen || !principal?.isBot) return decideFurther(request, deps, chosen)
  const pinned = deps.generationMemory.pinned(principal.userId)
  return pinned instanceof Promise
    ? pinned.then((id) => decideFurther(request, deps, findGeneration(id)))
    : decideFurther(request, deps, findGeneration(pinned))
}

function decideFurther(
  request: FastifyRequest,
  { generationMemory }: ApiDependencies,
  fixed: ClientGeneration | undefined,
): Promise<void> | undefined {
  const query = request.query as { fields?: unknown } // any query string; each member is checked
  const fields = typeof query.fields === 'string' ? query.fields : undefined
  const certain = fixed ?? tellingGeneration(request, fields, request.routeOptions.config.docs?.answer)
  const caller = certain ? undefined : callerOf(request)
  const settle = (id: string | undefined): undefined => {
    const remembered = findGeneration(id)
    request.generation = certain ?? remembered ?? newestGeneration
    request.generationBasis = certain ? 'certain' : remembered ? 'remembered' : 'assumed'
  }
  const recalled = caller && generationMemory.recall(caller)
  return recalled instanceof Promise ? recalled.then(settle) : settle(recalled)
}

function bodySchemaOf(request: FastifyRequest): TSchema | undefined {
  const { schema, config } = request.routeOptions
  return config.docs?.body ?? (schema?.body as TSchema | undefined) // our routes are declared with TypeBox
}

function translateBody(request: FastifyRequest, body: unknown): void {
  const schema = bodySchemaOf(request)
  // A patch is translated by the routes that know the entity type.
  if (!schema || schema.$id === 'JsonPatch') return
  if (request.generationBasis !== 'certain') {
    const told = schema.$id?.startsWith('Create') ? bodyGeneration(schema, body) : undefined
    const habit =
      request.generationBasis === 'assumed' ? habitGeneration(request.headers['user-agent'], body) : undefined
    request.generation = told ?? habit ?? request.generation
  }
  request.body = request.generation.request(schema, body)
}

export function registerGenerations(app: FastifyInstance): void {
  app.decorateRequest('generation')
  app.decorateRequest('generationBasis')
  app.decorateRequest('answerSchema')
  app.addHook('onRequest', (request, _reply, done) => {
    request.generation = newestGeneration
    request.generationBasis = 'assumed'
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body !== undefined) translateBody(request, request.body)
    const answer = request.routeOptions.config.docs?.answer
    if (answer && !request.generation.isNewest) {
      request.query = request.generation.query(answer, request.query as Readonly<Record<string, unknown>>) // always an object
    }
    done()
  })
  app.addHook('preSerialization', (request, _reply, payload, done) => {
    const { generation } = request
    const schema = generation.isNewest
      ? undefined
      : (request.answerSchema ?? request.routeOptions.config.docs?.answer)
    done(null, schema ? generation.answer(schema, payload, baseUrlOf(request)) : payload)
  })
}
