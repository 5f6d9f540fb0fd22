/** The first administrator: a one-time key on the host's console, or a command on the host. Never a default password. */
import { createHash } from 'node:crypto'
import { problem } from '@waymark/spec'
import type { Account, AccountDirectory } from './account-directory.ts'
import type { People } from './accounts.ts'
import type { Gate } from './authenticate.ts'
import type { IdentityConfig } from './config.ts'
import type { Identity } from './identity.ts'
import { checkNewPassword, type LocalCredentials } from './local-credentials.ts'
import type { LockOut } from './lock-out.ts'
import type { Clock, Queryable, RandomBytes } from './ports.ts'
import type { Sessions } from './sessions.ts'
import { principalFor } from './token/principal-of.ts'

export interface SetupOptions {
  readonly config: IdentityConfig
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly people: People
  readonly credentials: LocalCredentials
  readonly lockOut: LockOut
  readonly sessions: Sessions
  readonly gate: Gate
  readonly now: Clock
  readonly randomBytes: RandomBytes
}

interface KeyRow {
  expires_at: Date
  /** The link of `waymark admin unlock`: there is an administrator, whose password is lost. */
  despite_administrator: boolean
}

const keyLifetimeMs = 30 * 60_000
const keyPattern = /^[A-Za-z0-9_-]{43}$/
const namePattern = /^[a-z0-9._+-]{1,64}$/

export function openSetup(options: SetupOptions): Identity['setup'] {
  const { db, accounts, credentials, now, randomBytes, gate } = options
  const hashOf = (key: string) => createHash('sha256').update(key).digest()

  /** An administrator who can sign in without the directory. */
  async function hasLocalAdministrator(): Promise<boolean> {
    for (const userId of await credentials.userIds()) {
      const account = await accounts.byId(userId)
      if (account?.isAdmin && !account.deleted) return true
    }
    return false
  }

  async function isPending(key: string): Promise<boolean> {
    if (!keyPattern.test(key)) return false
    const { rows } = await db.query<KeyRow>(
      'select expires_at, despite_administrator from setup_key where key_hash = $1',
      [hashOf(key)],
    )
    return isUsable(rows[0])
  }

  async function isUsable(row: KeyRow | undefined): Promise<boolean> {
    if (!row || row.expires_at.getTime() <= now()) return false
    return row.despite_administrator || !(await hasLocalAdministrator())
  }

  async function consume(key: string): Promise<KeyRow> {
    const { rows } = await db.query<KeyRow>(
      'delete from setup_key where key_hash = $1 returning expires_at, despite_administrator',
      [hashOf(key)],
    )
    const row = rows[0]
    if (!row || !(await isUsable(row)))
      throw problem('sign-in-failed', {
        reason:
          'This set-up link was used already, has expired, or is not needed any more. Restart the server to get a new one.',
      })
    return row
  }

  /** An account of that name that nobody can sign in to yet (a seeded one) is taken over; another one is refused. */
  async function administrator(name: string, email: string): Promise<Account> {
    const existing = await accounts.byName(name)
    if (!existing) return accounts.create({ name, email, isAdmin: true })
    const { rowCount } = await db.query('select 1 from identity_link where user_id = $1 limit 1', [
      existing.id,
    ])
    if (existing.isBot || existing.deleted || (rowCount ?? 0) > 0)
      throw problem('entity-exists', { type: 'user', name })
    if (!existing.isAdmin) await accounts.refresh(existing.id, { isAdmin: true })
    options.people.forget(existing.id)
    return { ...existing, isAdmin: true }
  }

  function checkName(name: string): string {
    const lowered = name.trim().toLowerCase()
    if (namePattern.test(lowered)) return lowered
    throw problem('body-invalid', {
      field: 'name',
      expected: 'expected 1 to 64 of a–z, 0–9, dot, dash, underscore, plus.',
    })
  }

  return {
    isPending,

    async issueKey(options = {}) {
      const despite = options.despiteAdministrator === true
      if (!despite && (await hasLocalAdministrator())) return undefined
      const key = Buffer.from(randomBytes(32)).toString('base64url')
      await db.query('delete from setup_key where expires_at <= $1', [new Date(now())])
      await db.query(
        'insert into setup_key (key_hash, expires_at, despite_administrator) values ($1, $2, $3)',
        [hashOf(key), new Date(now() + keyLifetimeMs), despite],
      )
      return key
    },

    redeem: (request) =>
      gate.attempt('setup-link', request, undefined, async (trail) => {
        gate.checkOrigin(request)
        trail.ok('origin')
        const name = checkName(request.name)
        checkNewPassword(request.password, { name, email: request.email })
        trail.ok('password rules')
        const consumed = await consume(keyPattern.test(request.key) ? request.key : '')
        trail.ok('set-up key')
        try {
          const account = await administrator(name, request.email)
          await credentials.set(account.id, request.password)
          await options.sessions.endAll(account.id)
          await options.lockOut.unlock(name)
          await db.query('delete from setup_key')
          const session = await options.sessions.open(account.id)
          trail.ok('account', account.name)
          return {
            principal: principalFor(account, { via: 'session', sessionId: session.sessionId }),
            ...session,
          }
        } catch (error) {
          // The link still works after a name that is taken.
          await db.query(
            'insert into setup_key (key_hash, expires_at, despite_administrator) values ($1, $2, $3) on conflict do nothing',
            [hashOf(request.key), consumed.expires_at, consumed.despite_administrator],
          )
          throw error
        }
      }),

    async setPassword(name, password) {
      const lowered = checkName(name)
      const existing = await accounts.byName(lowered)
      const email = existing?.email ?? `${lowered}@${options.config.principalDomain}`
      checkNewPassword(password, { name: lowered, email })
      const isLocal = existing !== undefined && (await credentials.exists(existing.id))
      const account = isLocal && existing ? existing : await administrator(lowered, email)
      await credentials.set(account.id, password)
      await options.sessions.endAll(account.id)
      await options.lockOut.unlock(lowered)
    },

    unlock: (name) => options.lockOut.unlock(name.trim().toLowerCase()),
  }
}
