/** Lineage: edges between any two entities, walked in both directions. */
import {
  type AddLineage,
  type EntityLineage,
  type EntityReference,
  type LineageDetails,
  problem,
} from '@waymark/spec'
import type { Database, Tx } from '../database.ts'
import type { EntityKey, Include, Lineage } from '../engine.ts'
import { applyPatch } from '../json-patch.ts'
import { walk } from './walk.ts'

/** What lineage needs to know of the entities at the ends of an edge. */
export interface EntityLookup {
  /** @throws problem `entity-not-found` */
  idOf(type: string, key: EntityKey, include: Include): Promise<string>
  /** References by id; ids that no longer exist are missing. */
  references(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, EntityReference>>
}

interface EdgeRow {
  readonly from_id: string
  readonly to_id: string
  readonly details: LineageDetails
}

const deepestWalk = 10

const upsert = `
insert into lineage_edge (from_id, from_type, to_id, to_type, source, details)
values ($1, $2, $3, $4, $5, $6::jsonb)
on conflict (from_id, to_id) do update set source = excluded.source, details = excluded.details
 where lineage_edge.details - '{createdAt,createdBy,updatedAt,updatedBy}'::text[]
    is distinct from excluded.details - '{createdAt,createdBy,updatedAt,updatedBy}'::text[]`

const selectEdge = 'select from_id, to_id, details from lineage_edge where from_id = $1 and to_id = $2'

function checkDepth(name: string, depth: number): number {
  if (!Number.isInteger(depth) || depth < 0) {
    throw problem('parameter-invalid', {
      parameter: name,
      expected: `a whole number from 0 to ${deepestWalk}.`,
    })
  }
  return Math.min(depth, deepestWalk)
}

export function createLineage(deps: {
  readonly database: Database
  readonly entities: EntityLookup
  readonly now: () => number
}): Lineage {
  const { database, entities, now } = deps

  const storeEdge = (
    tx: Tx,
    edge: { fromId: string; fromType: string; toId: string; toType: string },
    details: LineageDetails,
  ) =>
    tx.query({
      name: 'lineage-upsert',
      text: upsert,
      values: [
        edge.fromId,
        edge.fromType,
        edge.toId,
        edge.toType,
        details.source ?? 'Manual',
        JSON.stringify(details),
      ],
    })

  const readEdge = async (tx: Tx, fromId: string, toId: string): Promise<LineageDetails | undefined> => {
    const { rows } = await tx.query<EdgeRow>({
      name: 'lineage-edge',
      text: selectEdge,
      values: [fromId, toId],
    })
    return rows[0]?.details
  }

  return {
    async add(request: AddLineage, actor) {
      const { fromEntity, toEntity, lineageDetails, description } = request.edge
      if (fromEntity.id === toEntity.id) {
        throw problem('body-invalid', {
          field: 'edge.toEntity',
          expected: 'an entity other than edge.fromEntity.',
        })
      }
      await database.transaction(async (tx) => {
        const known = await entities.references(tx, [fromEntity.id, toEntity.id])
        for (const [field, end] of Object.entries({ fromEntity, toEntity })) {
          if (!known.has(end.id)) {
            throw problem('reference-not-found', {
              field: `edge.${field}`,
              expectedType: end.type,
              reference: end.id,
            })
          }
        }
        const existing = await readEdge(tx, fromEntity.id, toEntity.id)
        const atMs = now()
        await storeEdge(
          tx,
          {
            fromId: fromEntity.id,
            fromType: known.get(fromEntity.id)?.type ?? fromEntity.type,
            toId: toEntity.id,
            toType: known.get(toEntity.id)?.type ?? toEntity.type,
          },
          {
            source: 'Manual',
            ...lineageDetails,
            ...(description === undefined ? {} : { description }),
            createdAt: existing?.createdAt ?? atMs,
            createdBy: existing?.createdBy ?? actor.name,
            updatedAt: atMs,
            updatedBy: actor.name,
          },
        )
      })
    },

    async remove(from, to) {
      const { rowCount } = await database.query(
        'delete from lineage_edge where from_id = $1 and to_id = $2',
        [from.id, to.id],
      )
      if (rowCount === 0)
        throw problem('entity-not-found', { type: 'lineage edge', key: `${from.id} → ${to.id}` })
    },

    async removeBySource(entity, source) {
      await database.query('delete from lineage_edge where (from_id = $1 or to_id = $1) and source = $2', [
        entity.id,
        source,
      ])
    },

    edge: (fromId, toId) => readEdge(database, fromId, toId),

    patchEdge: (from, to, patch, actor) =>
      database.transaction(async (tx) => {
        const { rows } = await tx.query<EdgeRow>(`${selectEdge} for update`, [from.id, to.id])
        const [row] = rows
        if (!row) throw problem('entity-not-found', { type: 'lineage edge', key: `${from.id} → ${to.id}` })
        const patched = applyPatch(row.details, patch) as LineageDetails // checked by the caller's schema
        const details = { ...patched, updatedAt: now(), updatedBy: actor.name }
        await storeEdge(tx, { fromId: from.id, fromType: from.type, toId: to.id, toType: to.type }, details)
        return details
      }),

    async graph(type, key, depths, include = 'non-deleted'): Promise<EntityLineage> {
      const upstream = checkDepth('upstreamDepth', depths.upstream)
      const downstream = checkDepth('downstreamDepth', depths.downstream)
      const rootId = await entities.idOf(type, key, include)
      const [above, below] = await Promise.all([
        walk(database, rootId, 'upstream', upstream),
        walk(database, rootId, 'downstream', downstream),
      ])
      const ids = new Set([
        rootId,
        ...[...above, ...below].flatMap((edge) => [edge.fromEntity, edge.toEntity]),
      ])
      const known = await entities.references(database, [...ids])
      const root = known.get(rootId)
      if (!root) throw problem('entity-not-found', { type, key: rootId })
      const shown = (id: string) => {
        const reference = known.get(id)
        return reference !== undefined && (include === 'all' || id === rootId || reference.deleted !== true)
      }
      return {
        entity: root,
        nodes: [...known.values()].filter((node) => node.id !== rootId && shown(node.id)),
        upstreamEdges: above.filter((edge) => shown(edge.fromEntity) && shown(edge.toEntity)),
        downstreamEdges: below.filter((edge) => shown(edge.fromEntity) && shown(edge.toEntity)),
      }
    },
  }
}
