/** Lineage between containers (services, domains, …), derived from the edges of what is in them. */
import type { Tx } from '../database.ts'
import { term } from '../search/terms.ts'
import type { Direction, GraphEdge } from './lineage-contract.ts'
import type { Walked } from './walk.ts'

/** Where an asset's search document names the container: `service`, `domains`. Undefined for what holds no assets. */
export function containerPath(type: string): string | undefined {
  if (/Service$/.test(type)) return 'service'
  return {
    database: 'database',
    databaseSchema: 'databaseSchema',
    domain: 'domains',
    dataProduct: 'dataProducts',
  }[type]
}

interface Row {
  readonly from_id: string
  readonly to_id: string
  readonly edges: string
}

/** The containers at the far ends of the edges of a set of containers, in one direction. */
function step(path: string, direction: Direction): string {
  const [near, far] = direction === 'upstream' ? ['to', 'from'] : ['from', 'to']
  return `
    select ${far === 'from' ? 'outer_id as from_id, inner_id as to_id' : 'inner_id as from_id, outer_id as to_id'}, count(*) as edges
      from (select i.id as inner_id, o.id as outer_id
              from search_document mine
              join lineage_edge e on e.${near}_id = mine.entity_id
              join search_document theirs on theirs.entity_id = e.${far}_id
             cross join lateral (select distinct found #>> '{}' as id from jsonb_path_query(mine.facts, '$."${path}".id') found) i
             cross join lateral (select distinct found #>> '{}' as id from jsonb_path_query(theirs.facts, '$."${path}".id') found) o
             where mine.terms && $1::text[] and not mine.deleted and not theirs.deleted) as pairs
     where inner_id = any($2::text[]) and outer_id <> inner_id
     group by inner_id, outer_id`
}

function edgeOf({ from_id, to_id, edges }: Row, direction: Direction): GraphEdge {
  return {
    fromId: from_id,
    toId: to_id,
    direction,
    details: { source: 'ChildAssets', assetEdges: Number(edges) },
  }
}

async function follow(
  tx: Tx,
  path: string,
  rootId: string,
  direction: Direction,
  depth: number,
): Promise<Walked> {
  const edges: GraphEdge[] = []
  const distances = new Map<string, number>()
  const cameFrom = new Map<string, string>()
  let frontier = [rootId]
  for (let level = 1; level <= depth && frontier.length > 0; level += 1) {
    const terms = frontier.map((id) => term(`${path}.id`, id))
    const { rows } = await tx.query<Row>(step(path, direction), [terms, frontier])
    const next: string[] = []
    for (const row of rows) {
      edges.push(edgeOf(row, direction))
      const [far, near] = direction === 'upstream' ? [row.from_id, row.to_id] : [row.to_id, row.from_id]
      if (far === rootId || distances.has(far)) continue
      distances.set(far, level)
      cameFrom.set(far, near)
      next.push(far)
    }
    frontier = next
  }
  return { edges, distances, cameFrom, truncated: false }
}

/** What a container is connected with, level by level. */
export async function containerEdges(
  tx: Tx,
  path: string,
  rootId: string,
  depths: { readonly upstream: number; readonly downstream: number },
): Promise<{ readonly above: Walked; readonly below: Walked }> {
  const above = await follow(tx, path, rootId, 'upstream', depths.upstream)
  const below = await follow(tx, path, rootId, 'downstream', depths.downstream)
  return { above, below }
}

const everywhere = (path: string) => `
select f.id as from_id, t.id as to_id, count(*) as edges
  from lineage_edge e
  join search_document a on a.entity_id = e.from_id and not a.deleted
  join search_document b on b.entity_id = e.to_id and not b.deleted
 cross join lateral (select distinct found #>> '{}' as id from jsonb_path_query(a.facts, '$."${path}".id') found) f
 cross join lateral (select distinct found #>> '{}' as id from jsonb_path_query(b.facts, '$."${path}".id') found) t
 where f.id <> t.id
 group by f.id, t.id order by f.id, t.id limit 5000`

/** All of them at once. */
export async function allContainerEdges(tx: Tx, path: string): Promise<Walked> {
  const { rows } = await tx.query<Row>(everywhere(path))
  const ids = rows.flatMap((row) => [row.from_id, row.to_id])
  return {
    edges: rows.map((row) => edgeOf(row, 'downstream')),
    distances: new Map(ids.map((id) => [id, 0])),
    cameFrom: new Map(),
    truncated: false,
  }
}
