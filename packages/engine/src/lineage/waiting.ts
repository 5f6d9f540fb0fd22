/** Edges between names: drawn when both ends are in the catalog, kept until then. */
import { createHash } from 'node:crypto'
import { type EntityReference, type LineageDetails, quoteName, splitFqn } from '@waymark/spec'
import type { Tx } from '../database.ts'
import { term } from '../search/terms.ts'
import type { Actor } from '../write-options.ts'
import { storeEdge } from './edge-rows.ts'
import type { NamedEdge, NamedEdgeResult, WaitingEdge, WaitingEnd } from './lineage-contract.ts'

interface WaitingRow {
  readonly id: string
  readonly from_namespace: string
  readonly from_name: string
  readonly to_namespace: string
  readonly to_name: string
  readonly from_key: string
  readonly from_services: string[] | null
  readonly from_kinds: string[] | null
  readonly to_key: string
  readonly to_services: string[] | null
  readonly to_kinds: string[] | null
  readonly details: LineageDetails
  readonly actor: string
  readonly first_ms: string
  readonly last_ms: string
}

interface Candidate {
  readonly entity_id: string
  readonly entity_type: string
  readonly name: string
  readonly fqn: string
  readonly service: string | null
  readonly service_type: string | null
  readonly key: string
}

/** The name of an entity below its service, in lower case and without quotes; undefined for what has none. */
export function nameBelowService(fqn: string): string | undefined {
  const [, ...below] = splitFqn(fqn)
  return below.length === 0 ? undefined : below.join('.').toLowerCase()
}

/** Known entities among ends; undefined for one that is in the catalog not at all, or more than once. */
export async function resolveEnds(
  tx: Tx,
  ends: readonly WaitingEnd[],
): Promise<(EntityReference | undefined)[]> {
  if (ends.length === 0) return []
  const keys = [...new Set(ends.map((end) => end.key))]
  const { rows } = await tx.query<Candidate>({
    name: 'lineage-resolve',
    text: `select entity_id, entity_type, name, fqn, service, service_type, key
             from unnest($1::text[], $2::text[]) as wanted (key, key_term)
             join search_document on terms @> array[key_term] and not deleted`,
    values: [keys, keys.map((key) => term('key', key))],
  })
  return ends.map((end) => {
    const found = rows.filter((row) => row.key === end.key && fits(row, end))
    const [only] = found
    if (!only || found.length > 1) return undefined
    return { id: only.entity_id, type: only.entity_type, name: only.name, fullyQualifiedName: only.fqn }
  })
}

function fits({ service, service_type }: Candidate, { services, kinds }: WaitingEnd): boolean {
  if (services)
    return service !== null && services.some((name) => name.toLowerCase() === service.toLowerCase())
  return !kinds || (service_type !== null && kinds.includes(service_type))
}

/** Columns of both ends under their fully qualified names. */
function completed(details: LineageDetails, from: EntityReference, to: EntityReference): LineageDetails {
  const { columnsLineage } = details
  if (!columnsLineage) return details
  return {
    ...details,
    columnsLineage: columnsLineage.map((one) => ({
      ...one,
      ...(one.fromColumns
        ? { fromColumns: one.fromColumns.map((name) => `${from.fullyQualifiedName}.${quoteName(name)}`) }
        : {}),
      ...(one.toColumn === undefined
        ? {}
        : { toColumn: `${to.fullyQualifiedName}.${quoteName(one.toColumn)}` }),
    })),
  }
}

async function draw(
  tx: Tx,
  from: EntityReference,
  to: EntityReference,
  details: LineageDetails,
  actorName: string,
  nowMs: number,
): Promise<void> {
  // A job that reads and writes one table is no lineage.
  if (from.id === to.id) return
  await storeEdge(
    tx,
    { fromId: from.id, fromType: from.type, toId: to.id, toType: to.type },
    {
      ...completed(details, from, to),
      createdAt: nowMs,
      createdBy: actorName,
      updatedAt: nowMs,
      updatedBy: actorName,
    },
  )
}

function digest({ from, to }: NamedEdge): string {
  const names = [from.namespace, from.name, to.namespace, to.name]
  return createHash('md5').update(JSON.stringify(names)).digest('hex')
}

const keep = `
insert into lineage_waiting
  (digest, from_namespace, from_name, to_namespace, to_name, from_key, from_services, from_kinds, to_key, to_services,
   to_kinds, details, actor, first_ms, last_ms)
values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14, $14)
on conflict (digest) do update set
  details = excluded.details, actor = excluded.actor, last_ms = excluded.last_ms, from_services = excluded.from_services,
  from_kinds = excluded.from_kinds, to_services = excluded.to_services, to_kinds = excluded.to_kinds`

export async function addByName(
  tx: Tx,
  edges: readonly NamedEdge[],
  actor: Actor,
  nowMs: number,
): Promise<NamedEdgeResult[]> {
  const found = await resolveEnds(
    tx,
    edges.flatMap(({ from, to }) => [from, to]),
  )
  const results: NamedEdgeResult[] = []
  for (const [at, edge] of edges.entries()) {
    const [from, to] = [found[2 * at], found[2 * at + 1]]
    if (from && to) await draw(tx, from, to, edge.details, actor.name, nowMs)
    else {
      await tx.query(keep, [
        digest(edge),
        edge.from.namespace,
        edge.from.name,
        edge.to.namespace,
        edge.to.name,
        edge.from.key,
        edge.from.services ?? null,
        edge.from.kinds ?? null,
        edge.to.key,
        edge.to.services ?? null,
        edge.to.kinds ?? null,
        JSON.stringify(edge.details),
        actor.name,
        nowMs,
      ])
    }
    results.push({
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      drawn: from !== undefined && to !== undefined,
    })
  }
  return results
}

const removeDrawn = `
delete from lineage_edge using unnest($1::uuid[], $2::uuid[], $3::text[]) as gone (of_from, of_to, of_source)
 where from_id = of_from and to_id = of_to and source = of_source`

export async function removeByName(tx: Tx, edges: readonly NamedEdge[]): Promise<void> {
  const found = await resolveEnds(
    tx,
    edges.flatMap(({ from, to }) => [from, to]),
  )
  const drawn = edges.flatMap(({ details }, at) => {
    const [from, to] = [found[2 * at], found[2 * at + 1]]
    return from && to ? [{ from: from.id, to: to.id, source: details.source ?? 'Manual' }] : []
  })
  await tx.query(removeDrawn, [
    drawn.map((edge) => edge.from),
    drawn.map((edge) => edge.to),
    drawn.map((edge) => edge.source),
  ])
  await tx.query('delete from lineage_waiting where digest = any($1::uuid[])', [edges.map(digest)])
}

/** Draws what waited for entities that were just written, in their transaction. */
export async function settleWaiting(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows } = await tx.query<WaitingRow>(
    'select * from lineage_waiting where id = any($1::uuid[]) order by id for update',
    [ids],
  )
  const ends = rows.flatMap((row): WaitingEnd[] => [
    end(row.from_namespace, row.from_name, row.from_key, row.from_services, row.from_kinds),
    end(row.to_namespace, row.to_name, row.to_key, row.to_services, row.to_kinds),
  ])
  const found = await resolveEnds(tx, ends)
  for (const [at, row] of rows.entries()) {
    const [from, to] = [found[2 * at], found[2 * at + 1]]
    if (!from || !to) continue
    await draw(tx, from, to, row.details, row.actor, Number(row.last_ms))
    await tx.query('delete from lineage_waiting where id = $1', [row.id])
  }
}

function end(
  namespace: string,
  name: string,
  key: string,
  services: readonly string[] | null,
  kinds: readonly string[] | null,
): WaitingEnd {
  return { namespace, name, key, ...(services ? { services } : {}), ...(kinds ? { kinds } : {}) }
}

export async function listWaiting(tx: Tx, limit: number): Promise<WaitingEdge[]> {
  const { rows } = await tx.query<WaitingRow>(
    'select * from lineage_waiting order by last_ms desc, id limit $1',
    [limit],
  )
  return rows.map((row) => ({
    id: row.id,
    from: { namespace: row.from_namespace, name: row.from_name },
    to: { namespace: row.to_namespace, name: row.to_name },
    firstSeenMs: Number(row.first_ms),
    lastSeenMs: Number(row.last_ms),
  }))
}
