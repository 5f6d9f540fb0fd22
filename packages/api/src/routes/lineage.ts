/** Lineage: edges between entities, read as a graph around one of them. */
import { type Static, Type } from '@sinclair/typebox'
import type { EntityKey, Include } from '@waymark/engine'
import { AddLineage, EntityLineage, isUuid, JsonPatch, LineageDetails, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authorizeOnEntity } from '../authorization.ts'
import { type ApiDependencies, principalOf } from '../context.ts'
import { includeOf, includeParameter, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { registerImpactRoutes } from './lineage-impact.ts'
import { definitionOf, graphOptions } from './lineage-options.ts'
import { registerLineageSearch } from './lineage-search.ts'
import { visibilityOf } from './search-visibility.ts'

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
  edge: LineageDetails,
})

const path = '/api/v1/lineage'

export function registerLineageRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerGraph(app, deps)
  registerEdges(app, deps)
  registerRemoval(app, deps)
  registerLineageSearch(app, deps)
  registerImpactRoutes(app, deps)
}

function docs(summary: string) {
  return { summary, tag: 'Lineage' }
}

function registerGraph(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const graph = async (
    request: FastifyRequest<{ Querystring: GraphQuery }>,
    type: string,
    key: EntityKey,
  ) => {
    const { upstreamDepth = 1, downstreamDepth = 1, includeDeleted = false } = request.query
    const include: Include = includeDeleted ? 'all' : includeOf(request.query.include)
    const options = await graphOptions(deps, request, type, key, include)
    return await engine.lineage.graph(
      type,
      key,
      { upstream: upstreamDepth, downstream: downstreamDepth },
      options,
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
      const { fromId, toId } = request.params
      checkIds(fromId, toId)
      const details = await engine.lineage.edge(fromId, toId)
      const visible = await visibilityOf(deps, principalOf(request))
      const seen = visible === undefined ? undefined : await engine.search.seen([fromId, toId], visible)
      if (!details || (seen !== undefined && seen.size < 2)) {
        throw problem('entity-not-found', { type: 'lineage edge', key: `${fromId} -> ${toId}` })
      }
      return { fromEntity: fromId, toEntity: toId, edge: details }
    },
  )
}

/** An id that cannot be one is not found, like any other that isn't there. */
function checkIds(...ids: readonly string[]): void {
  for (const id of ids) if (!isUuid(id)) throw problem('entity-not-found', { type: 'entity', key: id })
}

interface End {
  readonly type: string
  readonly id: string
}

/** Writing an edge is an edit of both its ends: each by a right on its type, or on the entity itself. */
async function authorizeEnds(deps: ApiDependencies, request: FastifyRequest, ...ends: End[]): Promise<void> {
  const principal = principalOf(request)
  for (const { type, id } of ends) {
    await authorizeOnEntity(deps.identity, principal, definitionOf(deps, type), 'EditLineage', () =>
      deps.engine.get(type, { id }, { fields: '*', include: 'all' }),
    )
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
      await authorizeEnds(deps, request, fromEntity, toEntity)
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
      checkIds(fromId, toId)
      const [from, to] = [
        { type: fromType, id: fromId },
        { type: toType, id: toId },
      ]
      await authorizeEnds(deps, request, from, to)
      return await engine.lineage.patchEdge(from, to, request.body, principalOf(request))
    },
  )
}

function registerRemoval(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const removeEdge = async (request: FastifyRequest, reply: FastifyReply, from: End, to: End) => {
    await authorizeEnds(deps, request, from, to)
    await engine.lineage.remove(from, to)
    return reply.code(200).send()
  }
  const removeSource = async (request: FastifyRequest, reply: FastifyReply, entity: End, source: string) => {
    await authorizeEnds(deps, request, entity)
    await engine.lineage.removeBySource(entity, source)
    return reply.code(200).send()
  }
  app.delete<{ Params: Ends }>(
    `${path}/:fromType/:fromId/:toType/:toId`,
    { config: { docs: docs('Remove an edge') } },
    async (request, reply) => {
      const { fromType, fromId, toType, toId } = request.params
      checkIds(fromId, toId)
      return await removeEdge(request, reply, { type: fromType, id: fromId }, { type: toType, id: toId })
    },
  )
  app.delete<{ Params: { fromType: string; fromId: string; source: string } }>(
    `${path}/:fromType/:fromId/type/:source`,
    { config: { docs: docs('Remove the edges of an entity that come from one source, e.g. ViewLineage') } },
    async (request, reply) => {
      const { fromType, fromId, source } = request.params
      checkIds(fromId)
      return await removeSource(request, reply, { type: fromType, id: fromId }, source)
    },
  )
  const idOf = async (type: string, fqn: string): Promise<End> => {
    const { id } = await engine.get(definitionOf(deps, type).type, { fqn }, { include: 'all' })
    return { type, id }
  }
  app.delete<{ Params: { fromType: string; fromFqn: string; toType: string; toFqn: string } }>(
    `${path}/:fromType/name/:fromFqn/:toType/name/:toFqn`,
    { config: { docs: docs('Remove an edge, by the names of its ends') } },
    async (request, reply) => {
      const { fromType, fromFqn, toType, toFqn } = request.params
      return await removeEdge(request, reply, await idOf(fromType, fromFqn), await idOf(toType, toFqn))
    },
  )
  app.delete<{ Params: { fromType: string; fromFqn: string; source: string } }>(
    `${path}/:fromType/name/:fromFqn/type/:source`,
    { config: { docs: docs('Remove the edges of an entity that come from one source, by its name') } },
    async (request, reply) => {
      const { fromType, fromFqn, source } = request.params
      return await removeSource(request, reply, await idOf(fromType, fromFqn), source)
    },
  )
}
