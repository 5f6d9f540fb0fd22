/** Tells who sends a request: by bearer token, by session cookie, or, on a development machine, by nothing at all. */
import { isProblem, problem } from '@waymark/spec'
import type { Account, AccountDirectory } from './account-directory.ts'
import type { AuditLog } from './audit-log.ts'
import type { IdentityConfig } from './config.ts'
import { type FlightRecorder, openTrail, type Trail } from './flight-recorder.ts'
import type { Identity, Principal, RequestCredentials } from './identity.ts'
import { impersonated } from './impersonation.ts'
import { namedAdministrator } from './named-administrator.ts'
import type { Clock, IdentityLog } from './ports.ts'
import type { FailureLimit } from './rate-limit.ts'
import type { Sessions } from './sessions.ts'
import type { AttemptOutcome, SignInAttempt } from './sign-in-attempt.ts'
import { bearerToken } from './token/parse-bearer.ts'
import { type PrincipalSources, principalFor, principalOf } from './token/principal-of.ts'
import { TokenRefusal, toProblem } from './token/refusal.ts'
import type { VerifiedToken } from './token/verified-token.ts'
import type { TokenVerifier } from './token/verify-token.ts'

export interface Gate {
  readonly authenticate: (request: RequestCredentials) => Promise<Principal>
  readonly recognize: Identity['recognize']
  /** Runs a sign-in with its trail; whatever comes out is recorded, and refusals become problems. */
  attempt<T extends { readonly principal: Principal }>(
    kind: SignInAttempt['kind'],
    request: RequestCredentials,
    account: string | undefined,
    work: (trail: Trail) => Promise<T>,
  ): Promise<T>
  /** @throws `origin-refused` unless the request comes from our own pages */
  checkOrigin(request: Pick<RequestCredentials, 'origin'>): void
}

export interface GateOptions extends PrincipalSources {
  readonly config: IdentityConfig
  readonly accounts: AccountDirectory
  readonly verifier: TokenVerifier
  readonly sessions: Sessions
  readonly limit: FailureLimit
  readonly recorder: FlightRecorder
  readonly audit: AuditLog
  readonly decisions: Pick<Identity, 'may'>
  readonly log: IdentityLog
  readonly now: Clock
  /** Told of every attempt, for counting. */
  readonly observe?: ((outcome: AttemptOutcome) => void) | undefined
}

/** A bearer token's use is no sign-in: only those that open a session are audited. */
function signInEvent(kind: SignInAttempt['kind'], { remoteAddress, requestId }: RequestCredentials) {
  const action = {
    session: 'sign-in',
    password: 'sign-in with a password',
    'setup-link': 'set-up link',
    bearer: '',
  }
  return { category: 'sign-in', action: action[kind], remoteAddress, requestId } as const
}

const readMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Bindings of applications and people are looked up anew this often, beside what `people` and `ownTokens` forget by themselves. */
const recognizeMs = 1000

export function openGate(options: GateOptions): Gate {
  const { config, verifier, sessions, limit, recorder, audit, log, people, accounts, ownTokens, now } =
    options
  const own = new URL(config.serverUrl).origin
  const origins = new Set([own, ...config.allowedOrigins])

  function checkOrigin({ origin }: Pick<RequestCredentials, 'origin'>): void {
    if (origin !== undefined && origins.has(origin)) return
    // Only what is an address is repeated.
    throw problem('origin-refused', { own, origin: origin && URL.parse(origin)?.origin })
  }

  async function attempt<T extends { readonly principal: Principal }>(
    kind: SignInAttempt['kind'],
    request: RequestCredentials,
    account: string | undefined,
    work: (trail: Trail) => Promise<T>,
  ): Promise<T> {
    const { remoteAddress, requestId } = request
    limit.check(remoteAddress)
    const trail = openTrail()
    try {
      const result = await work(trail)
      recorder.record({
        kind,
        outcome: 'ok',
        account: result.principal.name,
        remoteAddress,
        requestId,
        steps: trail.steps,
      })
      options.observe?.({ kind, outcome: 'ok', reason: '' })
      if (kind !== 'bearer')
        audit.record({ ...signInEvent(kind, request), actor: result.principal.name, outcome: 'ok' })
      return result
    } catch (error) {
      const refusal = error instanceof TokenRefusal ? error : undefined
      const known = refusal ? toProblem(refusal) : error
      // A database that is away is not the caller's failure, and no credential is not a wrong one.
      if (!isProblem(known) || known.status >= 500 || known.code === 'token-missing') throw known
      limit.failed(remoteAddress)
      const check = refusal?.details.check ?? known.code
      const detail = refusal?.message ?? known.title
      trail.failed(check, detail)
      options.observe?.({ kind, outcome: 'refused', reason: check })
      const record = { kind, outcome: 'refused', remoteAddress, requestId, steps: trail.steps } as const
      recorder.record(account ? { ...record, account } : record)
      if (kind !== 'bearer')
        audit.record({
          ...signInEvent(kind, request),
          actor: account ?? 'unknown',
          outcome: 'refused',
          details: { check },
        })
      log.warn('A credential was refused', { kind, check, detail, remoteAddress, requestId })
      throw known
    }
  }

  interface Recognized {
    readonly principal: Principal
    readonly account: Account
    readonly untilMs: number
  }
  /** As long as the verifier remembers the token, which is bounded. */
  const recognized = new WeakMap<VerifiedToken, Recognized>()

  async function principalBehind(token: VerifiedToken): Promise<Principal> {
    const principal = await principalOf(token, options)
    const account = people.known(principal.userId)
    if (account) recognized.set(token, { principal, account, untilMs: now() + recognizeMs })
    return principal
  }

  /** A revoked token, a changed or deleted account are unknown here as soon as `authenticate` would look at them anew. */
  function recognize(authorization: string): Principal | undefined {
    if (config.provider === 'no-auth') return undefined
    const token = remembered(authorization)
    const found = token && recognized.get(token)
    if (!found || now() >= found.untilMs || people.known(found.account.id) !== found.account) return undefined
    return token.kind !== 'own' || ownTokens.isKnown(token) ? found.principal : undefined
  }

  async function byBearer(request: RequestCredentials): Promise<Principal> {
    const seen = request.authorization.length === 1 ? remembered(request.authorization[0] ?? '') : undefined
    if (seen) {
      try {
        return await principalBehind(seen)
      } catch (error) {
        if (!(error instanceof TokenRefusal)) throw error
        // Revoked or deleted since: falls through to the full way, which records it.
      }
    }
    const { principal } = await attempt('bearer', request, undefined, async (trail) => {
      const token = await verifier.accessToken(bearerToken(request.authorization), trail)
      const found = await principalBehind(token)
      trail.ok('account', found.name)
      return { principal: found }
    })
    return principal
  }

  /** What follows the scheme is looked up as it is: only a token that was well formed is remembered. */
  function remembered(header: string) {
    const scheme = 'bearer '
    if (header.slice(0, scheme.length).toLowerCase() !== scheme) return undefined
    return verifier.remembered(header.slice(scheme.length))
  }

  async function bySession(request: RequestCredentials, sessionCookie: string): Promise<Principal> {
    const userId = await sessions.userIdOf(sessionCookie)
    const account = userId === undefined ? undefined : await people.active(userId)
    if (!account) throw problem('token-missing')
    if (!readMethods.has(request.method.toUpperCase())) checkOrigin(request)
    return principalFor(account, { via: 'session', sessionId: sessionCookie })
  }

  let administratorId: string | undefined

  async function administrator(): Promise<Account> {
    const known = administratorId === undefined ? undefined : await people.active(administratorId)
    if (known?.name === 'admin') return known
    const account = await namedAdministrator(accounts, 'admin', config.principalDomain)
    administratorId = account.id
    return account
  }

  /** Whoever can reach a loopback port is its owner, but a page of another site in their browser is not. */
  async function byNothing(request: RequestCredentials): Promise<Principal> {
    if (request.origin !== undefined && !readMethods.has(request.method.toUpperCase())) checkOrigin(request)
    return { ...principalFor(await administrator(), { via: 'no-auth' }), isAdmin: true }
  }

  async function byCredential(request: RequestCredentials): Promise<Principal> {
    if (config.provider === 'no-auth') return byNothing(request)
    // A bearer token can't be sent by a foreign page, so it wins over a cookie that can.
    if (request.authorization.length > 0) return byBearer(request)
    if (request.sessionCookie) return bySession(request, request.sessionCookie)
    throw problem('token-missing')
  }

  return {
    attempt,
    checkOrigin,
    recognize,
    async authenticate(request) {
      const principal = await byCredential(request)
      return request.impersonate === undefined
        ? principal
        : impersonated(principal, request.impersonate, accounts, options.decisions)
    },
  }
}
