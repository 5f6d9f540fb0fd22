/** Opens sessions: by the ID token that the UI hands over once, or by a local password. */
import { createHash } from 'node:crypto'
import { problem } from '@waymark/spec'
import type { People } from './accounts.ts'
import type { Gate } from './authenticate.ts'
import type { IdentityConfig } from './config.ts'
import type {
  Account,
  AccountDirectory,
  Identity,
  Queryable,
  RequestCredentials,
  SignedIn,
} from './identity.ts'
import { checkNewPassword, type LocalCredentials } from './local-credentials.ts'
import type { LockOut } from './lock-out.ts'
import type { Clock, RandomBytes } from './ports.ts'
import type { Sessions } from './sessions.ts'
import { principalFor } from './token/principal-of.ts'
import { refuse } from './token/refusal.ts'
import { nonceHash } from './token/validate-id-token.ts'
import type { TokenVerifier } from './token/verify-token.ts'

export interface SignInOptions {
  readonly config: IdentityConfig
  readonly db: Queryable
  readonly accounts: AccountDirectory
  readonly people: People
  readonly credentials: LocalCredentials
  readonly lockOut: LockOut
  readonly sessions: Sessions
  readonly verifier: TokenVerifier
  readonly gate: Gate
  readonly now: Clock
  readonly randomBytes: RandomBytes
}

const preLoginMs = 10 * 60_000
const secretPattern = /^[A-Za-z0-9_-]{43}$/
const accountName = /^[^\p{Cc}\p{Cs}]{1,256}$/u

export function signIn(options: SignInOptions): Identity['signIn'] {
  const { db, now, randomBytes, gate, people, sessions } = options
  const secret = () => Buffer.from(randomBytes(32)).toString('base64url')

  /** Deletes and returns in one statement: of two requests with one cookie, one gets it. */
  async function consumePreLogin(preLoginId: string | undefined): Promise<Buffer> {
    const wellFormed = preLoginId !== undefined && secretPattern.test(preLoginId)
    const { rows } = wellFormed
      ? await db.query<{ nonce_hash: Buffer; expires_at: Date }>(
          'delete from pre_login where id_hash = $1 returning nonce_hash, expires_at',
          [createHash('sha256').update(preLoginId).digest()],
        )
      : { rows: [] }
    const row = rows[0]
    if (!row || row.expires_at.getTime() <= now())
      refuse({
        check: 'pre-login',
        expected: 'the cookie of a sign-in that began at most 10 minutes ago and was not finished yet',
      })
    return row.nonce_hash
  }

  async function openSession(request: RequestCredentials, account: Account): Promise<SignedIn> {
    if (request.sessionCookie) await sessions.end(request.sessionCookie)
    const session = await sessions.open(account.id)
    const principal = principalFor(account, { via: 'session', sessionId: session.sessionId })
    return { principal, ...session }
  }

  return {
    async begin() {
      const nonce = secret()
      const preLoginId = secret()
      const expiresAtMs = now() + preLoginMs
      await db.query('delete from pre_login where expires_at <= $1', [new Date(now())])
      await db.query('insert into pre_login (id_hash, nonce_hash, expires_at) values ($1, $2, $3)', [
        createHash('sha256').update(preLoginId).digest(),
        nonceHash(nonce),
        new Date(expiresAtMs),
      ])
      return { nonce, preLoginId, expiresAtMs }
    },

    withIdToken: (request) =>
      gate.attempt('session', request, undefined, async (trail) => {
        gate.checkOrigin(request)
        trail.ok('origin')
        const expectedNonce = await consumePreLogin(request.preLoginId)
        trail.ok('pre-login')
        const token = await options.verifier.idToken(request.idToken, expectedNonce, trail)
        const account = await people.accountOf(token, true)
        trail.ok('account', account.name)
        return openSession(request, account)
      }),

    withPassword: (request) =>
      gate.attempt(
        'password',
        request,
        accountName.test(request.name) ? request.name : undefined,
        async (trail) => {
          gate.checkOrigin(request)
          trail.ok('origin')
          const name = request.name.trim().toLowerCase()
          await options.lockOut.begin(name, request.remoteAddress)
          trail.ok('lock-out')
          const account = await findLocal(options.accounts, name)
          const isMatch = await options.credentials.matches(account?.id, request.password)
          if (!account || !isMatch) throw problem('sign-in-failed')
          trail.ok('password')
          await options.lockOut.succeeded(name, request.remoteAddress)
          await options.accounts.refresh(account.id, { lastLoginTime: now() })
          return openSession(request, account)
        },
      ),

    async setPassword(userId, password) {
      const account = await options.accounts.byId(userId)
      if (!account || account.deleted || account.isBot)
        throw problem('entity-not-found', { type: 'user', key: userId })
      checkNewPassword(password, account)
      await options.credentials.set(userId, password)
      await sessions.endAll(userId)
      await options.lockOut.unlock(account.name)
    },

    signOut: (sessionId) => sessions.end(sessionId),
  }
}

/** By name or address; deleted accounts and bots have no password sign-in. */
async function findLocal(accounts: AccountDirectory, name: string): Promise<Account | undefined> {
  if (!accountName.test(name)) return undefined
  const account = name.includes('@') ? await accounts.byEmail(name) : await accounts.byName(name)
  return account && !account.deleted && !account.isBot ? account : undefined
}
