/** Lineage as the UI of the published server reads it: nodes by name with their documents, edges by the names of their ends. */
import { type Static, Type } from '@sinclair/typebox'
import type { Graph, GraphEdge, GraphNode, GraphOptions } from '@waymark/engine'
import { type EntityReference, parseEntityLink, problem } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { position, queryOf } from '../http/query.ts'
import { described } from '../route-config.ts'
import { graphOptions } from './lineage-options.ts'
import { jsonOf, listOf } from './search-parameters.ts'
import { visibilityOf } from './search-visibility.ts'

const depth = Type.Optional(Type.Integer({ minimum: 0, maximum: 10 }))

const Parameters = queryOf({
  fqn: Type.String({ minLength: 1, maxLength: 3072 }),
  type: Type.Optional(
    Type.String({ maxLength: 100, description: 'entity type; found by name where it is left out' }),
  ),
  upstreamDepth: depth,
  downstreamDepth: depth,
  maxDepth: depth,
  nodeDepth: Type.Optional(Type.Integer({ minimum: -10, maximum: 10 })),
  direction: Type.Optional(Type.String({ enum: ['Upstream', 'Downstream'] })),
  from: Type.Optional(position()),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  query_filter: Type.Optional(Type.String({ maxLength: 65_536 })),
  column_filter: Type.Optional(Type.String({ maxLength: 2000, description: 'a part of a column name' })),
  includeDeleted: Type.Optional(Type.Boolean()),
  include_source_fields: Type.Optional(
    Type.Union([Type.Array(Type.String()), Type.String({ maxLength: 2000 })]),
  ),
})
export type LineageParameters = Static<typeof Parameters>
export const LineageParameters = Parameters

const NodeInformation = Type.Object({
  entity: Type.Object({}, { additionalProperties: true }),
  paging: Type.Object({ entityUpstreamCount: Type.Integer(), entityDownstreamCount: Type.Integer() }),
  nodeDepth: Type.Integer(),
})
const EdgeInformation = Type.Object({}, { additionalProperties: true })
const SearchLineageResult = Type.Object(
  {
    nodes: Type.Record(Type.String(), NodeInformation),
    upstreamEdges: Type.Record(Type.String(), EdgeInformation),
    downstreamEdges: Type.Record(Type.String(), EdgeInformation),
  },
  { $id: 'SearchLineageResult' },
)
const DepthInfo = Type.Object({ depth: Type.Integer(), entityCount: Type.Integer() })
const PaginationInfo = Type.Object(
  {
    totalUpstreamEntities: Type.Integer(),
    totalDownstreamEntities: Type.Integer(),
    upstreamDepthInfo: Type.Array(DepthInfo),
    downstreamDepthInfo: Type.Array(DepthInfo),
    maxUpstreamDepth: Type.Integer(),
    maxDownstreamDepth: Type.Integer(),
  },
  { $id: 'LineagePaginationInfo' },
)

export interface Rooted {
  readonly type: string
  readonly options: GraphOptions
}

/** The type of the root, which clients may leave out, and what the caller may see. */
export async function rooted(
  deps: ApiDependencies,
  request: FastifyRequest,
  given: LineageParameters,
): Promise<Rooted> {
  const { fqn, includeDeleted = false } = given
  const type = given.type ?? (await typeNamed(deps, request, fqn))
  const options = await graphOptions(deps, request, type, { fqn }, includeDeleted ? 'all' : 'non-deleted')
  return { type, options }
}

async function typeNamed(deps: ApiDependencies, request: FastifyRequest, fqn: string): Promise<string> {
  const visible = await visibilityOf(deps, principalOf(request))
  const field = { name: 'fullyQualifiedName', value: fqn.replaceAll('*', '?') }
  const asked = { field, deleted: 'any' as const, size: 1, ...(visible === undefined ? {} : { visible }) }
  const [hit] = (await deps.engine.search.search(asked)).hits
  if (!hit) throw problem('entity-not-found', { type: 'entity', key: fqn })
  return String(hit.source.entityType)
}

type Json = Readonly<Record<string, unknown>>

/** Documents of visible nodes by id, those alone that a filter leaves. */
async function documentsOf(
  deps: ApiDependencies,
  nodes: readonly GraphNode[],
  options: GraphOptions,
  queryFilter: unknown,
): Promise<Map<string, Json>> {
  const ids = nodes.filter((node) => node.visible).map((node) => node.reference.id)
  const found = new Map<string, Json>()
  for (let at = 0; at < ids.length; at += 500) {
    const values = ids.slice(at, at + 500)
    const filter = [{ ids: { values } }, ...(queryFilter === undefined ? [] : [queryOfFilter(queryFilter)])]
    const { hits } = await deps.engine.search.search({
      queryFilter: { bool: { filter } },
      deleted: 'any',
      size: values.length,
      trackTotalHits: false,
      ...(options.visible === undefined ? {} : { visible: options.visible }),
    })
    for (const hit of hits) found.set(hit.id, hit.source)
  }
  return found
}

function queryOfFilter(filter: unknown): unknown {
  return typeof filter === 'object' && filter !== null && 'query' in filter ? filter.query : filter
}

function keyOf(reference: EntityReference): string {
  return reference.fullyQualifiedName ?? reference.id
}

function edgeJson(edge: GraphEdge, known: ReadonlyMap<string, EntityReference>): [string, Json] | undefined {
  const [from, to] = [known.get(edge.fromId), known.get(edge.toId)]
  if (!from || !to) return undefined
  const { columnsLineage, ...details } = edge.details
  const end = (one: EntityReference) => ({
    id: one.id,
    type: one.type,
    fullyQualifiedName: one.fullyQualifiedName,
  })
  const key = `${keyOf(from)}-->${keyOf(to)}`
  const json = {
    ...details,
    fromEntity: end(from),
    toEntity: end(to),
    columns: columnsLineage ?? [],
    docId: `${from.id}-->${to.id}`,
    docUniqueId: `${from.id}-->${to.id}`,
  }
  return [key, json]
}

/** Edges that carry a column whose name holds the text. */
function carries(edge: GraphEdge, columnFilter: string | undefined): boolean {
  if (columnFilter === undefined || columnFilter === '') return true
  const wanted = columnFilter.replace(/^[^:]*:/, '').toLowerCase()
  return (edge.details.columnsLineage ?? []).some(({ fromColumns = [], toColumn = '' }) =>
    [...fromColumns, toColumn].some((name) => name.toLowerCase().includes(wanted)),
  )
}

async function result(
  deps: ApiDependencies,
  graph: Pick<Graph, 'nodes' | 'edges'> & { readonly root?: GraphNode },
  options: GraphOptions,
  given: Partial<LineageParameters>,
) {
  const all = graph.root ? [graph.root, ...graph.nodes] : graph.nodes
  const filter = jsonOf('query_filter', given.query_filter)
  const documents = await documentsOf(deps, all, options, filter)
  const kept = all.filter(
    (node) => node === graph.root || filter === undefined || documents.has(node.reference.id),
  )
  const known = new Map(kept.map((node) => [node.reference.id, node.reference]))
  const include = new Set(listOf(given.include_source_fields).flatMap((names) => names.split(',')))
  const entity = ({ reference }: GraphNode): Json => {
    const source: Json = documents.get(reference.id) ?? { ...reference, entityType: reference.type }
    return include.size === 0
      ? source
      : Object.fromEntries(Object.entries(source).filter(([name]) => include.has(name) || always.has(name)))
  }
  const edges = (direction: string) =>
    Object.fromEntries(
      graph.edges
        .filter((edge) => edge.direction === direction && carries(edge, given.column_filter))
        .flatMap((edge) => {
          const json = edgeJson(edge, known)
          return json ? [json] : []
        }),
    )
  return {
    nodes: Object.fromEntries(
      kept.map((node) => [
        keyOf(node.reference),
        {
          entity: entity(node),
          paging: { entityUpstreamCount: node.upstreamCount, entityDownstreamCount: node.downstreamCount },
          nodeDepth: Math.abs(node.distance),
        },
      ]),
    ),
    upstreamEdges: edges('upstream'),
    downstreamEdges: edges('downstream'),
  }
}

const always = new Set(['id', 'name', 'displayName', 'fullyQualifiedName', 'entityType'])

export function registerLineageSearch(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const path = '/api/v1/lineage'
  const docs = (summary: string) => described({ summary, tag: 'Lineage', answer: SearchLineageResult })
  type Route = { Querystring: LineageParameters }

  const around = async (request: FastifyRequest<Route>, upstream: number, downstream: number) => {
    const { type, options } = await rooted(deps, request, request.query)
    const graph = await engine.lineage.explore(
      type,
      { fqn: request.query.fqn },
      { upstream, downstream },
      options,
    )
    return await result(deps, graph, options, request.query)
  }

  app.get<Route>(
    `${path}/getLineage`,
    { schema: { querystring: Parameters }, config: { docs: docs('The lineage around an entity') } },
    (request) => around(request, request.query.upstreamDepth ?? 3, request.query.downstreamDepth ?? 3),
  )
  app.get<Route & { Params: { direction: string } }>(
    `${path}/getLineage/:direction`,
    {
      schema: { querystring: Parameters },
      config: { docs: docs('The lineage of an entity in one direction') },
    },
    (request) => {
      const { upstreamDepth = 3, downstreamDepth = 3 } = request.query
      const direction = request.params.direction.toLowerCase()
      if (direction === 'upstream') return around(request, upstreamDepth, 0)
      if (direction === 'downstream') return around(request, 0, downstreamDepth)
      throw problem('parameter-invalid', { parameter: 'direction', expected: 'Upstream or Downstream.' })
    },
  )
  app.get<Route>(
    `${path}/getLineageByEntityCount`,
    {
      schema: { querystring: Parameters },
      config: { docs: docs('A page of the assets in one direction, nearest first') },
    },
    async (request) => {
      const { fqn, direction = 'Downstream', from = 0, size = 50, nodeDepth, maxDepth = 10 } = request.query
      const { type, options } = await rooted(deps, request, request.query)
      const depths =
        direction === 'Upstream'
          ? { upstream: maxDepth, downstream: 0 }
          : { upstream: 0, downstream: maxDepth }
      const graph = await engine.lineage.explore(type, { fqn }, depths, options)
      const level = Math.abs(nodeDepth ?? 0)
      const nodes = graph.nodes
        .filter((node) => level === 0 || Math.abs(node.distance) === level)
        .slice(from, from + size)
      return await result(deps, { ...graph, nodes }, options, request.query)
    },
  )
  app.get<Route>(
    `${path}/getPaginationInfo`,
    {
      schema: { querystring: Parameters },
      config: {
        docs: described({
          summary: 'How many assets there are at each distance',
          tag: 'Lineage',
          answer: PaginationInfo,
        }),
      },
    },
    async (request) => {
      const { fqn, upstreamDepth = 10, downstreamDepth = 10 } = request.query
      const { type, options } = await rooted(deps, request, request.query)
      const depths = { upstream: upstreamDepth, downstream: downstreamDepth }
      const { nodes } = await engine.lineage.explore(type, { fqn }, depths, options)
      const [up, down] = [
        levels(nodes.filter((one) => one.distance < 0)),
        levels(nodes.filter((one) => one.distance > 0)),
      ]
      return {
        totalUpstreamEntities: up.total,
        totalDownstreamEntities: down.total,
        upstreamDepthInfo: up.info,
        downstreamDepthInfo: down.info,
        maxUpstreamDepth: up.info.length,
        maxDownstreamDepth: down.info.length,
      }
    },
  )
  registerWholePictures(app, deps)
}

function levels(nodes: readonly GraphNode[]) {
  const counts: number[] = []
  for (const { distance } of nodes) counts[Math.abs(distance) - 1] = (counts[Math.abs(distance) - 1] ?? 0) + 1
  return {
    total: nodes.length,
    info: counts.map((entityCount, at) => ({ depth: at + 1, entityCount })),
  }
}

function registerWholePictures(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const docs = (summary: string) => described({ summary, tag: 'Lineage', answer: SearchLineageResult })
  const PlatformParameters = queryOf({
    view: Type.Optional(Type.String({ maxLength: 50, description: 'service, domain or dataProduct' })),
    query_filter: Type.Optional(Type.String({ maxLength: 65_536 })),
    includeDeleted: Type.Optional(Type.Boolean()),
  })
  app.get<{ Querystring: Static<typeof PlatformParameters> }>(
    '/api/v1/lineage/getPlatformLineage',
    {
      schema: { querystring: PlatformParameters },
      config: { docs: docs('How services, domains or data products are connected') },
    },
    async (request) => {
      const { view = 'service', query_filter } = request.query
      const visible = await visibilityOf(deps, principalOf(request))
      const options: GraphOptions = visible === undefined ? {} : { visible }
      const graph = await engine.lineage.platform(view, options)
      return await result(deps, graph, options, query_filter === undefined ? {} : { query_filter })
    },
  )
  app.get<{ Querystring: LineageParameters }>(
    '/api/v1/lineage/getDataQualityLineage',
    {
      schema: { querystring: Parameters },
      config: { docs: docs('What an entity comes from that failed a test') },
    },
    async (request) => {
      const { fqn, upstreamDepth = 3 } = request.query
      const { type, options } = await rooted(deps, request, request.query)
      const graph = await engine.lineage.explore(
        type,
        { fqn },
        { upstream: upstreamDepth, downstream: 0 },
        options,
      )
      const failed = await failedAmong(deps, graph, options)
      const nodes = graph.nodes.filter((node) =>
        failed.has(node.reference.fullyQualifiedName?.toLowerCase() ?? ''),
      )
      return await result(deps, { ...graph, nodes }, options, request.query)
    },
  )
}

/** Names of nodes of which a test failed last, of the whole or of a column. */
async function failedAmong(
  deps: ApiDependencies,
  graph: Graph,
  options: GraphOptions,
): Promise<ReadonlySet<string>> {
  if (!deps.engine.registry.find('testCase')?.search) return new Set()
  const names = graph.nodes.flatMap((node) => node.reference.fullyQualifiedName ?? [])
  const { hits } = await deps.engine.search.search({
    index: 'testCase',
    size: 1000,
    queryFilter: {
      bool: { filter: [{ terms: { originEntityFQN: names } }, { term: { testCaseStatus: 'Failed' } }] },
    },
    ...(options.visible === undefined ? {} : { visible: options.visible }),
  })
  return new Set(hits.map((hit) => parseEntityLink(String(hit.source.entityLink)).fqn.toLowerCase()))
}
