/** The graph around one entity: what it comes from, what depends on it, and how far away. */
import type { EntityReference } from '@waymark/spec'
import { problem } from '@waymark/spec'
import type { Database, Tx } from '../database.ts'
import type { SearchBackend } from '../search/search-contract.ts'
import { containerEdges, containerPath } from './containers.ts'
import type { Depths, Graph, GraphEdge, GraphNode, GraphOptions, Impact } from './lineage-contract.ts'
import { type Walked, walk } from './walk.ts'

export interface ExploreParts {
  readonly database: Database
  readonly search: Pick<SearchBackend, 'seen'>
  /** References by id; ids that no longer exist are missing. */
  references(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, EntityReference>>
}

const deepestWalk = 10
/** An impact is a list, not a picture. */
const mostImpactEdges = 50_000

export function checkDepth(name: string, depth: number): number {
  if (!Number.isInteger(depth) || depth < 0) {
    const expected = `a whole number from 0 to ${deepestWalk}.`
    throw problem('parameter-invalid', { parameter: name, expected })
  }
  return Math.min(depth, deepestWalk)
}

interface CountRow {
  readonly id: string
  readonly upstream: string
  readonly downstream: string
}

async function edgeCounts(tx: Tx, ids: readonly string[]): Promise<Map<string, CountRow>> {
  const { rows } = await tx.query<CountRow>({
    name: 'lineage-counts',
    text: `select id, (select count(*) from lineage_edge where to_id = id) as upstream,
                      (select count(*) from lineage_edge where from_id = id) as downstream
             from unnest($1::uuid[]) as id`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}

/** What is told of somebody else's asset: that it is there. */
function masked({ id, type }: EntityReference): EntityReference {
  return { id, type, name: 'restricted', displayName: 'Restricted' }
}

const none: Walked = { edges: [], distances: new Map(), cameFrom: new Map(), truncated: false }

/** Edges of both directions as a graph; nodes that are gone or deleted are left out with their edges. */
export async function graphOf(
  parts: ExploreParts,
  rootId: string | undefined,
  above: Walked,
  below: Walked,
  options: GraphOptions,
): Promise<Omit<Graph, 'root'> & { readonly root: GraphNode | undefined }> {
  const { database, search } = parts
  const ids = [
    ...new Set([
      ...(rootId === undefined ? [] : [rootId]),
      ...above.distances.keys(),
      ...below.distances.keys(),
      ...[...above.edges, ...below.edges].flatMap((edge) => [edge.fromId, edge.toId]),
    ]),
  ]
  const known = await parts.references(database, ids)
  const seen = options.visible ? await search.seen(ids, options.visible) : undefined
  const counts = options.counted === false ? new Map<string, CountRow>() : await edgeCounts(database, ids)
  const isShown = (id: string) => {
    const reference = known.get(id)
    return (
      reference !== undefined && (options.include === 'all' || id === rootId || reference.deleted !== true)
    )
  }
  const isVisible = (id: string) => seen === undefined || id === rootId || seen.has(id)
  const node = (id: string): GraphNode[] => {
    const reference = known.get(id)
    if (!reference || !isShown(id)) return []
    const count = counts.get(id)
    const up = above.distances.get(id)
    return [
      {
        reference: isVisible(id) ? reference : masked(reference),
        distance: id === rootId ? 0 : up === undefined ? (below.distances.get(id) ?? 0) : -up,
        upstreamCount: Number(count?.upstream ?? 0),
        downstreamCount: Number(count?.downstream ?? 0),
        visible: isVisible(id),
      },
    ]
  }
  const edge = (one: GraphEdge): GraphEdge =>
    isVisible(one.fromId) && isVisible(one.toId) ? one : { ...one, details: { ...sourceOf(one) } }
  return {
    root: rootId === undefined ? undefined : node(rootId)[0],
    nodes: ids
      .filter((id) => id !== rootId)
      .flatMap(node)
      .sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance)),
    edges: [...above.edges, ...below.edges]
      .filter((one) => isShown(one.fromId) && isShown(one.toId))
      .map(edge),
    truncated: above.truncated || below.truncated,
  }
}

function sourceOf({ details }: GraphEdge) {
  return details.source === undefined ? {} : { source: details.source }
}

/** @throws problem `parameter-invalid` for a depth that is none, `entity-not-found` */
export async function explore(
  parts: ExploreParts,
  type: string,
  rootId: string,
  depths: Depths,
  options: GraphOptions,
): Promise<Graph> {
  const { database } = parts
  const upstream = checkDepth('upstreamDepth', depths.upstream)
  const downstream = checkDepth('downstreamDepth', depths.downstream)
  const more = options.viaPipeline === true ? { viaPipeline: true } : {}
  const [above, below] = await Promise.all([
    upstream === 0 ? none : walk(database, rootId, 'upstream', upstream, more),
    downstream === 0 ? none : walk(database, rootId, 'downstream', downstream, more),
  ])
  const path = containerPath(type)
  const derived =
    path === undefined ? undefined : await containerEdges(database, path, rootId, { upstream, downstream })
  const graph = await graphOf(
    parts,
    rootId,
    join(above, derived?.above),
    join(below, derived?.below),
    options,
  )
  const { root } = graph
  if (!root) throw problem('entity-not-found', { type, key: rootId })
  return { ...graph, root }
}

/** Edges that people drew win over the same ones derived from children. */
function join(own: Walked, derived: Walked = none): Walked {
  if (derived.edges.length === 0) return own
  const drawn = new Set(own.edges.map((edge) => `${edge.fromId} ${edge.toId}`))
  return {
    edges: [...own.edges, ...derived.edges.filter((edge) => !drawn.has(`${edge.fromId} ${edge.toId}`))],
    distances: new Map([...derived.distances, ...own.distances]),
    cameFrom: new Map([...derived.cameFrom, ...own.cameFrom]),
    truncated: own.truncated || derived.truncated,
  }
}

/** Everything within reach, nearest first, each with one shortest way. */
export async function impactOf(
  parts: ExploreParts,
  rootId: string,
  reach: { readonly direction: 'upstream' | 'downstream'; readonly depth: number },
  options: GraphOptions,
): Promise<readonly Impact[]> {
  const depth = checkDepth('depth', reach.depth)
  const found = await walk(parts.database, rootId, reach.direction, depth, { most: mostImpactEdges })
  const ids = [...found.distances.keys()]
  const known = await parts.references(parts.database, ids)
  const seen = options.visible ? await parts.search.seen(ids, options.visible) : undefined
  return ids.flatMap((id): Impact[] => {
    const reference = known.get(id)
    if (!reference || (reference.deleted === true && options.include !== 'all')) return []
    return [
      {
        reference: seen === undefined || seen.has(id) ? reference : masked(reference),
        distance: found.distances.get(id) ?? 0,
        path: pathTo(id, rootId, found.cameFrom),
      },
    ]
  })
}

function pathTo(id: string, rootId: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [id]
  for (let at = cameFrom.get(id); at !== undefined && at !== rootId; at = cameFrom.get(at)) path.unshift(at)
  path.unshift(rootId)
  return path
}
