/** The configuration of a server process, from its settings and its command line. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkIdentityConfig, type IdentityConfig } from '@waymark/identity'
import type { PoolConfig } from 'pg'
import type { ServerArguments } from '../arguments.ts'
import { ConfigError, type ConfigMistake } from './config-error.ts'
import { externalDatabase } from './external-database.ts'
import { defaultHome } from './home.ts'
import { unknownVariables } from './known-names.ts'
import { loadSettings } from './load.ts'
import { type MasterKeys, masterKeys } from './master-key.ts'
import { publishedFernetKey } from './published-keys.ts'
import type { Settings } from './variables.ts'

export interface ServerConfig {
  readonly home: string
  readonly host: string
  readonly port: number
  readonly adminHost: string
  readonly adminPort: number
  /** Where people reach the server, if someone said so. */
  readonly serverUrl: string | undefined
  readonly trustProxy: boolean
  readonly staticDir: string | undefined
  /** Undefined: the embedded PostgreSQL. */
  readonly database: PoolConfig | undefined
  readonly databasePool: number
  readonly masterKeys: MasterKeys
  readonly log: { readonly level: string; readonly format: 'auto' | 'json' | 'pretty' }
  /** For an address that is known once the server's port is. */
  readonly identity: (serverUrl: string, port: number) => IdentityConfig
  /** The environment with what the file says in its place: the settings in force, unparsed. Holds secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Lines about settings that nothing reads. */
  readonly warnings: readonly string[]
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

/** @throws ConfigError with everything that is wrong */
export function readServerConfig(
  environment: Readonly<Record<string, string | undefined>>,
  options: ServerArguments,
): ServerConfig {
  const { settings, texts, mistakes: unreadable } = loadSettings(environment, options.configFile)
  const home = options.dataDir ?? settings.WAYMARK_HOME ?? defaultHome(environment)
  const port = options.port ?? settings.SERVER_PORT
  const identity = (serverUrl: string, actualPort: number) => identityConfig(settings, serverUrl, actualPort)
  const database = externalDatabase(settings)

  const mistakes: ConfigMistake[] = [...unreadable, ...database.mistakes]
  const shownPort = port === 0 ? 8585 : port
  const url = settings.OPENMETADATA_SERVER_URL ?? `http://localhost:${shownPort}`
  mistakes.push(...checkIdentityConfig(identity(url, shownPort)).problems)
  if (settings.FERNET_KEY === publishedFernetKey && !settings.WAYMARK_DEVELOPMENT) {
    mistakes.push({
      setting: 'FERNET_KEY',
      message:
        "This is OpenMetadata's published sample key: everybody knows it. Remove the setting; WAYMARK_MASTER_KEY takes its place.",
    })
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)

  return {
    home,
    host: settings.SERVER_HOST,
    port,
    adminHost: settings.SERVER_ADMIN_HOST,
    adminPort: options.adminPort ?? (options.port === 0 ? 0 : settings.SERVER_ADMIN_PORT),
    serverUrl: settings.OPENMETADATA_SERVER_URL,
    trustProxy: settings.SERVER_USE_FORWARDED_HEADERS,
    staticDir: settings.WAYMARK_STATIC_DIR ?? builtUi(),
    database: database.connection,
    databasePool: settings.WAYMARK_DATABASE_POOL,
    masterKeys: masterKeys(settings.WAYMARK_MASTER_KEY, home),
    log: { level: settings.LOG_LEVEL, format: settings.LOG_FORMAT },
    identity,
    environment: { ...environment, ...texts },
    warnings: unknownVariables(environment),
  }
}

/** The UI that was built beside the server, if it was. */
function builtUi(): string | undefined {
  const directory = fileURLToPath(new URL('../../../web/dist/', import.meta.url))
  return existsSync(join(directory, 'index.html')) ? directory : undefined
}

function identityConfig(settings: Settings, serverUrl: string, port: number): IdentityConfig {
  const isDefaultUrl = settings.OPENMETADATA_SERVER_URL === undefined
  // Unless a name was set, this machine's other names are ours as well.
  const ownNames = isDefaultUrl
    ? [`http://127.0.0.1:${port}`, `http://[::1]:${port}`, `http://localhost:${port}`]
    : []
  return {
    provider: settings.AUTHENTICATION_PROVIDER,
    providerName: settings.CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME,
    authority: settings.AUTHENTICATION_AUTHORITY,
    clientId: settings.AUTHENTICATION_CLIENT_ID,
    callbackUrl: settings.AUTHENTICATION_CALLBACK_URL || `${serverUrl.replace(/\/$/, '')}/callback`,
    publicKeyUrls: settings.AUTHENTICATION_PUBLIC_KEYS,
    jwtPrincipalClaims: settings.AUTHENTICATION_JWT_PRINCIPAL_CLAIMS,
    enableSelfSignup: settings.AUTHENTICATION_ENABLE_SELF_SIGNUP,
    clientType: settings.AUTHENTICATION_CLIENT_TYPE,
    signatureAlgorithm: algorithms[settings.AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM],
    apiScope: settings.WAYMARK_API_SCOPE,
    appRole: settings.WAYMARK_APP_ROLE,
    allowedClients: settings.WAYMARK_ALLOWED_CLIENTS,
    extraAudiences: settings.WAYMARK_EXTRA_AUDIENCES,
    allowedTenants: settings.WAYMARK_ALLOWED_TENANTS,
    authFailureLimit: settings.WAYMARK_AUTH_FAILURE_LIMIT,
    adminPrincipals: settings.AUTHORIZER_ADMIN_PRINCIPALS,
    adminEmails: settings.AUTHORIZER_ADMIN_EMAILS,
    principalDomain: settings.AUTHORIZER_PRINCIPAL_DOMAIN,
    enforcePrincipalDomain: settings.AUTHORIZER_ENFORCE_PRINCIPAL_DOMAIN,
    allowedEmailRegistrationDomains: settings.AUTHORIZER_ALLOWED_REGISTRATION_DOMAIN,
    allowedEmailDomains: settings.AUTHORIZER_ALLOWED_EMAIL_DOMAINS,
    requireIdtyp: settings.WAYMARK_REQUIRE_IDTYP,
    idTokenMode: settings.WAYMARK_ID_TOKEN_MODE,
    issuer: settings.JWT_ISSUER,
    configuredKeyId: settings.JWT_KEY_ID,
    serverUrl,
    allowedOrigins: [...ownNames, ...settings.WAYMARK_ALLOWED_ORIGINS],
    sessionLifetimeMs: settings.AUTHENTICATION_SESSION_EXPIRY * 1000,
    sessionIdleMs: settings.WAYMARK_SESSION_IDLE * 1000,
    maxSessionsPerUser: settings.AUTHENTICATION_MAX_ACTIVE_SESSIONS_PER_USER,
    passwordLockOut: {
      attempts: settings.OM_MAX_FAILED_LOGIN_ATTEMPTS,
      blockMs: settings.OM_LOGIN_ACCESS_BLOCK_TIME * 1000,
    },
    endpointOverride: settings.WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE,
    developmentMode: settings.WAYMARK_DEVELOPMENT,
    listensOnLoopbackOnly: loopback.has(settings.SERVER_HOST),
  }
}

const algorithms = { rs256: 'RS256', rs384: 'RS384', rs512: 'RS512' } as const
