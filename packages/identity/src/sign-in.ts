/** Opens sessions: by the ID token that the UI hands over once, by the provider's callback, or by a local password. */
import { problem } from '@waymark/spec'
import type { Account, AccountDirectory } from './account-directory.ts'
import type { People } from './accounts.ts'
import type { Gate } from './authenticate.ts'
import type { ConfidentialClient } from './confidential-client.ts'
import type { IdentityConfig } from './config.ts'
import type { Trail } from './flight-recorder.ts'
import type { Identity, RequestCredentials, SignedIn } from './identity.ts'
import { checkNewPassword, type LocalCredentials } from './local-credentials.ts'
import type { LockOut } from './lock-out.ts'
import type { Clock } from './ports.ts'
import type { PreLogins } from './pre-login.ts'
import { listedValues, type ProviderRightsSync } from './provider-rights.ts'
import type { Sessions } from './sessions.ts'
import type { Claims } from './token/claims.ts'
import { principalFor } from './token/principal-of.ts'
import { printable } from './token/refusal.ts'
import type { PersonToken } from './token/verified-token.ts'
import type { TokenVerifier } from './token/verify-token.ts'

export interface SignInOptions {
  readonly config: IdentityConfig
  readonly accounts: AccountDirectory
  readonly people: People
  readonly credentials: LocalCredentials
  readonly lockOut: LockOut
  readonly sessions: Sessions
  readonly verifier: TokenVerifier
  readonly gate: Gate
  readonly preLogins: PreLogins
  readonly rights: ProviderRightsSync
  /** Undefined unless the server runs the code flow. */
  readonly client: ConfidentialClient | undefined
  readonly now: Clock
}

function confidentialClientOf({ client }: SignInOptions): ConfidentialClient {
  if (client) return client
  throw problem('identity-refused', {
    reason:
      'The browser signs in at the provider itself here: AUTHENTICATION_CLIENT_TYPE is not confidential.',
  })
}

/** More values than this say nothing more to a reader, and a record has to stay small. */
const mostRecorded = 200

/** What a token says about rights. Values are ids and names in the directory; nothing else of the token is kept. */
function claimsOfRights(
  claims: Claims,
  teamClaim: string | undefined,
): Readonly<Record<string, readonly string[]>> {
  const names = ['roles', 'groups', ...(teamClaim === undefined ? [] : [teamClaim])]
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = Object.hasOwn(claims, name) ? listedValues(claims[name]) : undefined
      return values
        ? [[name, values.slice(0, mostRecorded).map((value) => printable(value.slice(0, 256)))]]
        : []
    }),
  )
}

const accountName = /^[^\p{Cc}\p{Cs}]{1,256}$/u

export function openSignIn(options: SignInOptions): Identity['signIn'] {
  const { now, gate, people, sessions, preLogins } = options

  async function openSession(request: RequestCredentials, account: Account): Promise<SignedIn> {
    if (request.sessionCookie) await sessions.end(request.sessionCookie)
    const session = await sessions.open(account.id)
    const principal = principalFor(account, { via: 'session', sessionId: session.sessionId })
    return { principal, ...session }
  }

  async function arrive(token: PersonToken, trail: Trail): Promise<Account> {
    const account = await people.accountOf(token, true)
    trail.ok('account', account.name)
    const told = claimsOfRights(token.claims, options.config.claimNames.teams)
    if (Object.keys(told).length > 0) trail.claims(told)
    await options.rights.apply(account, token, trail)
    people.forget(account.id)
    return (await people.active(account.id)) ?? account
  }

  /** Whoever tries too often is locked out, whatever the password is for. */
  async function provePassword(
    request: Parameters<Identity['signIn']['withPassword']>[0],
    trail: Trail,
    wrong: () => Error,
  ): Promise<Account> {
    const name = request.name.trim().toLowerCase()
    await options.lockOut.begin(name, request.remoteAddress)
    trail.ok('lock-out')
    const account = await findLocal(options.accounts, name)
    const isMatch = await options.credentials.matches(account?.id, request.password)
    if (!account || !isMatch) throw wrong()
    trail.ok('password')
    await options.lockOut.succeeded(name, request.remoteAddress)
    return account
  }

  async function replacePassword(account: Account, password: string): Promise<void> {
    checkNewPassword(password, account)
    await options.credentials.set(account.id, password)
    await sessions.endAll(account.id)
  }

  return {
    begin: () => preLogins.begin(),

    async beginRedirect({ returnPath }) {
      const client = confidentialClientOf(options)
      const { preLoginId, expiresAtMs } = await preLogins.begin(returnPath)
      return { url: await client.authorizationUrl(preLoginId), preLoginId, expiresAtMs }
    },

    withIdToken: (request) =>
      gate.attempt('session', request, undefined, async (trail) => {
        gate.checkOrigin(request)
        trail.ok('origin')
        const begun = await preLogins.consume(request.preLoginId)
        trail.ok('pre-login')
        const token = await options.verifier.idToken(request.idToken, begun.nonceHash, trail)
        return openSession(request, await arrive(token, trail))
      }),

    withCallback: (request) =>
      gate.attempt('session', request, undefined, async (trail) => {
        const client = confidentialClientOf(options)
        // `state` is derived from the cookie, so the answer belongs to this browser or is refused.
        const begun = await preLogins.consume(request.preLoginId)
        trail.ok('pre-login')
        const idToken = await client.redeem(request.search, request.preLoginId ?? '', trail)
        const token = await options.verifier.idToken(idToken, begun.nonceHash, trail)
        const signedIn = await openSession(request, await arrive(token, trail))
        return { ...signedIn, ...(begun.returnPath !== undefined && { returnPath: begun.returnPath }) }
      }),

    withPassword: (request) =>
      gate.attempt(
        'password',
        request,
        accountName.test(request.name) ? request.name : undefined,
        async (trail) => {
          gate.checkOrigin(request)
          trail.ok('origin')
          const account = await provePassword(request, trail, () => problem('sign-in-failed'))
          await options.accounts.refresh(account.id, { lastLoginTime: now() })
          return openSession(request, account)
        },
      ),

    changePassword: (request) =>
      gate.attempt('password', request, request.name, async (trail) => {
        // Whoever asks is signed in: that their session is over is not what 401 should tell them.
        const account = await provePassword(request, trail, () =>
          problem('body-invalid', { field: 'oldPassword', expected: 'the password until now.' }),
        )
        const { newPassword } = request
        if (newPassword === request.password)
          throw problem('body-invalid', {
            field: 'newPassword',
            expected: 'another password than the old one.',
          })
        await replacePassword(account, newPassword)
        trail.ok('new password')
        return openSession(request, account)
      }),

    async setPassword(userId, password) {
      const account = await options.accounts.byId(userId)
      if (!account || account.deleted || account.isBot)
        throw problem('entity-not-found', { type: 'user', key: userId })
      await replacePassword(account, password)
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
