/** Follows lineage edges level by level, each edge once, so that cycles end. */
import type { LineageDetails, LineageEdge } from '@waymark/spec'
import type { Tx } from '../database.ts'

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
    text: 'select from_id, to_id, details from lineage_edge where to_id = any($1::uuid[]) order by from_id, to_id limit $2',
  },
  downstream: {
    name: 'lineage-downstream',
    text: 'select from_id, to_id, details from lineage_edge where from_id = any($1::uuid[]) order by from_id, to_id limit $2',
  },
}

/** Edges within `depth` levels of the root, nearest first. */
export async function walk(
  tx: Tx,
  rootId: string,
  direction: 'upstream' | 'downstream',
  depth: number,
): Promise<LineageEdge[]> {
  const edges: LineageEdge[] = []
  const visited = new Set([rootId])
  let frontier = [rootId]
  for (let level = 0; level < depth && frontier.length > 0 && edges.length < mostEdges; level += 1) {
    const { rows } = await tx.query<Row>({
      ...statement[direction],
      values: [frontier, mostEdges - edges.length],
    })
    const next: string[] = []
    for (const row of rows) {
      edges.push({ fromEntity: row.from_id, toEntity: row.to_id, lineageDetails: row.details })
      const far = direction === 'upstream' ? row.from_id : row.to_id
      if (!visited.has(far)) {
        visited.add(far)
        next.push(far)
      }
    }
    frontier = next
  }
  return edges
}
