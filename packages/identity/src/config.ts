/** What identity is configured with: the settings after the environment and the files were parsed, and their defaults. */
import type { KeyObject } from 'node:crypto'

export type IdentityProvider = 'azure' | 'custom-oidc' | 'basic' | 'no-auth'

/** How a confidential client proves itself at the token endpoint (OpenID Connect Core 9). */
export type ClientAuthentication =
  | 'client_secret_post'
  | 'client_secret_basic'
  | 'client_secret_jwt'
  | 'private_key_jwt'

/** OpenMetadata's `oidcConfiguration`: the code flow that the server runs when `clientType` is `confidential`. */
export interface ConfidentialClientConfig {
  /** `OIDC_CLIENT_SECRET` */
  readonly clientSecret: string | undefined
  /** `OIDC_CLIENT_AUTH_METHOD` */
  readonly authentication: ClientAuthentication
  /** `WAYMARK_OIDC_PRIVATE_KEY`: PKCS #8 in PEM, for `private_key_jwt`. */
  readonly privateKey: string | undefined
  /** `WAYMARK_OIDC_CERTIFICATE`: PEM; Entra ID finds the key by its thumbprint. */
  readonly certificate: string | undefined
  /** `OIDC_SCOPE` */
  readonly scope: string
  /** `OIDC_PROMPT_TYPE`; undefined: the provider decides. */
  readonly prompt: string | undefined
  /** `OIDC_MAX_AGE`, in seconds. */
  readonly maxAgeSeconds: number | undefined
  /** `OIDC_CUSTOM_PARAMS`: added to the authorization request. */
  readonly customParameters: Readonly<Record<string, string>>
}

/** Which claims say who a person is, where it is not the first principal claim. */
export interface ClaimNames {
  /** `AUTHENTICATION_EMAIL_CLAIM`, or `email:` of `AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING`. */
  readonly email: string | undefined
  /** `username:` of `AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING`. */
  readonly userName: string | undefined
  /** `AUTHENTICATION_DISPLAY_NAME_CLAIM`; default `name`. */
  readonly displayName: string
  /** `AUTHENTICATION_JWT_TEAM_CLAIM_MAPPING`: a claim whose values are names of teams. */
  readonly teams: string | undefined
}

/** What a value of the claim `roles` or `groups` gives at sign-in. */
export interface ClaimMapping {
  readonly claim: 'roles' | 'groups'
  /** An app role's value; a group's object id or name, as the provider sends it. */
  readonly value: string
  readonly kind: 'role' | 'team' | 'admin'
  /** Name of the role or team; nothing for `admin`. */
  readonly target: string
}

/** Roles and teams that come with a sign-in. */
export interface ProviderRights {
  /** `AUTHORIZER_USE_ROLES_FROM_PROVIDER`: values of `roles` name roles of the catalog. */
  readonly useRoles: boolean
  /** `AUTHORIZER_DEFAULT_OAUTH_ROLE`: given to accounts that sign up. */
  readonly defaultRole: string | undefined
  /** `WAYMARK_CLAIM_MAPPINGS`; what administrators add through the API comes on top. */
  readonly mappings: readonly ClaimMapping[]
  /** `WAYMARK_ABSENT_CLAIM`: what a missing claim means; an empty one always takes everything away. */
  readonly absentClaim: 'keep' | 'remove'
}

/** A key pair for our own tokens that is kept elsewhere than in the database. */
export interface ConfiguredSigningKey {
  readonly privateKey: KeyObject
  /** Public keys that signed earlier tokens and still verify. */
  readonly olderKeys: readonly KeyObject[]
  /** `JWT_KEY_ID`; default: the key's thumbprint (RFC 7638). */
  readonly keyId?: string
}

/** Settings keep OpenMetadata's meaning where it has the setting; the variable that carries each is in its comment. */
export interface IdentityConfig {
  /** `AUTHENTICATION_PROVIDER` */
  readonly provider: IdentityProvider
  /** `CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME`: the word on the sign-in button; empty for the provider's own name. */
  readonly providerName: string
  /** `AUTHENTICATION_AUTHORITY`: `https://login.microsoftonline.com/<tenant id>`, or the issuer of an OIDC provider. */
  readonly authority: string
  /** `AUTHENTICATION_CLIENT_ID`: the application that people sign in with. */
  readonly clientId: string
  /** `AUTHENTICATION_CALLBACK_URL` */
  readonly callbackUrl: string
  /** `AUTHENTICATION_PUBLIC_KEYS`: key sets that join the authority's own. Our own key set in the list is ignored. */
  readonly publicKeyUrls: readonly string[]
  /** `AUTHENTICATION_JWT_PRINCIPAL_CLAIMS`: the first one present is the e-mail address. */
  readonly jwtPrincipalClaims: readonly string[]
  /** `AUTHENTICATION_ENABLE_SELF_SIGNUP`: whether someone unknown gets an account at the first sign-in. */
  readonly enableSelfSignup: boolean
  /** `AUTHENTICATION_CLIENT_TYPE` */
  readonly clientType: 'public' | 'confidential'
  readonly confidential: ConfidentialClientConfig
  /** `OIDC_END_SESSION_WITH_PROVIDER`: signing out here signs out at the provider as well. */
  readonly endSessionWithProvider: boolean
  readonly claimNames: ClaimNames
  readonly providerRights: ProviderRights
  /** `AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM`; Entra ID signs with RS256 only. */
  readonly signatureAlgorithm: 'RS256' | 'RS384' | 'RS512'
  /** `WAYMARK_API_SCOPE`: the scope a person's access token must carry. Undefined: any scope of our audience. */
  readonly apiScope: string | undefined
  /** The app role (`roles`) that an application's token must carry. Undefined: being bound to a bot is enough. */
  readonly appRole: string | undefined
  /** `WAYMARK_ALLOWED_CLIENTS`: `azp`/`appid` of people's access tokens. Empty: only `clientId`. */
  readonly allowedClients: readonly string[]
  /** `WAYMARK_EXTRA_AUDIENCES`: accepted `aud` beside `clientId` and `api://<clientId>`. */
  readonly extraAudiences: readonly string[]
  /** `WAYMARK_ALLOWED_TENANTS`: tenant ids beside the authority's, or `*` under an `organizations` authority. */
  readonly allowedTenants: readonly string[]
  /** `WAYMARK_AUTH_FAILURE_LIMIT`: refused credentials per minute and address before 429. 0: no limit. */
  readonly authFailureLimit: number
  /** `AUTHORIZER_ADMIN_PRINCIPALS`: names within `principalDomain`, or whole e-mail addresses. */
  readonly adminPrincipals: readonly string[]
  /** `AUTHORIZER_ADMIN_EMAILS` */
  readonly adminEmails: readonly string[]
  /** `AUTHORIZER_PRINCIPAL_DOMAIN` */
  readonly principalDomain: string
  /** `AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN`: only `principalDomain` and `allowedEmailDomains` may sign in. */
  readonly enforcePrincipalDomain: boolean
  /** `AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN`: domains of self sign-up; `all` for any. */
  readonly allowedEmailRegistrationDomains: readonly string[]
  /** `AUTHORIZER_ALLOWED_EMAIL_DOMAINS` (and `AUTHORIZER_ALLOWED_DOMAINS`): when not empty, only these may sign in. */
  readonly allowedEmailDomains: readonly string[]
  /** Whether an application's token must carry `idtyp: app` instead of being recognised by its other claims. */
  readonly requireIdtyp: boolean
  /** `compat`: an ID token of `clientId` is accepted as a bearer token, for an unchanged OpenMetadata UI. */
  readonly idTokenMode: 'off' | 'compat'
  /** `JWT_ISSUER`: `iss` of our own tokens. */
  readonly issuer: string
  /** `JWT_KEY_ID`, where someone set it; the published sample's is refused. */
  readonly configuredKeyId: string | undefined
  /** Undefined: a pair is made at the first start and sealed in the database. */
  readonly signingKey: ConfiguredSigningKey | undefined
  /** Where people reach the server, e.g. `https://catalog.contoso.com`. */
  readonly serverUrl: string
  /** Origins that may write with a session cookie, beside the one of `serverUrl`. */
  readonly allowedOrigins: readonly string[]
  /** `AUTHENTICATION_SESSION_EXPIRY`, in milliseconds. */
  readonly sessionLifetimeMs: number
  readonly sessionIdleMs: number
  /** `AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER` */
  readonly maxSessionsPerUser: number
  /** `OM_MAX_FAILED_LOGIN_ATTEMPTS` and `OM_LOGIN_ACCESS_BLOCK_TIME` (in milliseconds), for local passwords. */
  readonly passwordLockOut: { readonly attempts: number; readonly blockMs: number }
  /** `WAYMARK_AUDIT_DAYS`, in milliseconds: how long the audit log keeps an entry. */
  readonly auditKeepMs: number
  /** Where a browser on this machine finds the authority's endpoints: the emulator's plain-HTTP loopback listener. */
  readonly endpointOverride: string | undefined
  /** Started for development or the demo: published sample keys are let through. */
  readonly developmentMode: boolean
  /** The server listens on loopback addresses only; `no-auth` demands it. */
  readonly listensOnLoopbackOnly: boolean
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Every setting that has a default, OpenMetadata's where it has one; the border lays the configured values over it. */
export const identityDefaults = {
  provider: 'basic',
  providerName: '',
  authority: '',
  clientId: '',
  callbackUrl: '',
  publicKeyUrls: [],
  jwtPrincipalClaims: ['email', 'preferred_username', 'upn', 'sub'],
  enableSelfSignup: true,
  clientType: 'public',
  confidential: {
    clientSecret: undefined,
    authentication: 'client_secret_post',
    privateKey: undefined,
    certificate: undefined,
    scope: 'openid email profile',
    prompt: undefined,
    maxAgeSeconds: undefined,
    customParameters: {},
  },
  endSessionWithProvider: true,
  claimNames: { email: undefined, userName: undefined, displayName: 'name', teams: undefined },
  providerRights: { useRoles: false, defaultRole: undefined, mappings: [], absentClaim: 'keep' },
  signatureAlgorithm: 'RS256',
  apiScope: undefined,
  appRole: undefined,
  allowedClients: [],
  extraAudiences: [],
  allowedTenants: [],
  authFailureLimit: 120,
  adminPrincipals: [],
  adminEmails: [],
  principalDomain: 'open-metadata.org',
  enforcePrincipalDomain: false,
  allowedEmailRegistrationDomains: ['all'],
  allowedEmailDomains: [],
  requireIdtyp: false,
  idTokenMode: 'off',
  issuer: 'open-metadata.org',
  configuredKeyId: undefined,
  signingKey: undefined,
  serverUrl: 'http://localhost:8585',
  allowedOrigins: [],
  sessionLifetimeMs: 7 * 24 * hourMs,
  sessionIdleMs: 24 * hourMs,
  maxSessionsPerUser: 5,
  passwordLockOut: { attempts: 3, blockMs: 10 * minuteMs },
  auditKeepMs: 365 * 24 * hourMs,
  endpointOverride: undefined,
  developmentMode: false,
  listensOnLoopbackOnly: false,
} as const satisfies IdentityConfig
