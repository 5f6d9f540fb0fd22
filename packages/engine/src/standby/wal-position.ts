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

export interface Replay {
  /** False once it is promoted: what it shows is then its own. */
  readonly isStandby: boolean
  /** It shows everything before this. */
  readonly lsn: bigint
  /**
   * The one that it receives; what it has replayed is of this one or of those that it came from. Undefined while it receives nothing, and for a
   * role that may not know.
   */
  readonly timeline: number | undefined
}

/** What a standby has replayed. The last checkpoint names a timeline too, but an old one until the next checkpoint is replayed. */
export async function replayOf(standby: Tx): Promise<Replay> {
  const { rows } = await standby.query<{ isStandby: boolean; lsn: string | null; timeline: number | null }>({
    name: 'wal-replayed',
    text: `select pg_is_in_recovery() as "isStandby", pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text as lsn,
                  (select received_tli from pg_stat_wal_receiver) as timeline`,
  })
  const [{ isStandby, lsn, timeline } = { isStandby: false, lsn: null, timeline: null }] = rows
  return { isStandby, lsn: BigInt(lsn ?? 0), timeline: timeline ?? undefined }
}

/** Whether it follows a primary, and so takes no changes. */
export async function isStandby(database: Tx): Promise<boolean> {
  const { rows } = await database.query<{ follows: boolean }>('select pg_is_in_recovery() as follows')
  return rows[0]?.follows === true
}

/** Whether the role may know which timeline a standby receives. */
export async function maySeeTimeline(standby: Tx): Promise<boolean> {
  const { rows } = await standby.query<{ may: boolean }>(
    `select pg_has_role('pg_read_all_stats', 'usage') as may`,
  )
  return rows[0]?.may === true
}

/** The installation that a database belongs to: the same for a primary and all of its standbys, and for nothing else. */
export async function systemIdentifier(database: Tx): Promise<string> {
  const { rows } = await database.query<{ system: string }>(
    'select system_identifier::text as system from pg_control_system()',
  )
  return rows[0]?.system ?? ''
}
