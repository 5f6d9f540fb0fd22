/** How rows of `lineage_edge` are read, and what each of them says. */
import type { LineageDetails } from '@waymark/spec'
import type { Tx } from '../database.ts'

export interface EdgeRow {
  readonly from_id: string
  readonly to_id: string
  readonly details: LineageDetails
}

export const selectEdge = 'select from_id, to_id, details from lineage_edge where from_id = $1 and to_id = $2'

/** An edge that is there keeps who made it; one that says the same stays untouched. */
const upsert = `
insert into lineage_edge (from_id, from_type, to_id, to_type, source, details)
values ($1, $2, $3, $4, $5, $6::jsonb)
on conflict (from_id, to_id) do update set
  source = excluded.source,
  details = excluded.details || jsonb_strip_nulls(jsonb_build_object(
    'createdAt', lineage_edge.details -> 'createdAt', 'createdBy', lineage_edge.details -> 'createdBy'))
 where lineage_edge.details - '{createdAt,createdBy,updatedAt,updatedBy}'::text[]
    is distinct from excluded.details - '{createdAt,createdBy,updatedAt,updatedBy}'::text[]`

export async function storeEdge(
  tx: Tx,
  edge: {
    readonly fromId: string
    readonly fromType: string
    readonly toId: string
    readonly toType: string
  },
  details: LineageDetails,
): Promise<void> {
  const { fromId, fromType, toId, toType } = edge
  await tx.query({
    name: 'lineage-upsert',
    text: upsert,
    values: [fromId, fromType, toId, toType, details.source ?? 'Manual', JSON.stringify(details)],
  })
}

export async function readEdge(tx: Tx, fromId: string, toId: string): Promise<LineageDetails | undefined> {
  const { rows } = await tx.query<EdgeRow>({ name: 'lineage-edge', text: selectEdge, values: [fromId, toId] })
  return rows[0]?.details
}

const ofEntities = `
select from_id, to_id, details from lineage_edge
 where from_id = any($1::uuid[]) or to_id = any($1::uuid[]) or details -> 'pipeline' ->> 'id' = any($2::text[])
 order by from_id, to_id
   for update`

const update = `
update lineage_edge edge set details = changed.details
  from unnest($1::uuid[], $2::uuid[], string_to_array($3::text, E'\\n')::jsonb[]) as changed (from_id, to_id, details)
 where edge.from_id = changed.from_id and edge.to_id = changed.to_id`

/**
 * Changes what the edges from, to and through entities say.
 * @param rewrite - answers the very details of the row where nothing changes
 */
export async function rewriteEdges(
  tx: Tx,
  ids: readonly string[],
  rewrite: (row: EdgeRow) => LineageDetails,
): Promise<void> {
  const { rows } = await tx.query<EdgeRow>({
    name: 'lineage-of-entities',
    text: ofEntities,
    values: [ids, ids],
  })
  const changed = rows.flatMap((row) => {
    const details = rewrite(row)
    return details === row.details ? [] : [{ ...row, details }]
  })
  if (changed.length === 0) return
  await tx.query({
    name: 'lineage-rewrite',
    text: update,
    values: [
      changed.map((row) => row.from_id),
      changed.map((row) => row.to_id),
      changed.map((row) => JSON.stringify(row.details)).join('\n'),
    ],
  })
}
