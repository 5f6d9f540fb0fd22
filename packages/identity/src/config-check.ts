/** Finds everything that is wrong with an identity configuration, all at once, before anything is started. */
import {
  type ConfigProblem,
  type EntraAuthority,
  type OidcAuthority,
  resolveAuthority,
  resolveOidcAuthority,
} from './authority.ts'
import type { IdentityConfig } from './config.ts'
import { isGuid } from './guid.ts'
import { isLoopbackUrl } from './loopback.ts'
import { refuseKnownKeys } from './signing-keys.ts'

export interface CheckedConfig {
  /** Where people's tokens come from; undefined for `basic` and `no-auth`. */
  readonly authority?: EntraAuthority | OidcAuthority
  readonly problems: readonly ConfigProblem[]
}

/** Checks the settings together. No network, no order: the caller shows the whole list. */
export function checkIdentityConfig(config: IdentityConfig): CheckedConfig {
  const problems: ConfigProblem[] = []
  const add = (setting: string, message: string) => void problems.push({ setting, message })

  const resolved = authorityOf(config)
  problems.push(...(resolved?.problems ?? []))
  if (resolved) checkProviderSettings(config, add)

  if (config.provider === 'no-auth' && !config.listensOnLoopbackOnly)
    add(
      'AUTHENTICATION_PROVIDER',
      "'no-auth' makes everyone an administrator, so it works only while the server listens on this machine alone. " +
        'Set SERVER_HOST=127.0.0.1, or choose azure, custom-oidc or basic.',
    )
  if (config.endpointOverride !== undefined && !isLoopbackUrl(config.endpointOverride))
    add(
      'WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE',
      `'${config.endpointOverride}' is not an address of this machine. The override is for an emulator on loopback.`,
    )
  if (!URL.canParse(config.serverUrl) || !/^https?:/.test(config.serverUrl))
    add(
      'OPENMETADATA_SERVER_URL',
      `'${config.serverUrl}' is not an http(s) URL, e.g. https://catalog.contoso.com.`,
    )
  if (config.sessionLifetimeMs < 3_600_000)
    add('AUTHENTICATION_SESSION_EXPIRY', 'A session lasts at least 3600 seconds.')
  const sampleKey = refuseKnownKeys(config)
  if (sampleKey) add('JWT_KEY_ID', sampleKey)

  return resolved?.authority ? { authority: resolved.authority, problems } : { problems }
}

function authorityOf(config: IdentityConfig) {
  if (config.provider === 'azure') return resolveAuthority(config.authority, config.allowedTenants)
  if (config.provider === 'custom-oidc') return resolveOidcAuthority(config.authority)
  return undefined
}

function checkProviderSettings(
  config: IdentityConfig,
  add: (setting: string, message: string) => void,
): void {
  if (!config.clientId)
    add('AUTHENTICATION_CLIENT_ID', "It is not set. It is the application's Application (client) ID.")
  else if (config.provider === 'azure' && !isGuid(config.clientId.toLowerCase()))
    add(
      'AUTHENTICATION_CLIENT_ID',
      `'${config.clientId}' is not a GUID. Copy the Application (client) ID from the app registration's overview page.`,
    )
  // Where nobody set it, it begins with the server's address, which is judged by itself.
  const isOwn = config.callbackUrl.startsWith(config.serverUrl)
  if (!isOwn && (!URL.canParse(config.callbackUrl) || !/^https?:/.test(config.callbackUrl)))
    add(
      'AUTHENTICATION_CALLBACK_URL',
      `'${config.callbackUrl}' is not an http(s) URL. Write the redirect URI as it is registered, e.g. https://catalog.contoso.com/callback.`,
    )
  for (const name of [...config.adminPrincipals, ...config.adminEmails])
    if (/[<>{}\s]/.test(name))
      add(
        config.adminPrincipals.includes(name) ? 'AUTHORIZER_ADMIN_PRINCIPALS' : 'AUTHORIZER_ADMIN_EMAILS',
        `'${name}' is neither a name nor an address. Write those who administer, e.g. [ada@contoso.com].`,
      )
  if (config.clientType === 'confidential') checkConfidential(config, add)
  for (const url of config.publicKeyUrls)
    if (!url.startsWith('https://') && !isLoopbackUrl(url))
      add('AUTHENTICATION_PUBLIC_KEYS', `'${url}' must start with https:// (http only on this machine).`)
  if (config.provider === 'azure' && config.signatureAlgorithm !== 'RS256')
    add('AUTHENTICATION_TOKEN_VALIDATION_ALGORITHM', 'Entra ID signs with RS256. Remove the setting.')
  if (config.jwtPrincipalClaims.length === 0)
    add('AUTHENTICATION_JWT_PRINCIPAL_CLAIMS', 'The list is empty. Remove the setting to get the default.')
}

function checkConfidential(config: IdentityConfig, add: (setting: string, message: string) => void): void {
  const { authentication, clientSecret, privateKey, scope } = config.confidential
  const needsKey = authentication === 'private_key_jwt'
  if (!needsKey && !clientSecret)
    add(
      'OIDC_CLIENT_SECRET',
      `It is not set, and a confidential client proves itself with it (${authentication}). Set OIDC_CLIENT_SECRET_FILE, or make the ` +
        'client public (AUTHENTICATION_CLIENT_TYPE=public), which needs no secret.',
    )
  if (!needsKey && clientSecret && isGuid(clientSecret.toLowerCase()))
    add(
      'OIDC_CLIENT_SECRET',
      "It looks like the secret's id. Copy the column 'Value' from Certificates & secrets; it is shown only when the secret is made.",
    )
  if (needsKey && !privateKey)
    add(
      'WAYMARK_OIDC_PRIVATE_KEY',
      'It is not set, and private_key_jwt signs with it. Set WAYMARK_OIDC_PRIVATE_KEY_FILE.',
    )
  if (!scope.split(' ').includes('openid'))
    add('OIDC_SCOPE', `'${scope}' lacks 'openid', without which a provider sends no ID token.`)
}
