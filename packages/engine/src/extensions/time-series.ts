/** Time series of entities in monthly partitions: entries are appended, or replaced under the same key. */
import { allOf, type Database, type Tx } from '../database.ts'

export interface SeriesKey {
  readonly type: string
  readonly fqn: string
  readonly name: string
}

export type Entry = Readonly<Record<string, unknown>>

/** Entries of one answer at most. */
export const mostEntries = 10_000

/**
 * Replaces the entry with this key, whatever its time was: a run reports `running` and later `success`. Writers of one
 * key wait for each other.
 */
export async function appendEntry(
  database: Database,
  series: SeriesKey,
  key: string,
  atMs: number,
  entry: Entry,
): Promise<void> {
  await database.transaction((tx) =>
    allOf([lockSeries(tx, series, key), putEntry(tx, series, key, atMs, entry)]),
  )
}

/** Whoever holds the lock of a series, or of one key of it, writes alone until the transaction ends. */
export async function lockSeries(tx: Tx, series: SeriesKey, key = ''): Promise<void> {
  await tx.query({
    name: 'time-series-lock',
    text: `select pg_advisory_xact_lock(hashtextextended(concat_ws(E'\\x01', $1::text, $2::text, $3::text, $4::text), 0))`,
    values: [series.type, series.fqn, series.name, key],
  })
}

/** The caller holds the lock, or asks for it in the same go. */
export async function putEntry(
  tx: Tx,
  series: SeriesKey,
  key: string,
  atMs: number,
  entry: Entry,
): Promise<void> {
  const at = [series.type, series.fqn, series.name, key]
  await allOf([
    tx.query({
      name: 'time-series-replace',
      text: `delete from entity_time_series
              where entity_type = $1 and fqn_hash = md5($2)::uuid and name = $3 and key = $4`,
      values: at,
    }),
    tx.query({
      name: 'time-series-insert',
      text: `insert into entity_time_series (entity_type, fqn_hash, name, key, at_ms, value)
             values ($1, md5($2)::uuid, $3, $4, $5, $6::jsonb)`,
      values: [...at, atMs, JSON.stringify(entry)],
    }),
  ])
}

/** An entry of one of an entity's series. */
export interface NamedEntry {
  readonly name: string
  readonly key: string
  readonly atMs: number
  /** The key is the time: no entry of another time has it. */
  readonly isKeyedByTime: boolean
  readonly entry: Entry
}

/** As {@link putEntry} for many entries of one entity, in two statements at most. Of those under one key the last counts. */
export async function putEntries(
  tx: Tx,
  { type, fqn }: Pick<SeriesKey, 'type' | 'fqn'>,
  entries: readonly NamedEntry[],
): Promise<void> {
  const last = [...new Map(entries.map((each) => [JSON.stringify([each.name, each.key]), each])).values()]
  if (last.length === 0) return
  const keyed = last.filter(({ isKeyedByTime }) => !isKeyedByTime)
  // An entry may have moved to another time, so every month is looked through.
  if (keyed.length > 0)
    await tx.query({
      name: 'time-series-replace-many',
      text: `delete from entity_time_series as known
            using unnest($3::text[], $4::text[]) as given (name, key)
            where known.entity_type = $1 and known.fqn_hash = md5($2)::uuid
              and known.name = given.name and known.key = given.key`,
      values: [type, fqn, keyed.map(({ name }) => name), keyed.map(({ key }) => key)],
    })
  await tx.query({
    name: 'time-series-insert-many',
    text: `insert into entity_time_series (entity_type, fqn_hash, name, key, at_ms, value)
           select $1, md5($2)::uuid, given.name, given.key, given.at_ms, given.value::jsonb
             from unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) as given (name, key, at_ms, value)
               on conflict (entity_type, fqn_hash, name, key, at_ms) do update set value = excluded.value`,
    values: [
      type,
      fqn,
      last.map(({ name }) => name),
      last.map(({ key }) => key),
      last.map(({ atMs }) => atMs),
      last.map(({ entry }) => JSON.stringify(entry)),
    ],
  })
}

export async function selectEntry(tx: Tx, series: SeriesKey, key: string): Promise<Entry | undefined> {
  const { rows } = await tx.query<{ value: Entry }>({
    name: 'time-series-entry',
    text: `select value from entity_time_series
            where entity_type = $1 and fqn_hash = md5($2)::uuid and name = $3 and key = $4`,
    values: [series.type, series.fqn, series.name, key],
  })
  return rows[0]?.value
}

export async function selectSeries(
  tx: Tx,
  series: SeriesKey,
  window: { readonly startMs?: number; readonly endMs?: number; readonly limit?: number },
): Promise<Entry[]> {
  const { rows } = await tx.query<{ value: Entry }>({
    name: 'time-series-window',
    text: `select value from entity_time_series
            where entity_type = $1 and fqn_hash = md5($2)::uuid and name = $3 and at_ms between $4 and $5
            order by at_ms desc limit $6`,
    values: [
      series.type,
      series.fqn,
      series.name,
      window.startMs ?? 0,
      window.endMs ?? Number.MAX_SAFE_INTEGER,
      Math.min(window.limit ?? mostEntries, mostEntries),
    ],
  })
  return rows.map((row) => row.value)
}

/** Removes the entries of one series between two times, both included, or the one with a key. Answers how many. */
export async function deleteEntries(
  tx: Tx,
  series: SeriesKey,
  which: { readonly startMs?: number; readonly endMs?: number; readonly key?: string },
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'time-series-delete',
    text: `delete from entity_time_series
            where entity_type = $1 and fqn_hash = md5($2)::uuid and name = $3
              and at_ms between $4 and $5 and ($6::text is null or key = $6)`,
    values: [
      series.type,
      series.fqn,
      series.name,
      which.startMs ?? 0,
      which.endMs ?? Number.MAX_SAFE_INTEGER,
      which.key ?? null,
    ],
  })
  return rowCount
}
