/** How far PostgreSQL's write-ahead log goes: what a primary has promised, and what a standby has replayed. */
import type { Tx } from '../database.ts'

export interface WalPosition {
  readonly lsn: bigint
  /** Changes when a standby is promoted: positions of different timelines cannot be compared. */
  readonly timeline: number
}

/**
 * Everything whose commit was acknowledged lies before this. That is what was flushed, unless commits are acknowledged sooner
 * (`synchronous_commit = off`): then what was inserted.
 */
const promised = `
select pg_wal_lsn_diff(at.lsn, '0/0')::text as lsn, ('x' || left(pg_walfile_name(at.lsn), 8))::bit(32)::int as timeline
  from (select case current_setting('synchronous_commit') when 'off' then pg_current_wal_insert_lsn()
                    else pg_current_wal_flush_lsn() end as lsn) as at`

/** @throws where the database is itself a standby */
export async function promisedPosition(primary: Tx): Promise<WalPosition> {
  const { rows } = await primary.query<{ lsn: string; timeline: number }>({
    name: 'wal-promised',
    text: promised,
  })
  const [{ lsn, timeline } = { lsn: '0', timeline: 0 }] = rows
  return { lsn: BigInt(lsn), timeline }
}

/** What a standby shows at least. */
export async function replayedLsn(standby: Tx): Promise<bigint> {
  const { rows } = await standby.query<{ lsn: string | null }>({
    name: 'wal-replayed',
    text: `select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text as lsn`,
  })
  return BigInt(rows[0]?.lsn ?? 0)
}

/** The installation that a database belongs to: the same for a primary and all of its standbys, and for nothing else. */
export async function systemIdentifier(database: Tx): Promise<string> {
  const { rows } = await database.query<{ system: string }>(
    'select system_identifier::text as system from pg_control_system()',
  )
  return rows[0]?.system ?? ''
}

/** @returns the timeline that a standby has followed for sure; undefined for a database that is none, a promoted one for instance */
export async function followedTimeline(standby: Tx): Promise<number | undefined> {
  const { rows } = await standby.query<{ standby: boolean; timeline: number }>(
    'select pg_is_in_recovery() as standby, timeline_id as timeline from pg_control_checkpoint()',
  )
  return rows[0]?.standby ? rows[0].timeline : undefined
}
