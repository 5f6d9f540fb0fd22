/** Sessions of the UI: an opaque id in the cookie, its hash and two deadlines in the database. */
import { createHash } from 'node:crypto'
import { boundedCache } from './bounded-cache.ts'
import type { IdentityConfig } from './config.ts'
import type { Clock, Queryable, RandomBytes } from './ports.ts'

export interface Sessions {
  /** Always a new id. The oldest sessions of the account end when there are more than allowed. */
  open(userId: string): Promise<{ sessionId: string; expiresAtMs: number }>
  /** Whose session it is. Undefined: unknown, ended, idle for too long, or not an id at all. */
  userIdOf(sessionId: string): Promise<string | undefined>
  end(sessionId: string): Promise<void>
  endAll(userId: string): Promise<void>
  /** Newest first. `current`: the id of the session that asks, to tell which one it is. */
  list(userId: string, current?: string): Promise<readonly OpenSession[]>
  /** Ends one of an account's sessions by its key. False when the account has no such session. */
  endByKey(userId: string, key: string): Promise<boolean>
}

/** A session as it may be shown: its key says nothing about the id that the cookie holds. */
export interface OpenSession {
  readonly key: string
  readonly startedAtMs: number
  /** Up to a minute earlier than the truth. */
  readonly lastSeenAtMs: number
  readonly expiresAtMs: number
  readonly isCurrent: boolean
}

/** How much later than the truth `last_seen_at` may be; it saves a write per request. */
const seenEveryMs = 60_000
const idPattern = /^[A-Za-z0-9_-]{43}$/

interface Known {
  readonly userId: string
  readonly expiresAtMs: number
}

export function openSessions(
  config: Pick<IdentityConfig, 'sessionLifetimeMs' | 'sessionIdleMs' | 'maxSessionsPerUser'>,
  db: Queryable,
  deps: { readonly now: Clock; readonly randomBytes: RandomBytes; readonly revocationDelayMs: number },
): Sessions {
  const { now, randomBytes } = deps
  const cache = boundedCache<Known>(10_000)
  const hashOf = (sessionId: string) => createHash('sha256').update(sessionId).digest()

  return {
    async open(userId) {
      const sessionId = Buffer.from(randomBytes(32)).toString('base64url')
      const at = now()
      const expiresAtMs = at + config.sessionLifetimeMs
      await db.query(
        'insert into user_session (id_hash, user_id, created_at, last_seen_at, expires_at) values ($1, $2, $3, $3, $4)',
        [hashOf(sessionId), userId, new Date(at), new Date(expiresAtMs)],
      )
      await db.query(
        `delete from user_session where expires_at <= $3 or last_seen_at <= $4 or (user_id = $1 and id_hash not in (
           select id_hash from user_session where user_id = $1 order by created_at desc, id_hash = $5 desc limit $2))`,
        [
          userId,
          config.maxSessionsPerUser,
          new Date(at),
          new Date(at - config.sessionIdleMs),
          hashOf(sessionId),
        ],
      )
      return { sessionId, expiresAtMs }
    },

    async userIdOf(sessionId) {
      if (!idPattern.test(sessionId)) return undefined
      const hash = hashOf(sessionId)
      const key = hash.toString('base64url')
      const at = now()
      const known = cache.get(key, at)
      if (known) return at < known.expiresAtMs ? known.userId : undefined
      const { rows } = await db.query<{ user_id: string; last_seen_at: Date; expires_at: Date }>(
        'select user_id, last_seen_at, expires_at from user_session where id_hash = $1',
        [hash],
      )
      const row = rows[0]
      if (!row) return undefined
      const lastSeenMs = row.last_seen_at.getTime()
      const expiresAtMs = row.expires_at.getTime()
      if (at >= expiresAtMs || at - lastSeenMs >= config.sessionIdleMs) return undefined
      if (at - lastSeenMs >= seenEveryMs)
        await db.query('update user_session set last_seen_at = $2 where id_hash = $1', [hash, new Date(at)])
      cache.set(key, { userId: row.user_id, expiresAtMs }, at + deps.revocationDelayMs)
      return row.user_id
    },

    async end(sessionId) {
      const hash = hashOf(sessionId)
      await db.query('delete from user_session where id_hash = $1', [hash])
      cache.delete(hash.toString('base64url'))
    },

    async endAll(userId) {
      const { rows } = await db.query<{ id_hash: Buffer }>(
        'delete from user_session where user_id = $1 returning id_hash',
        [userId],
      )
      for (const row of rows) cache.delete(row.id_hash.toString('base64url'))
    },

    async list(userId, current) {
      const at = now()
      const { rows } = await db.query<{
        id_hash: Buffer
        created_at: Date
        last_seen_at: Date
        expires_at: Date
      }>(
        `select id_hash, created_at, last_seen_at, expires_at from user_session
          where user_id = $1 and expires_at > $2 and last_seen_at > $3 order by created_at desc`,
        [userId, new Date(at), new Date(at - config.sessionIdleMs)],
      )
      const currentHash = current === undefined ? undefined : hashOf(current)
      return rows.map((row) => ({
        key: row.id_hash.toString('base64url'),
        startedAtMs: row.created_at.getTime(),
        lastSeenAtMs: row.last_seen_at.getTime(),
        expiresAtMs: row.expires_at.getTime(),
        isCurrent: currentHash?.equals(row.id_hash) === true,
      }))
    },

    async endByKey(userId, key) {
      if (!idPattern.test(key)) return false
      const { rowCount } = await db.query('delete from user_session where user_id = $1 and id_hash = $2', [
        userId,
        Buffer.from(key, 'base64url'),
      ])
      cache.delete(key)
      return (rowCount ?? 0) > 0
    },
  }
}
