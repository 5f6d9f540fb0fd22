/** Turns the settings about people and sign-in into what the identity package is configured with. */
import { type ClaimMapping, type IdentityConfig, identityDefaults } from '@waymark/identity'
import type { ConfigMistake } from './config-error.ts'
import { readSigningKey } from './signing-key.ts'
import type { Settings } from './variables.ts'

/** With what Microsoft Graph is asked for the groups of a person. */
export interface GroupLookupSettings {
  readonly authority: string
  readonly clientId: string
  readonly proof: 'secret' | 'managed-identity' | 'workload-identity'
  readonly clientSecret: string | undefined
}

export interface IdentitySettings {
  /** @param port - the port the server has, for this machine's other names */
  readonly configure: (serverUrl: string, port: number) => IdentityConfig
  readonly groupLookup: GroupLookupSettings | undefined
  readonly mistakes: readonly ConfigMistake[]
  readonly warnings: readonly string[]
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const algorithms = { rs256: 'RS256', rs384: 'RS384', rs512: 'RS512' } as const

/** Names of OpenMetadata's providers that are OpenID providers like any other, with the word on the button. */
const openIdProviders: Readonly<Record<string, string>> = {
  google: 'Google',
  okta: 'Okta',
  auth0: 'Auth0',
  'aws-cognito': 'Amazon Cognito',
}

const wellKnown = /\/\.well-known\/openid-configuration\/?$/

export function identitySettings(settings: Settings): IdentitySettings {
  const mistakes: ConfigMistake[] = []
  const warnings: string[] = []
  const add = (setting: string, message: string) => void mistakes.push({ setting, message })

  const named = settings.AUTHENTICATION_PROVIDER
  if (named === 'ldap' || named === 'saml')
    add(
      'AUTHENTICATION_PROVIDER',
      `'${named}' is not supported. Choose azure, custom-oidc (Keycloak, for one, turns LDAP and SAML directories into OpenID) or basic.`,
    )
  const provider = providerOf(named)
  const isConfidential = settings.AUTHENTICATION_CLIENT_TYPE === 'confidential'
  const authority = authorityOf(settings, provider)
  const clientId = clientIdOf(settings, isConfidential, add)
  if (!isConfidential && settings.OIDC_CLIENT_SECRET && settings.WAYMARK_GRAPH_IDENTITY !== 'secret')
    warnings.push(
      'OIDC_CLIENT_SECRET is set, but a public client never sends a secret: remove it, or set AUTHENTICATION_CLIENT_TYPE=confidential.',
    )
  const claims = claimsOf(settings, add)
  const mappings = settings.WAYMARK_CLAIM_MAPPINGS.flatMap((text) => mappingOf(text, add))
  const maxAge = settings.OIDC_MAX_AGE
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    add('OIDC_MAX_AGE', `'${maxAge}' is not a number of seconds.`)
  const signing = readSigningKey(settings)
  mistakes.push(...signing.mistakes)
  const groupLookup = groupLookupOf(settings, provider, authority, clientId, add)

  const configure = (serverUrl: string, port: number): IdentityConfig => {
    const isDefaultUrl = settings.OPENMETADATA_SERVER_URL === undefined
    // Unless a name was set, this machine's other names are ours as well.
    const ownNames = isDefaultUrl
      ? [`http://127.0.0.1:${port}`, `http://[::1]:${port}`, `http://localhost:${port}`]
      : []
    const callback =
      (isConfidential ? settings.OIDC_CALLBACK : undefined) ?? settings.AUTHENTICATION_CALLBACK_URL
    return {
      provider,
      providerName: settings.CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME || (openIdProviders[named] ?? ''),
      authority,
      clientId,
      callbackUrl: callback || `${serverUrl.replace(/\/$/, '')}/callback`,
      publicKeyUrls: settings.AUTHENTICATION_PUBLIC_KEYS,
      jwtPrincipalClaims: settings.AUTHENTICATION_JWT_PRINCIPAL_CLAIMS,
      enableSelfSignup: settings.AUTHENTICATION_ENABLE_SELF_SIGNUP,
      clientType: settings.AUTHENTICATION_CLIENT_TYPE,
      confidential: {
        clientSecret: settings.OIDC_CLIENT_SECRET,
        authentication: settings.OIDC_CLIENT_AUTH_METHOD,
        privateKey: settings.WAYMARK_OIDC_PRIVATE_KEY,
        certificate: settings.WAYMARK_OIDC_CERTIFICATE,
        scope: settings.OIDC_SCOPE,
        prompt: settings.OIDC_PROMPT_TYPE,
        maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
        customParameters: Object.fromEntries(
          settings.OIDC_CUSTOM_PARAMS.map((text) => {
            const [name = '', ...value] = text.split('=')
            return [name.trim(), value.join('=').trim()]
          }),
        ),
      },
      endSessionWithProvider: settings.OIDC_END_SESSION_WITH_PROVIDER,
      claimNames: {
        ...claims,
        displayName: settings.AUTHENTICATION_DISPLAY_NAME_CLAIM || identityDefaults.claimNames.displayName,
        teams: settings.AUTHENTICATION_JWT_TEAM_CLAIM_MAPPING,
      },
      providerRights: {
        useRoles: settings.AUTHORIZER_USE_ROLES_FROM_PROVIDER,
        defaultRole: settings.AUTHORIZER_DEFAULT_OAUTH_ROLE,
        mappings,
        absentClaim: settings.WAYMARK_ABSENT_CLAIM,
      },
      signatureAlgorithm: algorithms[settings.AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM],
      apiScope: settings.WAYMARK_API_SCOPE,
      appRole: settings.WAYMARK_APP_ROLE,
      allowedClients: settings.WAYMARK_ALLOWED_CLIENTS,
      extraAudiences: settings.WAYMARK_EXTRA_AUDIENCES,
      allowedTenants: settings.WAYMARK_ALLOWED_TENANTS,
      authFailureLimit: settings.WAYMARK_AUTH_FAILURE_LIMIT,
      adminPrincipals: settings.AUTHORIZER_ADMIN_PRINCIPALS,
      adminEmails: settings.AUTHORIZER_ADMIN_EMAILS,
      principalDomain: principalDomainOf(settings),
      enforcePrincipalDomain: settings.AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN,
      allowedEmailRegistrationDomains: settings.AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN,
      allowedEmailDomains: settings.AUTHORIZER_ALLOWED_EMAIL_DOMAINS,
      requireIdtyp: settings.WAYMARK_REQUIRE_IDTYP,
      idTokenMode: settings.WAYMARK_ID_TOKEN_MODE,
      issuer: settings.JWT_ISSUER,
      configuredKeyId: settings.JWT_KEY_ID,
      signingKey: signing.key,
      serverUrl,
      allowedOrigins: [...ownNames, ...settings.WAYMARK_ALLOWED_ORIGINS],
      sessionLifetimeMs: settings.AUTHENTICATION_SESSION_EXPIRY * 1000,
      sessionIdleMs: settings.WAYMARK_SESSION_IDLE * 1000,
      maxSessionsPerUser: settings.AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER,
      passwordLockOut: {
        attempts: settings.OM_MAX_FAILED_LOGIN_ATTEMPTS,
        blockMs: settings.OM_LOGIN_ACCESS_BLOCK_TIME * 1000,
      },
      auditKeepMs: settings.WAYMARK_AUDIT_DAYS * 86_400_000,
      endpointOverride: settings.WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE,
      developmentMode: settings.WAYMARK_DEVELOPMENT,
      listensOnLoopbackOnly: loopback.has(settings.SERVER_HOST),
    }
  }
  return { configure, groupLookup, mistakes, warnings }
}

type Add = (setting: string, message: string) => void

/** OpenMetadata's sample domain is nobody's: in its place comes the one that all addresses among the administrators share. */
function principalDomainOf(settings: Settings): string {
  const said = settings.AUTHORIZER_PRINCIPAL_DOMAIN
  if (said !== identityDefaults.principalDomain) return said
  const named = [...settings.AUTHORIZER_ADMIN_EMAILS, ...settings.AUTHORIZER_ADMIN_PRINCIPALS]
  const domains = new Set(named.flatMap((name) => name.toLowerCase().split('@').slice(1)))
  const [only] = domains
  return domains.size === 1 && only ? only : said
}

function providerOf(named: Settings['AUTHENTICATION_PROVIDER']): IdentityConfig['provider'] {
  switch (named) {
    case 'azure':
    case 'custom-oidc':
    case 'no-auth':
      return named
    case 'google':
    case 'okta':
    case 'auth0':
    case 'aws-cognito':
      return 'custom-oidc'
    default:
      return 'basic'
  }
}

/** The authority, or what OpenMetadata's confidential settings say in its place. */
function authorityOf(settings: Settings, provider: IdentityConfig['provider']): string {
  const given = settings.AUTHENTICATION_AUTHORITY.replace(wellKnown, '')
  if (given) return given
  const discovery = settings.OIDC_DISCOVERY_URI?.replace(wellKnown, '')
  if (discovery) return discovery
  if (provider === 'azure' && settings.OIDC_TENANT)
    return `https://login.microsoftonline.com/${settings.OIDC_TENANT}`
  return settings.AUTHENTICATION_PROVIDER === 'google' ? 'https://accounts.google.com' : ''
}

function clientIdOf(settings: Settings, isConfidential: boolean, add: Add): string {
  const { AUTHENTICATION_CLIENT_ID: common, OIDC_CLIENT_ID: own } = settings
  if (!isConfidential || own === undefined) return common
  if (common && common !== own)
    add(
      'OIDC_CLIENT_ID',
      `It differs from AUTHENTICATION_CLIENT_ID ('${common}'). One application signs people in: set one of them, or both to the same.`,
    )
  return own
}

/** `username:<claim>` and `email:<claim>`; OpenMetadata takes both or none. */
function claimsOf(settings: Settings, add: Add): { email: string | undefined; userName: string | undefined } {
  const setting = 'AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING'
  const pairs = new Map<string, string>()
  for (const text of settings[setting]) {
    const [key = '', claim = ''] = text.split(':').map((part) => part.trim())
    if ((key === 'username' || key === 'email') && claim !== '') pairs.set(key, claim)
    else add(setting, `'${text}' is neither username:<claim> nor email:<claim>.`)
  }
  if (pairs.size === 1)
    add(
      setting,
      `Both are needed: username:<claim> and email:<claim>. '${[...pairs.keys()][0]}' stands alone.`,
    )
  return { email: settings.AUTHENTICATION_EMAIL_CLAIM ?? pairs.get('email'), userName: pairs.get('username') }
}

/** `groups:<value>=team:<name>`, `roles:<value>=role:<name>`, `…=admin`. */
function mappingOf(text: string, add: Add): ClaimMapping[] {
  const parts = /^(roles|groups):(.+)=(?:(role|team):(.+)|(admin))$/.exec(text)
  if (!parts) {
    add(
      'WAYMARK_CLAIM_MAPPINGS',
      `'${text}' is not <roles or groups>:<value>=<role:name, team:name or admin>.`,
    )
    return []
  }
  const [, claim, value = '', kind, target = ''] = parts
  return [
    {
      claim: claim === 'roles' ? 'roles' : 'groups',
      value: value.trim(),
      kind: kind === 'role' || kind === 'team' ? kind : 'admin',
      target: target.trim(),
    },
  ]
}

function groupLookupOf(
  settings: Settings,
  provider: IdentityConfig['provider'],
  authority: string,
  clientId: string,
  add: Add,
): GroupLookupSettings | undefined {
  const proof = settings.WAYMARK_GRAPH_IDENTITY
  if (proof === 'none') return undefined
  if (provider !== 'azure') {
    add('WAYMARK_GRAPH_IDENTITY', 'Microsoft Graph knows groups of Entra ID only. Remove the setting.')
    return undefined
  }
  if (proof === 'secret' && !settings.OIDC_CLIENT_SECRET)
    add(
      'OIDC_CLIENT_SECRET',
      'It is not set, and WAYMARK_GRAPH_IDENTITY=secret asks Microsoft Graph with it.',
    )
  return { authority, clientId, proof, clientSecret: settings.OIDC_CLIENT_SECRET }
}
