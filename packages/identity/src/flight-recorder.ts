/** Keeps a redacted, step-by-step record of sign-ins and refused credentials, for the administrator who asks "why can't she sign in?". */
import { randomUUID } from 'node:crypto'
import type { Clock, IdentityLog, Queryable } from './ports.ts'
import type { AttemptStep, SignInAttempt } from './sign-in-attempt.ts'

/** Collects the steps of one attempt. */
export interface Trail {
  ok(step: string, detail?: string): void
  /** What the directory said about rights: ids and names of app roles, groups and teams, nothing about the person. */
  claims(values: Readonly<Record<string, readonly string[]>>): void
  failed(step: string, detail: string): void
  readonly steps: readonly AttemptStep[]
}

export function openTrail(): Trail {
  const steps: AttemptStep[] = []
  return {
    steps,
    ok: (step, detail) => void steps.push(detail ? { step, ok: true, detail } : { step, ok: true }),
    claims: (values) => void steps.push({ step: 'directory claims', ok: true, claims: values }),
    failed: (step, detail) => void steps.push({ step, ok: false, detail }),
  }
}

export interface FlightRecorder {
  /** Writes in the background: a record that can't be written never fails a sign-in. */
  record(attempt: Omit<SignInAttempt, 'id' | 'atMs'>): void
  /** Newest first; waits for what is being written. */
  newest(limit: number): Promise<readonly SignInAttempt[]>
  close(): Promise<void>
}

const keepRows = 10_000
const keepMs = 30 * 24 * 3_600_000
/** A flood of refused tokens leaves this many rows a minute; the rest is counted in the log. */
const maxRowsPerMinute = 300
const pruneEvery = 200

interface Row {
  id: string
  at: Date
  kind: SignInAttempt['kind']
  outcome: SignInAttempt['outcome']
  account: string | null
  remote_address: string
  request_id: string
  steps: AttemptStep[]
}

export function openFlightRecorder(db: Queryable, now: Clock, log: IdentityLog): FlightRecorder {
  let pending: Promise<unknown> = Promise.resolve()
  let minuteStartMs = 0
  let rowsThisMinute = 0
  let written = 0

  async function write(attempt: Omit<SignInAttempt, 'id' | 'atMs'>, atMs: number): Promise<void> {
    await db.query(
      `insert into sign_in_attempt (id, at, kind, outcome, account, remote_address, request_id, steps)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        randomUUID(),
        new Date(atMs),
        attempt.kind,
        attempt.outcome,
        attempt.account?.slice(0, 256) ?? null,
        attempt.remoteAddress.slice(0, 100),
        attempt.requestId.slice(0, 100),
        JSON.stringify(attempt.steps),
      ],
    )
    written += 1
    if (written % pruneEvery !== 1) return
    await db.query(
      `delete from sign_in_attempt where at < $1
         or at < (select at from sign_in_attempt order by at desc offset $2 limit 1)`,
      [new Date(atMs - keepMs), keepRows],
    )
  }

  return {
    record(attempt) {
      const atMs = now()
      if (atMs - minuteStartMs >= 60_000) {
        if (rowsThisMinute > maxRowsPerMinute)
          log.warn('More refused credentials than the flight recorder keeps', {
            leftOut: rowsThisMinute - maxRowsPerMinute,
          })
        minuteStartMs = atMs
        rowsThisMinute = 0
      }
      rowsThisMinute += 1
      if (attempt.outcome === 'refused' && rowsThisMinute > maxRowsPerMinute) return
      pending = pending
        .then(() => write(attempt, atMs))
        .catch((error: unknown) => {
          log.warn('A sign-in attempt could not be recorded', { reason: String(error) })
        })
    },
    async newest(limit) {
      await pending
      const { rows } = await db.query<Row>(
        'select * from sign_in_attempt order by at desc, sequence desc limit $1',
        [Math.min(Math.max(0, Math.trunc(limit)), 1000)],
      )
      return rows.map((row) => ({
        id: row.id,
        atMs: row.at.getTime(),
        kind: row.kind,
        outcome: row.outcome,
        ...(row.account !== null && { account: row.account }),
        remoteAddress: row.remote_address,
        requestId: row.request_id,
        steps: row.steps,
      }))
    },
    async close() {
      await pending
    },
  }
}
