/** Months of time series: made before their first entry comes, emptied of what has expired, and dropped when nothing is left. */
import { type Database, hasSqlState, type Tx } from '../database.ts'

const monthsAhead = 2
/** Entries that one statement deletes are of so many days at most: it ends in time, however much has gathered. */
const daysAtOnce = 7
const dayMs = 86_400_000
/** Dropping waits no longer for readers, who wait behind it. */
const lockTimeoutMs = 2000

/**
 * Makes the partitions of this month and the next ones, moving in what the default partition holds of them. Harmless
 * to call again and from several replicas; each month is one transaction.
 */
export async function ensurePartitions(database: Database, nowMs: number): Promise<void> {
  const today = new Date(nowMs)
  for (let month = 0; month <= monthsAhead; month += 1) {
    const from = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + month)
    const to = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + month + 1)
    const name = nameOf(from)
    await database.transaction(async (tx) => {
      await tx.query("select pg_advisory_xact_lock(hashtextextended('entity_time_series', 0))")
      const { rows } = await tx.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
        name,
      ])
      if (rows[0]?.found) return
      await tx.query(`create table ${name} (like entity_time_series including all)`)
      await tx.query(
        `with moved as (delete from entity_time_series_default where at_ms >= $1 and at_ms < $2 returning *)
         insert into ${name} select * from moved`,
        [from, to],
      )
      await tx.query(
        `alter table entity_time_series attach partition ${name} for values from (${from}) to (${to})`,
      )
    })
  }
}

/**
 * Deletes entries of these series and their parts that are older than a moment, of all entities of a type, in many small
 * transactions. Answers how many.
 */
export async function expireEntries(
  database: Database,
  type: string,
  names: readonly string[],
  beforeMs: number,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const oldest = await oldestExpired(database, type, names, beforeMs)
    if (!oldest) return deleted
    const { rowCount } = await database.query({
      name: 'time-series-expire',
      text: 'delete from entity_time_series where entity_type = $1 and name = $2 and at_ms < $3',
      values: [type, oldest.name, Math.min(beforeMs, oldest.atMs + daysAtOnce * dayMs)],
    })
    deleted += rowCount
  }
}

async function oldestExpired(
  database: Database,
  type: string,
  names: readonly string[],
  beforeMs: number,
): Promise<{ readonly name: string; readonly atMs: number } | undefined> {
  const { rows } = await database.query<{ name: string; at_ms: string }>({
    name: 'time-series-oldest',
    text: `select name, (select min(s.at_ms) from entity_time_series s where s.entity_type = $1 and s.name = found.name) as at_ms
             from (select name from entity_time_series
                    where entity_type = $1 and split_part(name, ':', 1) = any($2::text[]) and at_ms < $3
                    order by name limit 1) as found`,
    values: [type, names, beforeMs],
  })
  return rows[0] && { name: rows[0].name, atMs: Number(rows[0].at_ms) }
}

/** Drops months that are over and hold nothing any more; one that somebody is reading waits for the next time. Answers how many. */
export async function dropEmptyMonths(database: Database, nowMs: number): Promise<number> {
  const { rows } = await database.query<{ name: string }>(
    `select relname as name from pg_inherits join pg_class on oid = inhrelid
      where inhparent = 'entity_time_series'::regclass and relname < $1 and relname <> 'entity_time_series_default'`,
    [nameOf(nowMs)],
  )
  let dropped = 0
  for (const { name } of rows) {
    if (!(await isEmpty(database, name))) continue
    try {
      dropped += await database.transaction((tx) => dropIfEmpty(tx, name))
    } catch (error) {
      if (!isBusy(error)) throw error
    }
  }
  return dropped
}

async function dropIfEmpty(tx: Tx, name: string): Promise<number> {
  await tx.query(`set local lock_timeout = ${lockTimeoutMs}`)
  await tx.query(`lock table ${name} in access exclusive mode`)
  if (!(await isEmpty(tx, name))) return 0
  await tx.query(`drop table ${name}`)
  return 1
}

async function isEmpty(tx: Tx, name: string): Promise<boolean> {
  const { rows } = await tx.query<{ empty: boolean }>(`select not exists (select from ${name}) as empty`)
  return rows[0]?.empty === true
}

/** SQLSTATE lock_not_available. */
function isBusy(error: unknown): boolean {
  return hasSqlState(error, '55P03')
}

/** Made of digits, since DDL takes no parameters. Sorts as the months do. */
function nameOf(atMs: number): string {
  return `entity_time_series_${new Date(atMs).toISOString().slice(0, 7).replace('-', '_')}`
}
