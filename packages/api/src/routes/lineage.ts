/** Lineage: edges between entities, read as a graph around one of them. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityKey, Include } from '@waymark/engine'
import { AddLineage, EntityLineage, JsonPatch, LineageDetails, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authorizeRead } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { includeOf, includeParameter, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'

interface Ends {
  readonly fromType: string
  readonly fromId: string
  readonly toType: string
  readonly toId: string
}

const GraphQuery = queryOf({
  upstreamDepth: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 1 })),
  downstreamDepth: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 1 })),
  includeDeleted: Type.Optional(Type.Boolean({ default: false })),
  include: includeParameter,
})
type GraphQuery = Static<typeof GraphQuery>

const EdgeAnswer = Type.Object({
  fromEntity: Type.String(),
  toEntity: Type.String(),
  lineageDetails: Type.Optional(LineageDetails),
})

const path = '/api/v1/lineage'

export function registerLineageRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerGraph(app, deps)
  registerEdges(app, deps)
  registerRemoval(app, deps)
}

function docs(summary: string) {
  return { summary, tag: 'Lineage' }
}

function registerGraph(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity } = deps
  const graph = async (
    request: FastifyRequest<{ Querystring: GraphQuery }>,
    type: string,
    key: EntityKey,
  ) => {
    const definition = engine.registry.find(type)
    if (!definition)
      throw problem('parameter-invalid', { parameter: 'entity type', expected: `'${type}' is unknown` })
    const principal = principalOf(request)
    await authorizeRead(identity, principal, definition, 'ViewBasic', () =>
      engine.get(type, key, { fields: '*', include: 'all' }),
    )
    const { upstreamDepth = 1, downstreamDepth = 1, includeDeleted = false } = request.query
    const include: Include = includeDeleted ? 'all' : includeOf(request.query.include)
    return await engine.lineage.graph(
      type,
      key,
      { upstream: upstreamDepth, downstream: downstreamDepth },
      include,
    )
  }
  app.get<{ Params: { type: string; id: string }; Querystring: GraphQuery }>(
    `${path}/:type/:id`,
    {
      schema: { querystring: GraphQuery },
      config: { docs: described({ ...docs('The lineage around an entity, by id'), answer: EntityLineage }) },
    },
    async (request) => {
      checkIds(request.params.id)
      return await graph(request, request.params.type, { id: request.params.id })
    },
  )
  app.get<{ Params: { type: string; fqn: string }; Querystring: GraphQuery }>(
    `${path}/:type/name/:fqn`,
    {
      schema: { querystring: GraphQuery },
      config: {
        docs: described({
          ...docs('The lineage around an entity, by fully qualified name'),
          answer: EntityLineage,
        }),
      },
    },
    (request) => graph(request, request.params.type, { fqn: request.params.fqn }),
  )
  app.get<{ Params: { fromId: string; toId: string } }>(
    `${path}/getLineageEdge/:fromId/:toId`,
    { config: { docs: described({ ...docs('One edge'), answer: EdgeAnswer }) } },
    async (request) => {
      await identity.authorize(principalOf(request), 'ViewBasic', { type: 'table' })
      const { fromId, toId } = request.params
      checkIds(fromId, toId)
      const lineageDetails = await engine.lineage.edge(fromId, toId)
      if (!lineageDetails)
        throw problem('entity-not-found', { type: 'lineage edge', key: `${fromId} -> ${toId}` })
      return { fromEntity: fromId, toEntity: toId, lineageDetails }
    },
  )
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An id that cannot be one is not found, like any other that isn't there. */
function checkIds(...ids: readonly string[]): void {
  for (const id of ids) if (!uuid.test(id)) throw problem('entity-not-found', { type: 'entity', key: id })
}

/** Writing an edge is an edit of both its ends. */
async function authorizeEnds(
  deps: ApiDependencies,
  request: FastifyRequest,
  ...types: string[]
): Promise<void> {
  const principal = principalOf(request)
  for (const type of new Set(types)) {
    if (!deps.engine.registry.find(type)) {
      throw problem('parameter-invalid', { parameter: 'entity type', expected: `'${type}' is unknown` })
    }
    await deps.identity.authorize(principal, 'EditLineage', { type })
  }
}

function registerEdges(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  app.put<{ Body: AddLineage }>(
    path,
    {
      schema: { body: AddLineage },
      config: { docs: described({ ...docs('Add an edge, or replace its details'), status: 200 }) },
    },
    async (request, reply) => {
      const { fromEntity, toEntity } = request.body.edge
      await authorizeEnds(deps, request, fromEntity.type, toEntity.type)
      await engine.lineage.add(request.body, principalOf(request))
      return reply.code(200).send()
    },
  )
  app.patch<{ Params: Ends; Body: JsonPatch }>(
    `${path}/:fromType/:fromId/:toType/:toId`,
    {
      schema: { body: JsonPatch },
      config: {
        docs: described({ ...docs('Change the details of an edge (RFC 6902)'), answer: LineageDetails }),
      },
    },
    async (request) => {
      const { fromType, fromId, toType, toId } = request.params
      await authorizeEnds(deps, request, fromType, toType)
      checkIds(fromId, toId)
      return await engine.lineage.patchEdge(
        { type: fromType, id: fromId },
        { type: toType, id: toId },
        request.body,
        principalOf(request),
      )
    },
  )
}

function registerRemoval(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  app.delete<{ Params: Ends }>(
    `${path}/:fromType/:fromId/:toType/:toId`,
    { config: { docs: docs('Remove an edge') } },
    async (request, reply) => {
      const { fromType, fromId, toType, toId } = request.params
      await authorizeEnds(deps, request, fromType, toType)
      checkIds(fromId, toId)
      await engine.lineage.remove({ type: fromType, id: fromId }, { type: toType, id: toId })
      return reply.code(200).send()
    },
  )
  app.delete<{ Params: { fromType: string; fromId: string; source: string } }>(
    `${path}/:fromType/:fromId/type/:source`,
    { config: { docs: docs('Remove the edges of an entity that come from one source, e.g. ViewLineage') } },
    async (request, reply) => {
      const { fromType, fromId, source } = request.params
      await authorizeEnds(deps, request, fromType)
      checkIds(fromId)
      await engine.lineage.removeBySource({ type: fromType, id: fromId }, source)
      return reply.code(200).send()
    },
  )
}
