/** How often entities are used: counts by day, sums that roll up to the entities above, ranks among their kind. */
import { problem } from '@waymark/spec'
import type { Database, Tx } from '../database.ts'
import type { EntityLookup } from '../lineage/lineage.ts'
import type { Usage, UsageDetails } from '../measurements.ts'
import type { EntityKey } from '../write-options.ts'

interface UsageRow {
  readonly entity_id: string
  readonly day: string
  readonly daily: string
  readonly weekly: string
  readonly monthly: string
  readonly daily_rank: number | null
  readonly weekly_rank: number | null
  readonly monthly_rank: number | null
}

const columns = `entity_id, to_char(day, 'YYYY-MM-DD') as day, daily, weekly, monthly, daily_rank, weekly_rank, monthly_rank`

function stats(count: string, rank: number | null) {
  return { count: Number(count), ...(rank === null ? {} : { percentileRank: rank }) }
}

function details(row: UsageRow): UsageDetails {
  return {
    dailyStats: stats(row.daily, row.daily_rank),
    weeklyStats: stats(row.weekly, row.weekly_rank),
    monthlyStats: stats(row.monthly, row.monthly_rank),
    date: row.day,
  }
}

const isoDay = /^(\d{4})-(\d\d)-(\d\d)$/

/** @throws problem `body-invalid` on a day that no calendar has */
function requireDay(field: string, day: string): void {
  const time = isoDay.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw problem('body-invalid', { field, expected: 'a day such as 2026-01-31.' })
  }
}

/** Replaces one entity's count of a day, and adds the difference to everything above it. */
const report = `
with recursive line (id, type, depth) as (
  select id, type, 0 from entity where id = $1
  union all
  select up.id, up.type, line.depth + 1
    from line join entity at on at.id = line.id join entity up on up.id = at.parent_id
),
before as (
  select coalesce((select daily from entity_usage where entity_id = $1 and day = $2::date), 0) as daily
)
insert into entity_usage as usage (entity_id, entity_type, day, daily, weekly, monthly)
select line.id, line.type, $2::date, $3::bigint - before.daily, 0, 0
  from line cross join before
 order by line.id
on conflict (entity_id, day) do update set daily = greatest(usage.daily + excluded.daily, 0)
returning entity_id`

/** Sums of the days up to each day that the change is within reach of. */
const sum = `
update entity_usage usage
   set weekly = (select sum(daily) from entity_usage w
                  where w.entity_id = usage.entity_id and w.day > usage.day - 7 and w.day <= usage.day),
       monthly = (select sum(daily) from entity_usage m
                   where m.entity_id = usage.entity_id and m.day > usage.day - 30 and m.day <= usage.day)
 where entity_id = any($1::uuid[]) and day >= $2::date and day < $2::date + 30`

/**
 * The share of the other entities of the type that were used less, in percent. Entities that nobody used that day have
 * no row and count as used less.
 */
const rank = `
with counted as (
  select greatest(count(*) - 1, 1)::real as others, count(*) as all_of_type
    from entity where type = $1 and not deleted
),
used as (
  select usage.entity_id, usage.daily, usage.weekly, usage.monthly
    from entity_usage usage join entity on entity.id = usage.entity_id
   where usage.entity_type = $1 and usage.day = $2::date and not entity.deleted
),
ranked as (
  select used.entity_id,
         100 * ((all_of_type - count(*) over ()) + rank() over (order by daily) - 1) / others as daily,
         100 * ((all_of_type - count(*) over ()) + rank() over (order by weekly) - 1) / others as weekly,
         100 * ((all_of_type - count(*) over ()) + rank() over (order by monthly) - 1) / others as monthly
    from used cross join counted
)
update entity_usage usage
   set daily_rank = least(ranked.daily, 100), weekly_rank = least(ranked.weekly, 100),
       monthly_rank = least(ranked.monthly, 100)
  from ranked
 where usage.entity_id = ranked.entity_id and usage.day = $2::date`

/** The newest counts of several entities, by id. Entities that were never used are missing. */
export async function readUsageSummaries(tx: Tx, ids: readonly string[]): Promise<Map<string, UsageDetails>> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.query<UsageRow>({
    name: 'usage-newest',
    text: `select distinct on (entity_id) ${columns} from entity_usage
            where entity_id = any($1::uuid[]) order by entity_id, entity_usage.day desc`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.entity_id, details(row)]))
}

export function createUsage(database: Database, entities: EntityLookup): Usage {
  return {
    async report(type, key, { date, count }) {
      requireDay('date', date)
      if (!Number.isSafeInteger(count) || count < 0) {
        throw problem('body-invalid', { field: 'count', expected: 'a whole number from 0.' })
      }
      const id = await entities.idOf(type, key, 'non-deleted')
      await database.transaction(async (tx) => {
        // The ancestors' rows are shared by many reporters; one at a time keeps their sums right.
        await tx.query("select pg_advisory_xact_lock(hashtextextended('entity_usage', 0))")
        const { rows } = await tx.query<{ entity_id: string }>({
          name: 'usage-report',
          text: report,
          values: [id, date, count],
        })
        await tx.query({ name: 'usage-sum', text: sum, values: [rows.map((row) => row.entity_id), date] })
      })
    },
    async between(type, key: EntityKey, { date, days }) {
      requireDay('date', date)
      const id = await entities.idOf(type, key, 'all')
      const { rows } = await database.query<UsageRow>({
        name: 'usage-between',
        text: `select ${columns} from entity_usage
                where entity_id = $1 and day > $2::date - $3::int and day <= $2::date order by entity_usage.day`,
        values: [id, date, days],
      })
      return rows.map(details)
    },
    async rank(type, date) {
      requireDay('date', date)
      const { rowCount } = await database.query({ name: 'usage-rank', text: rank, values: [type, date] })
      return rowCount
    },
  }
}
