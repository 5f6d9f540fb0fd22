/** Snapshots: one value of an entity that is replaced as a whole and is no version of it (`sampleData`). */
import type { Tx } from '../database.ts'
import { jsonEqual } from '../json-equal.ts'

const select = `
select entity_id, name, value from entity_snapshot where entity_id = any($1::uuid[]) and name = any($2::text[])`

/** Snapshots of several entities, by entity id and name. Entities without any are missing from the map. */
export async function readSnapshots(
  tx: Tx,
  ids: readonly string[],
  names: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const found = new Map<string, Record<string, unknown>>()
  if (ids.length === 0 || names.length === 0) return found
  const { rows } = await tx.query<{ entity_id: string; name: string; value: unknown }>({
    name: 'snapshot-select',
    text: select,
    values: [ids, names],
  })
  for (const row of rows) found.set(row.entity_id, { ...found.get(row.entity_id), [row.name]: row.value })
  return found
}

/** Nobody else changes this snapshot, whether it is there or not, until the transaction ends. */
export async function lockSnapshot(tx: Tx, id: string, name: string): Promise<void> {
  await tx.query({
    name: 'snapshot-lock',
    text: "select pg_advisory_xact_lock(hashtextextended('snapshot ' || $1 || ' ' || $2, 0))",
    values: [id, name],
  })
}

export async function writeSnapshot(tx: Tx, id: string, name: string, value: unknown): Promise<void> {
  await tx.query({
    name: 'snapshot-upsert',
    text: `insert into entity_snapshot (entity_id, name, value) values ($1, $2, $3::jsonb)
           on conflict (entity_id, name) do update set value = excluded.value`,
    values: [id, name, JSON.stringify(value)],
  })
}

/** Those of the given snapshots that differ from what the entity has. */
export async function differingSnapshots(
  tx: Tx,
  id: string,
  given: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, unknown>> {
  if (given.size === 0) return given
  const kept = (await readSnapshots(tx, [id], [...given.keys()])).get(id) ?? {}
  return new Map([...given].filter(([name, value]) => !jsonEqual(kept[name], value)))
}

export async function deleteSnapshot(tx: Tx, id: string, name: string): Promise<void> {
  await tx.query('delete from entity_snapshot where entity_id = $1 and name = $2', [id, name])
}
