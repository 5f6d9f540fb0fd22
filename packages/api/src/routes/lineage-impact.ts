/** Lineage as a list: who is reached by a change, in JSON and as CSV. */
import { Type } from '@sinclair/typebox'
import type { EntityJson, GraphEdge, GraphOptions } from '@waymark/engine'
import { EntityReference } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { CsvJobStarted, createCsvJobs } from '../csv/jobs.ts'
import { csvLine } from '../csv/lines.ts'
import { described } from '../route-config.ts'
import { LineageParameters, type Rooted, rooted } from './lineage-search.ts'

const Impact = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        entity: EntityReference,
        distance: Type.Integer({ description: 'steps from the entity that was asked about' }),
        owners: Type.Array(EntityReference),
        tier: Type.Optional(Type.String()),
        path: Type.Array(Type.String(), { description: 'names on one shortest way, both ends included' }),
      }),
    ),
    paging: Type.Object({ total: Type.Integer() }),
  },
  { $id: 'LineageImpact' },
)

type Route = { Querystring: LineageParameters }
type Source = Readonly<Record<string, unknown>>

/** Search documents by id: owners and tiers of many assets at once. */
async function documents(deps: ApiDependencies, ids: readonly string[], options: GraphOptions) {
  const found = new Map<string, Source>()
  for (let at = 0; at < ids.length; at += 1000) {
    const { hits } = await deps.engine.search.search({
      queryFilter: { ids: { values: ids.slice(at, at + 1000) } },
      deleted: 'any',
      size: 1000,
      trackTotalHits: false,
      ...(options.visible === undefined ? {} : { visible: options.visible }),
    })
    for (const hit of hits) found.set(hit.id, hit.source)
  }
  return found
}

async function impact(deps: ApiDependencies, request: FastifyRequest<Route>) {
  const { fqn, direction = 'Downstream', maxDepth = 10, from = 0, size = 1000 } = request.query
  const { type, options } = await rooted(deps, request, request.query)
  const reach = { direction: direction === 'Upstream' ? 'upstream' : 'downstream', depth: maxDepth } as const
  const reached = await deps.engine.lineage.impact(type, { fqn }, reach, options)
  const page = reached.slice(from, from + size)
  const known = await documents(
    deps,
    page.map(({ reference }) => reference.id),
    options,
  )
  const names = new Map(
    reached.map(({ reference }) => [reference.id, reference.fullyQualifiedName ?? 'restricted']),
  )
  return {
    data: page.map(({ reference, distance, path }) => {
      const source = known.get(reference.id)
      const tier = source?.tier as { readonly tagFQN?: string } | undefined // written by search
      return {
        entity: reference,
        distance,
        owners: (source?.owners as readonly EntityReference[] | undefined) ?? [], // references of a search document
        ...(tier?.tagFQN === undefined ? {} : { tier: tier.tagFQN }),
        path: path.map((id, at) => (at === 0 ? fqn : (names.get(id) ?? 'restricted'))),
      }
    }),
    paging: { total: reached.length },
  }
}

const header = [
  'fromEntityFQN', 'fromEntityType', 'fromOwners', 'toEntityFQN', 'toEntityType', 'toOwners', 'direction', 'source', 'pipeline',
  'fromColumns', 'toColumn', 'sqlQuery', 'description',
] // biome-ignore format: a vocabulary

function lines(edge: GraphEdge, ends: ReadonlyMap<string, readonly unknown[]>): string[] {
  const { columnsLineage = [], source, pipeline, sqlQuery, description } = edge.details
  const unknown = ['restricted', '', '']
  const line = (fromColumns: string, toColumn: string) =>
    csvLine([
      ...(ends.get(edge.fromId) ?? unknown),
      ...(ends.get(edge.toId) ?? unknown),
      edge.direction,
      source,
      pipeline?.fullyQualifiedName ?? pipeline?.id,
      fromColumns,
      toColumn,
      sqlQuery,
      description,
    ])
  if (columnsLineage.length === 0) return [line('', '')]
  return columnsLineage.map(({ fromColumns = [], toColumn = '' }) => line(fromColumns.join(';'), toColumn))
}

function ownersOf(source: Source | EntityJson | undefined): string {
  const owners = (source?.owners as readonly EntityReference[] | undefined) ?? [] // references of a search document
  return owners.map((owner) => owner.name ?? owner.id).join(';')
}

export function registerImpactRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const jobs = createCsvJobs(deps)
  app.get<Route>(
    '/api/v1/lineage/impact',
    {
      schema: { querystring: LineageParameters },
      config: {
        docs: described({
          summary: 'Who is reached by a change of an entity, nearest first, with owners and the way there',
          tag: 'Lineage',
          answer: Impact,
        }),
      },
    },
    (request) => impact(deps, request),
  )
  app.get<Route>(
    '/api/v1/lineage/export',
    {
      schema: { querystring: LineageParameters },
      config: {
        docs: described({
          summary: 'The lineage around an entity as CSV, a line per column',
          tag: 'Lineage',
          mediaType: 'text/csv',
        }),
      },
    },
    async (request, reply) => {
      const found = await rooted(deps, request, request.query)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="lineage.csv"')
        .send(await exported(deps, found, request.query))
    },
  )
  app.get<Route>(
    '/api/v1/lineage/exportAsync',
    {
      schema: { querystring: LineageParameters },
      config: {
        docs: described({
          summary: 'The lineage around an entity as CSV, later; see /api/v1/csvJobs',
          tag: 'Lineage',
          answer: CsvJobStarted,
          status: 202,
        }),
      },
    },
    async (request, reply) => {
      const found = await rooted(deps, request, request.query)
      const work = async () => ({ data: await exported(deps, found, request.query) })
      return reply.code(202).send(await jobs.start(principalOf(request), work))
    },
  )
}

async function exported(
  deps: ApiDependencies,
  { type, options }: Rooted,
  { fqn, upstreamDepth = 3, downstreamDepth = 3 }: LineageParameters,
): Promise<string> {
  const depths = { upstream: upstreamDepth, downstream: downstreamDepth }
  const { root, nodes, edges } = await deps.engine.lineage.explore(type, { fqn }, depths, options)
  const all = [root, ...nodes]
  const known = await documents(
    deps,
    all.map(({ reference }) => reference.id),
    options,
  )
  const ends = new Map(
    all
      .filter((node) => node.visible)
      .map(({ reference }) => [
        reference.id,
        [reference.fullyQualifiedName, reference.type, ownersOf(known.get(reference.id))],
      ]),
  )
  return [csvLine(header), ...edges.flatMap((edge) => lines(edge, ends))].join('')
}
