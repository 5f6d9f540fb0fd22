/** The audit log: sign-ins, credentials, grants, reads of secrets and changed settings, in the order they happened. */
import type { Clock, IdentityLog, Queryable } from './ports.ts'

export const auditCategories = ['sign-in', 'credential', 'grant', 'secret', 'setting'] as const
export type AuditCategory = (typeof auditCategories)[number]

export interface AuditEvent {
  readonly category: AuditCategory
  /** What was done, e.g. `token issued` or `PATCH /api/v1/users/:id`. */
  readonly action: string
  /** Account name; `system` for the server and its host's administrator. */
  readonly actor: string
  readonly impersonatedBy?: string
  /** What it was done to, by name where there is one. */
  readonly target?: string
  readonly outcome: 'ok' | 'refused'
  readonly remoteAddress?: string
  readonly requestId?: string
  /** Names of members and ids, never values of secrets. */
  readonly details?: Readonly<Record<string, unknown>>
}

export interface AuditEntry extends AuditEvent {
  readonly sequence: number
  readonly atMs: number
}

export interface AuditQuery {
  readonly actor?: string
  readonly category?: AuditCategory
  readonly outcome?: 'ok' | 'refused'
  /** Text that action or target contains, in any case. */
  readonly text?: string
  readonly fromMs?: number
  readonly toMs?: number
  /** Entries before this sequence number: the last of the page before. */
  readonly before?: number
  /** 1 to 1000. Default 100. */
  readonly limit?: number
}

export interface AuditLog {
  /** Writes in the background and in order: what cannot be recorded is said in the log and fails nothing. */
  record(event: AuditEvent): void
  /** Newest first; waits for what is being written. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>
  close(): Promise<void>
}

const pruneEvery = 500
const maxText = 1000

interface Row {
  sequence: string
  at: Date
  category: AuditCategory
  action: string
  actor: string
  impersonated_by: string | null
  target: string | null
  outcome: 'ok' | 'refused'
  remote_address: string | null
  request_id: string | null
  details: Record<string, unknown>
}

/** @param keepMs - entries that are older go */
export function openAuditLog(db: Queryable, now: Clock, log: IdentityLog, keepMs: number): AuditLog {
  let pending: Promise<unknown> = Promise.resolve()
  let written = 0

  async function write(event: AuditEvent, atMs: number): Promise<void> {
    const cut = (text: string | undefined) => text?.slice(0, maxText) ?? null
    await db.query(
      `insert into audit_entry (at, category, action, actor, impersonated_by, target, outcome, remote_address, request_id, details)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        new Date(atMs),
        event.category,
        cut(event.action),
        cut(event.actor),
        cut(event.impersonatedBy),
        cut(event.target),
        event.outcome,
        cut(event.remoteAddress),
        cut(event.requestId),
        JSON.stringify(event.details ?? {}),
      ],
    )
    written += 1
    if (written % pruneEvery === 1)
      await db.query('delete from audit_entry where at < $1', [new Date(atMs - keepMs)])
  }

  return {
    record(event) {
      const atMs = now()
      pending = pending
        .then(() => write(event, atMs))
        .catch((error: unknown) => {
          log.warn('An audit entry could not be recorded', { action: event.action, reason: String(error) })
        })
    },
    async list({ actor, category, outcome, text, fromMs, toMs, before, limit = 100 }) {
      await pending
      const { rows } = await db.query<Row>(
        `select * from audit_entry
         where ($1::text is null or actor = $1) and ($2::text is null or category = $2) and ($3::text is null or outcome = $3)
           and ($4::text is null or strpos(lower(action || ' ' || coalesce(target, '')), lower($4)) > 0)
           and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
           and ($7::bigint is null or sequence < $7)
         order by sequence desc limit $8`,
        [
          actor ?? null,
          category ?? null,
          outcome ?? null,
          text ?? null,
          fromMs === undefined ? null : new Date(fromMs),
          toMs === undefined ? null : new Date(toMs),
          before ?? null,
          Math.min(Math.max(1, Math.trunc(limit)), 1000),
        ],
      )
      return rows.map((row) => ({
        sequence: Number(row.sequence),
        atMs: row.at.getTime(),
        category: row.category,
        action: row.action,
        actor: row.actor,
        ...(row.impersonated_by !== null && { impersonatedBy: row.impersonated_by }),
        ...(row.target !== null && { target: row.target }),
        outcome: row.outcome,
        ...(row.remote_address !== null && { remoteAddress: row.remote_address }),
        ...(row.request_id !== null && { requestId: row.request_id }),
        details: row.details,
      }))
    },
    async close() {
      await pending
    },
  }
}
