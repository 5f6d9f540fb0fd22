/** How far each alert is, in the database: claimed by one replica at a time, moved on event by event. */
import type { Database } from '@waymark/engine'

export interface AlertState {
  readonly subscription_id: string
  readonly starting_sequence: string
  readonly sequence: string
  readonly successful: string
  readonly failed: string
  readonly status: 'active' | 'awaitingRetry' | 'failed' | 'retryLimitReached' | 'disabled'
  readonly attempts: number
  readonly done: readonly string[]
  readonly given_up: number
  readonly due_at: Date
  /** Nobody has looked at the alert yet, so that one with a schedule has no date. */
  readonly is_new: boolean
  readonly last_successful_at: string | null
  readonly last_failed_at: string | null
  readonly last_failed_code: number | null
  readonly last_failed_reason: string | null
}

/** A replica that dies keeps its alerts from the others for this long. */
const leaseSeconds = 120

/** New alerts begin after their own creation, so that nothing is told of the time before, and nothing since is missed. */
const adopt = `
insert into subscription_state (subscription_id, starting_sequence, sequence, due_at)
select e.id, s.at, s.at, '-infinity'
  from entity e
 cross join lateral (
   select coalesce((select min(sequence) from change_event where entity_id = e.id),
                   (select coalesce(max(sequence), 0) from change_event)) as at) s
 where e.type = $1 and not e.deleted
on conflict (subscription_id) do nothing`

/** The clock is the database's: replicas need not agree on the time. */
const claim = `
update subscription_state set lease_owner = $1, lease_until = now() + make_interval(secs => $2)
 where subscription_id = (
   select s.subscription_id from subscription_state s join entity e on e.id = s.subscription_id
    where not e.deleted and s.due_at <= now() and (s.lease_until is null or s.lease_until < now())
      and s.status not in ('retryLimitReached', 'disabled') and s.subscription_id <> all($3::uuid[]) and s.sequence < $4
    order by s.due_at limit 1 for update of s skip locked)
returning *, due_at = '-infinity' as is_new`

export interface Outcome {
  readonly sequence: number
  readonly delivered: number
  readonly status: AlertState['status']
  readonly attempts: number
  readonly done: readonly string[]
  readonly givenUp: number
  /** When to look again, in milliseconds from now. */
  readonly dueInMs: number
}

export interface AlertStates {
  adopt(): Promise<void>
  /** The alert that has waited longest, for this worker alone. `except` are the ones it has already looked at, `latest` the last event there is. */
  claim(owner: string, except: readonly string[], latest: number): Promise<AlertState | undefined>
  /** Extends the lease. False: somebody else has the alert now. */
  keep(id: string, owner: string): Promise<boolean>
  /** Notes how far the alert is. False: the lease was lost, and whoever has it delivers again. */
  advance(id: string, owner: string, outcome: Outcome): Promise<boolean>
  release(id: string, owner: string): Promise<void>
  failed(
    id: string,
    sequence: number,
    destinationId: string,
    failure: Failure,
    isFinal: boolean,
  ): Promise<void>
  delivered(id: string, sequence: number, nowMs: number): Promise<void>
  read(id: string): Promise<AlertState | undefined>
  /** Starts over at an event: everything after it is delivered (again). */
  moveTo(id: string, sequence: number): Promise<void>
  /** Lets an alert that had given up go on. */
  revive(id: string): Promise<void>
}

export interface Failure {
  readonly reason: string
  readonly status: number | undefined
  readonly atMs: number
}

export function createAlertStates(database: Database): AlertStates {
  return {
    adopt: async () => void (await database.query(adopt, ['eventSubscription'])),
    async claim(owner, except, latest) {
      const { rows } = await database.query<AlertState>(claim, [owner, leaseSeconds, except, latest])
      return rows[0]
    },
    async keep(id, owner) {
      const { rowCount } = await database.query(
        `update subscription_state set lease_until = now() + make_interval(secs => $3)
          where subscription_id = $1 and lease_owner = $2`,
        [id, owner, leaseSeconds],
      )
      return rowCount === 1
    },
    async advance(id, owner, outcome) {
      const { rowCount } = await database.query(
        `update subscription_state
            set sequence = $3, successful = successful + $4, status = $5, attempts = $6, done = $7, given_up = $8,
                due_at = now() + make_interval(secs => $9)
          where subscription_id = $1 and lease_owner = $2`,
        [
          id,
          owner,
          outcome.sequence,
          outcome.delivered,
          outcome.status,
          outcome.attempts,
          JSON.stringify(outcome.done),
          outcome.givenUp,
          outcome.dueInMs / 1000,
        ],
      )
      return rowCount === 1
    },
    release: async (id, owner) =>
      void (await database.query(
        `update subscription_state set lease_owner = null, lease_until = null where subscription_id = $1 and lease_owner = $2`,
        [id, owner],
      )),
    async failed(id, sequence, destinationId, failure, isFinal) {
      const { atMs, reason, status } = failure
      await database.query(
        `update subscription_state
            set last_failed_at = $2, last_failed_code = $3, last_failed_reason = $4, failed = failed + $5
          where subscription_id = $1`,
        [id, atMs, status ?? null, reason, isFinal ? 1 : 0],
      )
      if (!isFinal) return
      await database.query(
        `insert into undelivered_event (subscription_id, sequence, destination_id, reason, at_ms) values ($1, $2, $3, $4, $5)
         on conflict (subscription_id, sequence, destination_id) do update set reason = excluded.reason, at_ms = excluded.at_ms`,
        [id, sequence, destinationId, reason, atMs],
      )
    },
    async delivered(id, sequence, nowMs) {
      await database.query(
        `insert into delivered_event (subscription_id, sequence, at_ms) values ($1, $2, $3) on conflict do nothing`,
        [id, sequence, nowMs],
      )
      await database.query('delete from undelivered_event where subscription_id = $1 and sequence = $2', [
        id,
        sequence,
      ])
      await database.query(
        'update subscription_state set last_successful_at = $2 where subscription_id = $1',
        [id, nowMs],
      )
    },
    async read(id) {
      const { rows } = await database.query<AlertState>(
        `select *, due_at = '-infinity' as is_new from subscription_state where subscription_id = $1`,
        [id],
      )
      return rows[0]
    },
    moveTo: async (id, sequence) =>
      void (await database.query(
        `update subscription_state
            set sequence = $2, attempts = 0, done = '[]', given_up = 0, status = 'active', due_at = now()
          where subscription_id = $1`,
        [id, sequence],
      )),
    revive: async (id) =>
      void (await database.query(
        `update subscription_state set status = 'active', attempts = 0, given_up = 0, due_at = now()
          where subscription_id = $1 and status <> 'active'`,
        [id],
      )),
  }
}
