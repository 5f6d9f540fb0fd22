/** The identity package's contract: who is asking, what they may do, and how they signed in. */

import type { EntityReference, Operation, PolicyRule, ResourcePredicate } from '@waymark/spec'
import type { AuditLog } from './audit-log.ts'
import type { ClaimMappings } from './claim-mappings.ts'
import type { LocalAccounts } from './local-accounts.ts'
import type { AccessTokens } from './own-tokens.ts'
import type { Sessions } from './sessions.ts'
import type { SignInAttempt } from './sign-in-attempt.ts'
import type { SignInPreview } from './sign-in-preview.ts'

/** A signed-in person or bot. Everything about rights comes from our own rows, never from a claim. */
export interface Principal {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly displayName?: string
  readonly isAdmin: boolean
  readonly isBot: boolean
  /** How this request proved it. */
  readonly via: 'session' | 'entra' | 'oidc' | 'own-token' | 'no-auth'
  readonly sessionId?: string
  /** `jti` of an own token. */
  readonly tokenId?: string
  /** Application that obtained the token (`azp`, `appid`), where there is one. */
  readonly clientId?: string
  /** Name of the bot that acts as this person. */
  readonly impersonatedBy?: string
}

/** What an authorization decision needs to know of a principal and where policies come from. */
export interface PolicySource {
  /**
   * The account's own roles and teams (teams' parents included), with the ids that owners are compared with. Asked for every
   * decision about someone who is no administrator: the implementation remembers what it may.
   */
  grantsOf(userId: string): Promise<Grants>
}

/** Where somebody got a policy from. */
export interface GrantSource {
  readonly kind: 'role' | 'team'
  readonly name: string
}

export interface GrantedPolicy {
  readonly name: string
  readonly rules: readonly PolicyRule[]
  readonly from?: GrantSource
  /**
   * Of a policy that comes from a team and asks `matchTeam()`: the team, the teams below it, and everybody in them.
   * Absent: `matchTeam()` is false.
   */
  readonly covers?: ReadonlySet<string>
}

export interface Grants {
  readonly teamIds: readonly string[]
  /** Names of the same teams. */
  readonly teamNames: readonly string[]
  readonly roleNames: readonly string[]
  /** Domains of the account and of its teams. */
  readonly domainIds: readonly string[]
  /** Policies of roles, of teams' default roles and of teams themselves. Only enabled ones. */
  readonly policies: readonly GrantedPolicy[]
}

/**
 * The thing an operation is about. A condition on a member that is absent is undecided: such a rule never allows, and a
 * denying one denies.
 */
export interface Resource {
  readonly type: string
  readonly name?: string
  readonly owners?: readonly EntityReference[]
  /** Fully qualified names. */
  readonly tags?: readonly string[]
  readonly reviewers?: readonly EntityReference[]
  readonly domains?: readonly EntityReference[]
  /** The certification's tag, or none. */
  readonly certifications?: readonly string[]
}

/** OpenMetadata's words: `conditional…` is an operation that depends on the entity, which was not named. */
export type Access = 'allow' | 'deny' | 'conditionalAllow' | 'conditionalDeny' | 'notAllow'

/** An answer to "may I, and why?". */
export interface Decision {
  readonly access: Access
  /** What decided: absent for administrators and where no rule says anything. */
  readonly rule?: PolicyRule
  readonly policy?: string
  readonly from?: GrantSource
  /** One sentence. */
  readonly reason: string
}

/** The parts of an HTTP request that can carry a credential. */
export interface RequestCredentials {
  readonly method: string
  /** Every `Authorization` header as it came; more than one is refused. */
  readonly authorization: readonly string[]
  /** `X-Impersonate-User`: whom a bot acts as. */
  readonly impersonate?: string
  /** Value of the session cookie. */
  readonly sessionCookie?: string
  readonly origin?: string
  readonly remoteAddress: string
  readonly requestId: string
}

/** What a sign-in answers with; the caller sets the cookies. */
export interface SignedIn {
  readonly principal: Principal
  /** Opaque session id for the HttpOnly cookie; only its hash is stored. */
  readonly sessionId: string
  readonly expiresAtMs: number
}

export interface Identity {
  /**
   * Tells who is asking.
   * @throws `token-missing`, `token-invalid`, `token-expired`, `scope-insufficient`, `identity-refused`, `origin-refused`
   * (a write that relies on the session cookie needs an `Origin` of ours), `too-many-requests`
   */
  authenticate(request: RequestCredentials): Promise<Principal>
  /**
   * Who is behind the only `Authorization` header of a request, where `authenticate` found out a moment ago: at once, and the same object as
   * then. Undefined says nothing.
   */
  recognize(authorization: string): Principal | undefined

  /** Whether the principal may do this. Admins may everything; bots are decided by their roles like people. */
  may(principal: Principal, operation: Operation, resource: Resource): Promise<boolean>
  /** @throws `not-allowed` */
  authorize(principal: Principal, operation: Operation, resource: Resource): Promise<void>
  /** The same decision with the rule that made it. A resource without owners, tags … is the type as a whole. */
  decide(principal: Principal, operation: Operation, resource: Resource): Promise<Decision>
  /** Roles, teams and policies that apply to the principal; an administrator needs none of them. */
  grantsOf(principal: Principal): Promise<Grants>
  /** Which entities of a type the principal may do this to, for lists and searches: `true` for all, `false` for none. */
  filter(principal: Principal, operation: Operation, type: string): Promise<ResourcePredicate>

  readonly signIn: {
    /** Starts a sign-in: a nonce that the ID token must carry, bound to the pre-login cookie. Both live 10 minutes. */
    begin(request: {
      remoteAddress: string
    }): Promise<{ nonce: string; preLoginId: string; expiresAtMs: number }>
    /**
     * The UI's one-time hand-over of its ID token (docs/adr/0008): consumes the nonce atomically, checks the
     * token as an ID token of the UI's client, provisions or finds the person, opens a session.
     */
    withIdToken(
      request: RequestCredentials & { idToken: string; preLoginId: string | undefined },
    ): Promise<SignedIn>
    /**
     * Starts a sign-in that the server runs (`clientType` confidential): where the browser goes, and the pre-login cookie.
     * @throws `identity-provider-unavailable`, `identity-refused` when the browser signs in by itself here
     */
    beginRedirect(request: {
      remoteAddress: string
      /** A path of ours, checked by the caller. */
      returnPath?: string
    }): Promise<{ url: string; preLoginId: string; expiresAtMs: number }>
    /** Ends it: redeems the code of the callback's query string, verifies the ID token, opens a session. */
    withCallback(
      request: RequestCredentials & { search: string; preLoginId: string | undefined },
    ): Promise<SignedIn & { readonly returnPath?: string }>
    withPassword(request: RequestCredentials & { name: string; password: string }): Promise<SignedIn>
    /**
     * Somebody's own password, by the old one. All their sessions end, and a new one is open.
     * @throws `body-invalid` for a wrong old one, which counts like one at sign-in (`too-many-requests`), and for a new one that breaks the rules
     */
    changePassword(
      request: RequestCredentials & { name: string; password: string; newPassword: string },
    ): Promise<SignedIn>
    /**
     * Gives an existing person a local password (the caller has authorized it) and ends their sessions.
     * @throws `body-invalid` when the password breaks the rules, `entity-not-found`
     */
    setPassword(userId: string, password: string): Promise<void>
    signOut(sessionId: string): Promise<void>
  }

  readonly setup: {
    /**
     * A one-time link's key (30 minutes), or undefined when an administrator exists already. Only its hash is stored.
     * `despiteAdministrator`: for whoever owns the host and has lost the password.
     */
    issueKey(options?: { readonly despiteAdministrator?: boolean }): Promise<string | undefined>
    isPending(key: string): Promise<boolean>
    /** Creates the local break-glass administrator and signs it in; consumes the key. */
    redeem(
      request: RequestCredentials & { key: string; name: string; email: string; password: string },
    ): Promise<SignedIn>
    /** For scripts on the host: creates the administrator without a link when there is none. Ends the account's sessions. */
    setPassword(name: string, password: string): Promise<void>
    /** For scripts on the host: ends a lock-out after wrong passwords. */
    unlock(name: string): Promise<void>
  }

  readonly tokens: AccessTokens & {
    /** Public keys of our own issuer, as JWKS. */
    jwks(): Promise<{ keys: readonly Record<string, unknown>[] }>
    /** A new key signs from now on; tokens signed before stay valid until they expire or are revoked. */
    rotateSigningKey(): Promise<{ kid: string }>
  }

  readonly bots: {
    /**
     * Binds an Azure application to a bot's account, in place of an earlier one. `tenantId`, `clientId`, `objectId` are GUIDs; with the
     * provider `custom-oidc` they are the issuer, the client id and the `sub` of its tokens.
     * @throws `parameter-invalid`, `value-taken` when another bot has the application, `entity-not-found` when the account is no bot
     */
    bind(botUserId: string, application: AzureApplication): Promise<void>
    unbind(botUserId: string): Promise<void>
    binding(botUserId: string): Promise<AzureApplication | undefined>
  }

  /** What app roles and groups of the directory give at sign-in. */
  readonly claimMappings: ClaimMappings
  /** What a sign-in with these claims would make of an account. Changes and keeps nothing, and asks no directory. */
  previewSignIn(claims: Readonly<Record<string, unknown>>): Promise<SignInPreview>
  /** The sessions of the UI. */
  readonly sessions: Pick<Sessions, 'list' | 'endByKey' | 'endAll'>

  /** What the UI and the clients need to know to sign in (`/v1/system/config/auth`); no secret. */
  publicConfig(): PublicAuthConfig
  authorizerConfig(): Readonly<Record<string, unknown>>
  readonly audit: AuditLog
  readonly localAccounts: LocalAccounts
  /** Newest first. */
  attempts(limit: number): Promise<readonly SignInAttempt[]>
  /** Fetches the issuer's keys now (an emergency removal of a key); they are fetched hourly anyway. */
  refreshKeys(): Promise<void>
  /** Whether the issuer's keys are known, for readiness and the sign-in page. Makes no request. */
  health(): {
    readonly provider: string
    readonly keys: 'ok' | 'stale' | 'none'
    readonly lastError?: string
    /** When the oldest keys in use were fetched. */
    readonly fetchedAtMs?: number
  }
  close(): Promise<void>
}

export interface AzureApplication {
  readonly tenantId: string
  readonly clientId: string
  readonly objectId: string
}

/** OpenMetadata's members first; ours after. */
export interface PublicAuthConfig {
  readonly provider: string
  readonly providerName: string
  readonly authority: string
  readonly clientId: string
  readonly callbackUrl: string
  readonly publicKeyUrls: readonly string[]
  readonly jwtPrincipalClaims: readonly string[]
  readonly enableSelfSignup: boolean
  readonly clientType: 'public' | 'confidential'
  /** Where the browser goes; differs from the authority only for a loopback emulator. */
  readonly authorizationEndpoint?: string
  readonly tokenEndpoint?: string
  readonly endSessionEndpoint?: string
  readonly scope: string
  /** A local account can sign in beside the provider. */
  readonly localSignIn: boolean
}
