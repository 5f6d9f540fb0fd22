/** Data contracts: found by what they are about, validated, their results kept, exchanged as ODCS. */
import { randomUUID } from 'node:crypto'
import type { EntityKey } from '@waymark/engine'
import { DataContract, DataContractResult, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { assetOf, contractAbout, EntityQuery } from '../contracts/about.ts'
import { keepResult, type Promises, validateContract, validatePromises } from '../contracts/validate.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import {
  answerWith,
  authorizeOn,
  type EntityContext,
  type ReadQuery,
  readOptions,
} from '../entities/entity-context.ts'
import { fieldsParameter, queryOf } from '../http/query.ts'
import { SeriesWindow, wholePage, windowOf } from '../http/series.ts'
import { described } from '../route-config.ts'
import { registerOdcsRoutes } from './odcs.ts'

const base = '/api/v1/dataContracts'
const tag = 'DataContract'

interface ById {
  Params: { id: string }
}

export function registerDataContractRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const context: EntityContext = {
    ...deps,
    definition: deps.engine.registry.byType('dataContract'),
    path: base,
  }
  registerByEntity(app, context)
  registerValidation(app, context)
  registerResults(app, context)
  registerOdcsRoutes(app, context)
}

function registerByEntity(app: FastifyInstance, context: EntityContext): void {
  const ByEntity = queryOf({ ...EntityQuery.properties, fields: fieldsParameter })
  app.get<{ Querystring: EntityQuery & ReadQuery }>(
    `${base}/entity`,
    {
      schema: { querystring: ByEntity },
      config: {
        docs: described({ summary: 'The contract about an asset', tag, answer: DataContract.schema }),
      },
    },
    async (request, reply) => {
      await context.identity.authorize(principalOf(request), 'ViewAll', { type: 'dataContract' })
      const found = await contractAbout(context, request.query)
      if (!found)
        throw problem('entity-not-found', {
          type: 'dataContract',
          key: `of ${request.query.entityType} ${request.query.entityId}`,
        })
      const options = readOptions(context, request, request.query)
      return answerWith(
        context,
        request,
        reply,
        await context.engine.get('dataContract', { id: found.id }, options),
      )
    },
  )
}

function registerValidation(app: FastifyInstance, context: EntityContext): void {
  const { engine, identity } = context
  const docs = (summary: string) => ({ docs: described({ summary, tag, answer: DataContractResult }) })
  const validate = async (request: FastifyRequest, key: EntityKey) => {
    const principal = principalOf(request)
    await authorizeOn(context, principal, key, 'ViewAll')
    return await validateContract(context, await engine.get('dataContract', key), principal.name)
  }
  app.post<ById>(`${base}/:id/validate`, { config: docs('Validate a contract now') }, (request) =>
    validate(request, { id: request.params.id }),
  )
  app.post<{ Querystring: EntityQuery }>(
    `${base}/entity/validate`,
    { schema: { querystring: EntityQuery }, config: docs('Validate the contract about an asset now') },
    async (request) => {
      const found = await contractAbout(context, request.query)
      if (!found)
        throw problem('entity-not-found', {
          type: 'dataContract',
          key: `of ${request.query.entityType} ${request.query.entityId}`,
        })
      return await validate(request, { id: found.id })
    },
  )
  app.post<{ Body: Promises & { name: string; entity: { id?: string; type?: string } } }>(
    `${base}/validate`,
    {
      schema: { body: DataContract.createSchema },
      config: docs('Validate a contract that is not kept; nothing is stored'),
      async preValidation(request) {
        request.body = withSchema(request.body) as typeof request.body // validated next
      },
    },
    async (request) => {
      await identity.authorize(principalOf(request), 'Create', { type: 'dataContract' })
      const { name, entity, ...promises } = request.body
      const { id: entityId = '', type: entityType = '' } = entity
      const asset = await assetOf(context, { entityId, entityType })
      return await validatePromises(
        context,
        promises,
        asset,
        entityType,
        `${asset.fullyQualifiedName}.${name}`,
      )
    },
  )
}

/** The published client calls the schema by the name that its own model has for it. */
function withSchema(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'schema_')) return body
  const { schema_: schema, ...members } = body as Readonly<Record<string, unknown>> // an object
  return { schema, ...members }
}

function registerResults(app: FastifyInstance, context: EntityContext): void {
  const { engine } = context
  const contractOf = async (request: FastifyRequest<ById>, edits: boolean) => {
    const { id } = request.params
    await authorizeOn(context, principalOf(request), { id }, edits ? 'EditAll' : 'ViewAll')
    return await engine.get('dataContract', { id }, { include: 'all' })
  }
  const docs = (summary: string) => ({ docs: described({ summary, tag, answer: DataContractResult }) })
  app.put<ById & { Body: DataContractResult }>(
    `${base}/:id/results`,
    { schema: { body: DataContractResult }, config: docs('Keep a result that was found elsewhere') },
    async (request) => {
      const contract = await contractOf(request, true)
      const { id = randomUUID(), ...found } = request.body
      const result = { ...found, id, dataContractFQN: contract.fullyQualifiedName }
      await keepResult(context, contract, result, principalOf(request).name)
      return result
    },
  )
  app.get<ById & { Querystring: SeriesWindow }>(
    `${base}/:id/results`,
    {
      schema: { querystring: SeriesWindow },
      config: {
        docs: described({
          summary: 'Results of a contract, newest first',
          tag,
          answer: pageOf(DataContractResult),
        }),
      },
    },
    async (request) => {
      const { fullyQualifiedName } = await contractOf(request, false)
      return wholePage(
        await engine.extensions.series(
          'dataContract',
          fullyQualifiedName,
          'results',
          windowOf(request.query),
        ),
      )
    },
  )
  app.get<ById>(
    `${base}/:id/results/latest`,
    {
      config: {
        docs: described({
          summary: 'The newest result',
          tag,
          answer: DataContractResult,
          withoutBody: { 204: 'There is none' },
        }),
      },
    },
    async (request, reply) => {
      const { fullyQualifiedName } = await contractOf(request, false)
      const [newest] = await engine.extensions.series('dataContract', fullyQualifiedName, 'results', {
        limit: 1,
      })
      return newest ?? reply.code(204).send()
    },
  )
  app.get<{ Params: { id: string; resultId: string } }>(
    `${base}/:id/results/:resultId`,
    { config: docs('One result') },
    async (request) => {
      const { fullyQualifiedName } = await contractOf(request, false)
      const { resultId } = request.params
      const all = await engine.extensions.series('dataContract', fullyQualifiedName, 'results', {})
      const found = all.find(({ id }) => id === resultId)
      if (!found) throw problem('entity-not-found', { type: 'dataContractResult', key: resultId })
      return found
    },
  )
  const remove = async (request: FastifyRequest<ById>, which: { startMs?: number; endMs: number }) => {
    const { fullyQualifiedName } = await contractOf(request, true)
    if (!Number.isSafeInteger(which.endMs)) {
      throw problem('parameter-invalid', { parameter: 'timestamp', expected: 'milliseconds since 1970.' })
    }
    await engine.extensions.remove('dataContract', fullyQualifiedName, 'results', which)
  }
  const removal = (summary: string) => ({ docs: described({ summary, tag, status: 204 }) })
  app.delete<{ Params: { id: string; timestamp: string } }>(
    `${base}/:id/results/before/:timestamp`,
    { config: removal('Remove the results before a time') },
    async (request, reply) => {
      await remove(request, { endMs: Number(request.params.timestamp) - 1 })
      return reply.code(204).send()
    },
  )
  app.delete<{ Params: { id: string; timestamp: string } }>(
    `${base}/:id/results/:timestamp`,
    { config: removal('Remove one result') },
    async (request, reply) => {
      const atMs = Number(request.params.timestamp)
      await remove(request, { startMs: atMs, endMs: atMs })
      return reply.code(204).send()
    },
  )
}
