/** The newest entries of series, by `entity_series`, which says in which month to look: they cost the same however old a catalog is. */
import { type Database, hasSqlState, type Tx } from '../database.ts'
import type { Entry, SeriesKey } from './time-series.ts'

/** A series, with the month that its newest entry was written into: the end of it is not included. */
interface KnownSeries {
  readonly label: string
  readonly fqn_hash: string
  readonly name: string
  readonly from_ms: string
  readonly until_ms: string
}

const entryOfKnown = `
select entry from entity_time_series entry
 where entry.entity_type = known.entity_type and entry.fqn_hash = known.fqn_hash and entry.name = known.name`

/**
 * SQL of the newest entry of a row `known` of `entity_series`, or null: in its month, and only where nothing is left there in those before it.
 */
export const newestOfKnown = `coalesce(
  (${entryOfKnown} and entry.at_ms >= month_start(known.until_ms, -1) and entry.at_ms < known.until_ms
    order by entry.at_ms desc limit 1),
  (${entryOfKnown} and entry.at_ms < known.until_ms order by entry.at_ms desc limit 1))`

const known = 'known.fqn_hash, known.name, known.until_ms, month_start(known.until_ms, -1) as from_ms'

/** The newest entry of one series of several entities, by fully qualified name; those without any are missing. */
export async function selectNewest(
  tx: Tx,
  type: string,
  name: string,
  fqns: readonly string[],
): Promise<Map<string, Entry>> {
  if (fqns.length === 0) return new Map()
  const { rows } = await tx.query<KnownSeries>({
    name: 'series-of-entities',
    text: `select wanted.fqn as label, ${known}
             from unnest($3::text[]) as wanted (fqn)
             join entity_series known
               on known.entity_type = $1 and known.fqn_hash = md5(wanted.fqn)::uuid and known.name = $2`,
    values: [type, name, fqns],
  })
  return await newestOf(tx, type, rows)
}

/** The newest entry of each part that an entity has a series of, by part. */
export async function selectNewestParts(tx: Tx, series: SeriesKey): Promise<Map<string, Entry>> {
  const { rows } = await tx.query<KnownSeries>({
    name: 'series-of-parts',
    text: `select substr(known.name, length($3) + 1) as label, ${known} from entity_series known
            where known.entity_type = $1 and known.fqn_hash = md5($2)::uuid and starts_with(known.name, $3)
            order by known.name`,
    values: [series.type, series.fqn, `${series.name}:`],
  })
  return await newestOf(tx, series.type, rows)
}

/** By label. A series whose month has lost its entries since is looked for in all months. */
async function newestOf(tx: Tx, type: string, series: readonly KnownSeries[]): Promise<Map<string, Entry>> {
  const found = await lookInMonths(tx, type, series)
  const lost = series
    .filter(({ label }) => !found.has(label))
    .map((one) => ({ ...one, from_ms: '0', until_ms: String(Number.MAX_SAFE_INTEGER) }))
  for (const [label, entry] of await lookInMonths(tx, type, lost)) found.set(label, entry)
  return found
}

async function lookInMonths(
  tx: Tx,
  type: string,
  series: readonly KnownSeries[],
): Promise<Map<string, Entry>> {
  if (series.length === 0) return new Map()
  const [from, until] = [series.map((one) => one.from_ms), series.map((one) => one.until_ms)]
  const { rows } = await tx.query<{ label: string; value: Entry }>({
    name: 'time-series-newest',
    // By the last two conditions the plan leaves out months that no series asks for, by those before them its execution those of others.
    text: `select given.label, newest.value
             from unnest($2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[])
                  as given (label, fqn_hash, name, from_ms, until_ms)
            cross join lateral (
              select value from entity_time_series
               where entity_type = $1 and fqn_hash = given.fqn_hash and name = given.name
                 and at_ms >= given.from_ms and at_ms < given.until_ms
                 and at_ms >= $7 and at_ms < $8
               order by at_ms desc limit 1) as newest`,
    values: [
      type,
      series.map(({ label }) => label),
      series.map(({ fqn_hash }) => fqn_hash),
      series.map(({ name }) => name),
      from,
      until,
      Math.min(...from.map(Number)),
      Math.max(...until.map(Number)),
    ],
  })
  return new Map(rows.map(({ label, value }) => [label, value]))
}

const seriesAtOnce = 1000
/** Writers wait as long behind the correction, and it no longer for them. */
const lockTimeoutMs = 2000

interface LookedAt {
  readonly entity_type: string
  readonly fqn_hash: string
  readonly name: string
  readonly stale: boolean
}

/**
 * Forgets series that have no entries left, and has the others whose newest entries were deleted looked for where they are now. What somebody
 * writes meanwhile waits for the next time. Answers how many it corrected.
 */
export async function correctSeries(database: Database): Promise<number> {
  let corrected = 0
  let after = ['', '00000000-0000-0000-0000-000000000000', '']
  for (;;) {
    const { rows } = await database.query<LookedAt>({
      name: 'series-stale',
      text: `select known.entity_type, known.fqn_hash, known.name,
                    not exists (select from entity_time_series entry
                                 where entry.entity_type = known.entity_type and entry.fqn_hash = known.fqn_hash
                                   and entry.name = known.name
                                   and entry.at_ms >= month_start(known.until_ms, -1) and entry.at_ms < known.until_ms) as stale
               from (select * from entity_series where (entity_type, fqn_hash, name) > ($1, $2::uuid, $3)
                      order by entity_type, fqn_hash, name limit ${seriesAtOnce}) as known
              order by known.entity_type, known.fqn_hash, known.name`,
      values: after,
    })
    const stale = rows.filter((row) => row.stale)
    if (stale.length > 0) corrected += await correct(database, stale)
    const last = rows.at(-1)
    if (!last) return corrected
    after = [last.entity_type, last.fqn_hash, last.name]
  }
}

/**
 * Nobody writes entries between the lock and the commit: one who found a series known, and so left it alone, has committed before, and is
 * seen; one who comes later finds what is true then.
 */
async function correct(database: Database, stale: readonly LookedAt[]): Promise<number> {
  const values = [
    stale.map(({ entity_type }) => entity_type),
    stale.map(({ fqn_hash }) => fqn_hash),
    stale.map(({ name }) => name),
  ]
  try {
    await database.transaction(async (tx) => {
      await tx.query(`set local lock_timeout = ${lockTimeoutMs}`)
      await tx.query('lock table entity_series in share row exclusive mode')
      await tx.query({
        name: 'series-forget',
        text: `delete from entity_series using unnest($1::text[], $2::uuid[], $3::text[]) as stale (entity_type, fqn_hash, name)
                where entity_series.entity_type = stale.entity_type and entity_series.fqn_hash = stale.fqn_hash
                  and entity_series.name = stale.name`,
        values,
      })
      await tx.query({
        name: 'series-again',
        text: `insert into entity_series
               select stale.entity_type, stale.fqn_hash, stale.name, month_start(max(entry.at_ms), 1)
                 from unnest($1::text[], $2::uuid[], $3::text[]) as stale (entity_type, fqn_hash, name)
                 join entity_time_series entry on entry.entity_type = stale.entity_type and entry.fqn_hash = stale.fqn_hash
                  and entry.name = stale.name
                group by stale.entity_type, stale.fqn_hash, stale.name`,
        values,
      })
    })
    return stale.length
  } catch (error) {
    if (hasSqlState(error, '55P03')) return 0
    throw error
  }
}
