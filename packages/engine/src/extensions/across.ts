/** Entries of one series over all entities of a type: lists of results and incidents, reports, profiles of everything. */
import type { Tx } from '../database.ts'
import type { EntityEntry, EntryPage, EntryQuery } from '../measurements.ts'
import { type ReferenceRow, reference } from '../references.ts'
import { newestOfKnown } from './newest.ts'
import { type Entry, mostEntries } from './time-series.ts'

interface AcrossRow extends ReferenceRow {
  readonly series: string
  readonly key: string
  readonly value: Entry
}

/** Entries of several series and their parts, over all entities of a type, newest first, each with its entity. */
export async function selectAcrossEntities(
  tx: Tx,
  type: string,
  names: readonly string[],
  query: Pick<EntryQuery, 'startMs' | 'endMs' | 'limit' | 'offset'>,
): Promise<{ readonly entries: readonly EntityEntry[]; readonly total: number }> {
  const values = [type, names, query.startMs ?? 0, query.endMs ?? Number.MAX_SAFE_INTEGER]
  const source = `
      from entity_time_series series
      join entity on entity.type = series.entity_type and entity.fqn_hash = series.fqn_hash and not entity.deleted
     where series.entity_type = $1 and split_part(series.name, ':', 1) = any($2::text[])
       and series.at_ms between $3 and $4`
  const counted = await tx.query<{ total: string }>(`select count(*) as total ${source}`, values)
  const { rows } = await tx.query<AcrossRow>(
    `select series.name as series, series.key, series.value,
            entity.id, entity.type, entity.name, entity.fqn, entity.display_name, entity.deleted ${source}
      order by series.at_ms desc, entity.fqn, series.name limit $5 offset $6`,
    [...values, Math.min(query.limit ?? mostEntries, mostEntries), query.offset ?? 0],
  )
  return {
    entries: rows.map((row) => {
      const [name = '', ...part] = row.series.split(':')
      return {
        entity: reference(row),
        name,
        ...(part.length === 0 ? {} : { part: part.join(':') }),
        key: row.key,
        value: row.value,
      }
    }),
    total: Number(counted.rows[0]?.total ?? 0),
  }
}

const anyEntry = `
select value, at_ms from entity_time_series
 where entity_type = $1 and name = $2 and at_ms between $3 and $4 and value @> $5::jsonb`

/** What shares a member may be of any months, so all of them are read. */
const newestByMember = `
select value, at_ms from (
  select value, at_ms, row_number() over (partition by value ->> $6 order by at_ms desc, key desc) as place
    from entity_time_series where entity_type = $1 and name = $2) as entry
 where place = 1 and at_ms between $3 and $4 and value @> $5::jsonb`

const newestOfSeries = `
select (newest).value, (newest).at_ms from (
  select ${newestOfKnown} as newest
    from entity_series known where known.entity_type = $1 and known.name = $2 offset 0) as found
 where (newest).at_ms between $3 and $4 and (newest).value @> $5::jsonb`

function sourceOf({ newestBy, newestOfEach }: EntryQuery): string {
  if (newestOfEach) return newestOfSeries
  return newestBy === undefined ? anyEntry : newestByMember
}

/** Entries of all entities of a type, newest first, with the total without limit and offset. */
export async function selectAcross(
  tx: Tx,
  type: string,
  name: string,
  query: EntryQuery,
): Promise<EntryPage> {
  const source = sourceOf(query)
  const values = [
    type,
    name,
    query.startMs ?? 0,
    query.endMs ?? Number.MAX_SAFE_INTEGER,
    JSON.stringify(query.containing ?? {}),
    ...(query.newestBy === undefined ? [] : [query.newestBy]),
  ]
  const counted = await tx.query<{ total: string }>(
    `select count(*) as total from (${source}) as counted`,
    values,
  )
  const page = [Math.min(query.limit ?? mostEntries, mostEntries), query.offset ?? 0]
  const { rows } = await tx.query<{ value: Entry }>(
    `${source} order by at_ms desc limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, ...page],
  )
  return { entries: rows.map((row) => row.value), total: Number(counted.rows[0]?.total ?? 0) }
}
