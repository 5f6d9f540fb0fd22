/** Counts wrong passwords per account and per address across all servers, and blocks for a while. */
import { createHash } from 'node:crypto'
import { problem } from '@waymark/spec'
import type { IdentityConfig } from './config.ts'
import type { Clock, Queryable } from './ports.ts'

export interface LockOut {
  /**
   * Counts a try before the password is looked at, so that tries at the same time can't slip by.
   * @throws `too-many-requests`
   */
  begin(name: string, remoteAddress: string): Promise<void>
  /** Takes the try back: the password was right. */
  succeeded(name: string, remoteAddress: string): Promise<void>
  unlock(name: string): Promise<void>
}

/** One address may serve several people. */
const triesPerAddress = 10

const accountKey = (name: string) =>
  `account ${createHash('sha256').update(name.toLowerCase()).digest('base64url')}`
const addressKey = (address: string) => `address ${address.slice(0, 100)}`

/** Names that do not exist are counted like others; the table forgets what is older than a block. */
export function openLockOut(
  { attempts, blockMs }: IdentityConfig['passwordLockOut'],
  db: Queryable,
  now: Clock,
): LockOut {
  async function count(key: string, limit: number): Promise<void> {
    const at = new Date(now())
    const stale = new Date(now() - blockMs)
    const { rows } = await db.query<{ failures: number; blocked_until: Date | null }>(
      `insert into password_failure as f (key, failures, updated_at) values ($1, 1, $2)
       on conflict (key) do update set
         failures = case when f.blocked_until > $2 then f.failures
                         when f.blocked_until <= $2 or f.updated_at <= $3 then 1 else f.failures + 1 end,
         blocked_until = case when f.blocked_until > $2 then f.blocked_until
                              when f.blocked_until <= $2 or f.updated_at <= $3 or f.failures < $4 then null
                              else $5::timestamptz end,
         updated_at = case when f.blocked_until > $2 then f.updated_at else $2 end
       returning failures, blocked_until`,
      [key, at, stale, limit, new Date(now() + blockMs)],
    )
    const until = rows[0]?.blocked_until
    if (until && until.getTime() > now())
      throw problem('too-many-requests', { retryAfterSeconds: Math.ceil((until.getTime() - now()) / 1000) })
  }

  return {
    async begin(name, remoteAddress) {
      await count(addressKey(remoteAddress), Math.max(triesPerAddress, attempts))
      await count(accountKey(name), attempts)
    },
    async succeeded(name, remoteAddress) {
      await db.query('delete from password_failure where key = $1', [accountKey(name)])
      await db.query(
        'update password_failure set failures = greatest(failures - 1, 0) where key = $1 and blocked_until is null',
        [addressKey(remoteAddress)],
      )
      await db.query('delete from password_failure where updated_at < $1', [new Date(now() - 2 * blockMs)])
    },
    async unlock(name) {
      await db.query('delete from password_failure where key = $1', [accountKey(name)])
    },
  }
}
