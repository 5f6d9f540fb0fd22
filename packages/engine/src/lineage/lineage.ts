/** Lineage: edges between any two entities, walked in both directions. */
import {
  type AddLineage,
  type EntityLineage,
  type EntityReference,
  type LineageDetails,
  problem,
} from '@waymark/spec'
import type { Database, Tx } from '../database.ts'
import { applyPatch } from '../json-patch.ts'
import type { SearchBackend } from '../search/search-contract.ts'
import type { EntityKey, Include } from '../write-options.ts'
import { allContainerEdges, containerPath } from './containers.ts'
import { type EdgeRow, readEdge, selectEdge, storeEdge } from './edge-rows.ts'
import { type ExploreParts, explore, graphOf, impactOf } from './explore.ts'
import { mergeRun } from './job-runs.ts'
import type { Lineage } from './lineage-contract.ts'
import { addByName, listWaiting, removeByName, resolveEnds } from './waiting.ts'

/** What lineage needs to know of the entities at the ends of an edge. */
export interface EntityLookup {
  /** @throws problem `entity-not-found` */
  idOf(type: string, key: EntityKey, include: Include): Promise<string>
  /** References by id; ids that no longer exist are missing. */
  references(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, EntityReference>>
}

const untouched = {
  edges: [],
  distances: new Map<string, number>(),
  cameFrom: new Map<string, string>(),
  truncated: false,
}

export function createLineage(deps: {
  readonly database: Database
  readonly entities: EntityLookup
  readonly search: Pick<SearchBackend, 'seen'>
  readonly now: () => number
}): Lineage {
  const { database, entities, search, now } = deps
  const parts: ExploreParts = { database, search, references: entities.references }

  const explored: Lineage['explore'] = async (type, key, depths, options = {}) => {
    const rootId = await entities.idOf(type, key, options.include ?? 'non-deleted')
    return await explore(parts, type, rootId, depths, options)
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
          if (known.get(end.id)?.type !== end.type) {
            throw problem('reference-not-found', {
              field: `edge.${field}`,
              expectedType: end.type,
              reference: end.id,
            })
          }
        }
        const atMs = now()
        await storeEdge(
          tx,
          { fromId: fromEntity.id, fromType: fromEntity.type, toId: toEntity.id, toType: toEntity.type },
          {
            source: 'Manual',
            ...lineageDetails,
            ...(description === undefined ? {} : { description }),
            createdAt: atMs,
            createdBy: actor.name,
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

    explore: explored,

    async graph(type, key, depths, options = {}): Promise<EntityLineage> {
      const { root, nodes, edges } = await explored(type, key, depths, { ...options, counted: false })
      const of = (direction: string) =>
        edges
          .filter((edge) => edge.direction === direction)
          .map(({ fromId, toId, details }) => ({
            fromEntity: fromId,
            toEntity: toId,
            lineageDetails: details,
          }))
      return {
        entity: root.reference,
        nodes: nodes.map((node) => node.reference),
        upstreamEdges: of('upstream'),
        downstreamEdges: of('downstream'),
      }
    },

    async platform(level, options = {}) {
      const path = containerPath(level) ?? (level === 'service' ? 'service' : undefined)
      if (path === undefined) {
        throw problem('parameter-invalid', { parameter: 'view', expected: 'service, domain or dataProduct.' })
      }
      const { nodes, edges, truncated } = await graphOf(
        parts,
        undefined,
        untouched,
        await allContainerEdges(database, path),
        options,
      )
      return { nodes, edges, truncated }
    },

    async impact(type, key, reach, options = {}) {
      const rootId = await entities.idOf(type, key, options.include ?? 'non-deleted')
      return await impactOf(parts, rootId, reach, options)
    },

    resolve: (ends) => resolveEnds(database, ends),
    addByName: (edges, actor) => database.transaction((tx) => addByName(tx, edges, actor, now())),
    removeByName: (edges) => database.transaction((tx) => removeByName(tx, edges)),
    waiting: (limit) => listWaiting(database, limit),
    mergeRun: (run, merge) => database.transaction((tx) => mergeRun(tx, run, merge, now())),
  }
}
