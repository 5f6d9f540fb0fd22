/** Follows lineage edges level by level, each edge once, so that cycles end. */
import type { LineageDetails } from '@waymark/spec'
import type { Tx } from '../database.ts'
import type { Direction, GraphEdge } from './lineage-contract.ts'

/** A picture with more edges is not one; the reader goes on from a node instead. */
const mostEdges = 2000

interface Row {
  readonly from_id: string
  readonly to_id: string
  readonly details: LineageDetails
}

const statement = {
  upstream: {
    name: 'lineage-upstream',
    text: 'select from_id, to_id, details from lineage_edge where to_id = any($1::uuid[]) order by to_id, from_id limit $2',
  },
  downstream: {
    name: 'lineage-downstream',
    text: 'select from_id, to_id, details from lineage_edge where from_id = any($1::uuid[]) order by from_id, to_id limit $2',
  },
} as const

/** Edges that a pipeline makes: what it reads is above it, what it writes below. */
const ofPipeline = `
select from_id, to_id, details from lineage_edge
 where details ? 'pipeline' and details -> 'pipeline' ->> 'id' = $1 order by from_id, to_id limit $2`

export interface Walked {
  /** Nearest first. */
  readonly edges: readonly GraphEdge[]
  /** Steps from the root, by id, without the root. */
  readonly distances: ReadonlyMap<string, number>
  /** The node before, on one shortest way from the root. */
  readonly cameFrom: ReadonlyMap<string, string>
  readonly truncated: boolean
}

/**
 * Edges within `depth` levels of the root, nearest first.
 * @param most - edges after which the walk ends
 */
export async function walk(
  tx: Tx,
  rootId: string,
  direction: Direction,
  depth: number,
  options: { readonly most?: number; readonly viaPipeline?: boolean } = {},
): Promise<Walked> {
  const most = options.most ?? mostEdges
  const edges: GraphEdge[] = []
  const distances = new Map<string, number>()
  const cameFrom = new Map<string, string>()
  let frontier = [rootId]
  let truncated = false
  for (let level = 1; level <= depth && frontier.length > 0; level += 1) {
    const left = most - edges.length
    const viaPipeline = level === 1 && options.viaPipeline === true
    const { rows } = viaPipeline
      ? await tx.query<Row>(ofPipeline, [rootId, left + 1])
      : await tx.query<Row>({ ...statement[direction], values: [frontier, left + 1] })
    truncated ||= rows.length > left
    const next: string[] = []
    for (const { from_id: fromId, to_id: toId, details } of rows.slice(0, left)) {
      edges.push({ fromId, toId, direction, details })
      const [far, near] = direction === 'upstream' ? [fromId, toId] : [toId, fromId]
      if (far === rootId || distances.has(far)) continue
      distances.set(far, level)
      cameFrom.set(far, viaPipeline ? rootId : near)
      next.push(far)
    }
    if (truncated) break
    frontier = next
  }
  return { edges, distances, cameFrom, truncated }
}
