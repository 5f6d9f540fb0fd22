/** Takes along what is kept under a name and not under an id: time series, and the columns of lineage edges. */
import type { LineageDetails } from '@waymark/spec'
import type { Tx } from './database.ts'
import { partNames, type Renamed } from './descendants.ts'
import type { StoredEntity } from './document.ts'
import { chunksOf } from './entity-rows.ts'
import type { EntityType, EntityTypes } from './entity-type.ts'
import { renamedFqn } from './fqn-range.ts'
import { type EdgeRow, rewriteEdges } from './lineage/edge-rows.ts'
import { dropLogs, renameLogs } from './runs/run-logs.ts'

export async function carryRenamed(tx: Tx, types: EntityTypes, renamed: readonly Renamed[]): Promise<void> {
  for (const part of chunksOf(renamed)) {
    await carrySeries(tx, types, part)
    const logged = part.filter(({ type, from, to }) => from !== to && writesLogs(types, type))
    if (logged.length > 0) await renameLogs(tx, logged)
    await carryEdges(tx, part)
  }
}

function writesLogs(types: EntityTypes, type: string): boolean {
  return Object.values(types.of(type).definition.extensions).some(
    (extension) => extension.kind === 'timeSeries' && extension.logged === true,
  )
}

/** What somebody reported under the new name before it was this entity's gives way to the entity's own. */
const removeTaken = `
delete from entity_time_series taken
 using unnest($1::text[], $2::text[], $3::text[]) as moved (type, was, now), entity_time_series mine
 where mine.entity_type = moved.type and mine.fqn_hash = md5(moved.was)::uuid
   and taken.entity_type = moved.type and taken.fqn_hash = md5(moved.now)::uuid
   and taken.name = mine.name and taken.key = mine.key and taken.at_ms = mine.at_ms`

const moveSeries = `
update entity_time_series series set fqn_hash = md5(moved.now)::uuid
  from unnest($1::text[], $2::text[], $3::text[]) as moved (type, was, now)
 where series.entity_type = moved.type and series.fqn_hash = md5(moved.was)::uuid`

const renameInside = `
update entity_time_series series set value = jsonb_set(series.value, $4::text[], to_jsonb(moved.now), false)
  from unnest($3::text[]) as moved (now)
 where series.entity_type = $1 and series.name = $2 and series.fqn_hash = md5(moved.now)::uuid`

const selectTypes = `
select wanted.type from unnest($1::text[]) as wanted (type)
 where exists (select 1 from entity_time_series series where series.entity_type = wanted.type)`

/** Parts have series of their own (the profile of a column), under the type of the entity. */
async function carrySeries(tx: Tx, types: EntityTypes, renamed: readonly Renamed[]): Promise<void> {
  const having = [...new Set(renamed.map(({ type }) => type))].filter((type) =>
    Object.values(types.of(type).definition.extensions).some(({ kind }) => kind === 'timeSeries'),
  )
  if (having.length === 0) return
  const { rows } = await tx.query<{ type: string }>({
    name: 'renamed-series-types',
    text: selectTypes,
    values: [having],
  })
  const kept = new Set(rows.map((row) => row.type))
  const pairs = renamed
    .filter(({ type }) => kept.has(type))
    .flatMap(({ type, from, to, parts }) => [
      [type, from, to] as const,
      ...parts.map(([a, b]) => [type, a, b] as const),
    ])
    .filter(([, from, to]) => from !== to)
  if (pairs.length === 0) return
  const values = [pairs.map(([type]) => type), pairs.map(([, from]) => from), pairs.map(([, , to]) => to)]
  await tx.query({ name: 'renamed-series-taken', text: removeTaken, values })
  await tx.query({ name: 'renamed-series', text: moveSeries, values })
  for (const type of kept) {
    const names = pairs.filter(([of]) => of === type).map(([, , to]) => to)
    for (const [name, extension] of Object.entries(types.of(type).definition.extensions)) {
      if (extension.kind !== 'timeSeries' || !extension.ownName) continue
      const inside = [type, name, names, extension.ownName]
      await tx.query({ name: 'renamed-series-inside', text: renameInside, values: inside })
    }
  }
}

/** What somebody reported of a part of the new name gives way, as with entities. */
const removeTakenParts = `
delete from entity_time_series taken
 using unnest($3::text[], $4::text[]) as moved (was, now), entity_time_series mine
 where mine.entity_type = $1 and mine.fqn_hash = md5($2)::uuid and mine.name = moved.was
   and taken.entity_type = $1 and taken.fqn_hash = md5($2)::uuid and taken.name = moved.now
   and taken.key = mine.key and taken.at_ms = mine.at_ms`

const movePartSeries = `
update entity_time_series series set name = moved.now
  from unnest($3::text[], $4::text[]) as moved (was, now)
 where series.entity_type = $1 and series.fqn_hash = md5($2)::uuid and series.name = moved.was`

/** Series that an entity keeps of its parts (profiles of columns) after these were renamed. */
export async function carryPartSeries(
  tx: Tx,
  type: EntityType,
  fqn: string,
  parts: Renamed['parts'],
): Promise<void> {
  const kept = Object.entries(type.definition.extensions).filter(([, { kind }]) => kind === 'timeSeries')
  const names = kept.flatMap(([name]) =>
    parts.map((pair) => pair.map((part) => `${name}:${part.slice(fqn.length + 1)}`)),
  )
  const values = [type.type, fqn, names.map(([was]) => was), names.map(([, now]) => now)]
  await tx.query({ name: 'renamed-part-series-taken', text: removeTakenParts, values })
  await tx.query({ name: 'renamed-part-series', text: movePartSeries, values })
}

async function carryEdges(tx: Tx, renamed: readonly Renamed[]): Promise<void> {
  const byId = new Map(renamed.map((one) => [one.id, one]))
  await rewriteEdges(tx, [...byId.keys()], (row) => underNames(row, byId))
}

function underNames(row: EdgeRow, byId: ReadonlyMap<string, Renamed>): LineageDetails {
  const [from, to] = [byId.get(row.from_id), byId.get(row.to_id)]
  const pipeline = row.details.pipeline && byId.get(row.details.pipeline.id)
  const columns = row.details.columnsLineage
  if (!pipeline && (!columns || (!from && !to))) return row.details
  const follow = (fqn: string, end: Renamed | undefined) =>
    end?.parts.find(([was]) => was === fqn)?.[1] ?? (end && renamedFqn(fqn, end.from, end.to)) ?? fqn
  return {
    ...row.details,
    ...(columns
      ? {
          columnsLineage: columns.map((column) => ({
            ...column,
            ...(column.fromColumns
              ? { fromColumns: column.fromColumns.map((fqn) => follow(fqn, from)) }
              : {}),
            ...(column.toColumn === undefined ? {} : { toColumn: follow(column.toColumn, to) }),
          })),
        }
      : {}),
    ...(row.details.pipeline && pipeline
      ? { pipeline: { ...row.details.pipeline, name: pipeline.name, fullyQualifiedName: pipeline.to } }
      : {}),
  }
}

/** Edges stay when the pipeline that carried them is gone; those from and to the gone go by their foreign keys. */
export async function dropFromEdges(tx: Tx, gone: readonly string[]): Promise<void> {
  await tx.query({
    name: 'gone-edges',
    text: `update lineage_edge set details = details - 'pipeline'
            where details ? 'pipeline' and details -> 'pipeline' ->> 'id' = any($1::text[])`,
    values: [gone],
  })
}

/** Series and logs of entities that are gone for good, and of their parts: whoever gets the name later starts afresh. */
export async function dropSeries(tx: Tx, types: EntityTypes, gone: readonly StoredEntity[]): Promise<void> {
  const having = gone.filter(({ type }) =>
    Object.values(types.of(type).definition.extensions).some(({ kind }) => kind === 'timeSeries'),
  )
  if (having.length === 0) return
  const names = having.flatMap((entity) =>
    [entity.fqn, ...partNames(types.of(entity.type), entity)].map((fqn) => ({ type: entity.type, fqn })),
  )
  await tx.query({
    name: 'gone-series',
    text: `delete from entity_time_series series
            using unnest($1::text[], $2::text[]) as gone (type, fqn)
            where series.entity_type = gone.type and series.fqn_hash = md5(gone.fqn)::uuid`,
    values: [names.map(({ type }) => type), names.map(({ fqn }) => fqn)],
  })
  const logged = having.filter(({ type }) => writesLogs(types, type))
  if (logged.length > 0)
    await dropLogs(
      tx,
      logged.map(({ fqn }) => fqn),
    )
}
