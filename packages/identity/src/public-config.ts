/** What clients may know about how to sign in; it is served without a token, so nothing here is secret. */
import type { EntraAuthority, OidcAuthority } from './authority.ts'
import type { ProviderAddresses } from './confidential-client.ts'
import type { IdentityConfig } from './config.ts'
import type { PublicAuthConfig } from './identity.ts'
import type { Discovery } from './key-set.ts'

export type ProviderEndpoints = Pick<
  PublicAuthConfig,
  'authorizationEndpoint' | 'tokenEndpoint' | 'endSessionEndpoint'
>

/** @param discovery - the provider's document, once it was read; Entra's endpoints are known without it */
export function publicAuthConfig(
  config: IdentityConfig,
  authority: EntraAuthority | OidcAuthority | undefined,
  discovery: Discovery | undefined,
): PublicAuthConfig {
  return {
    provider: config.provider,
    providerName: config.providerName,
    authority: config.authority,
    clientId: config.clientId,
    callbackUrl: config.callbackUrl,
    publicKeyUrls: config.publicKeyUrls,
    jwtPrincipalClaims: config.jwtPrincipalClaims,
    enableSelfSignup: config.enableSelfSignup,
    clientType: config.clientType,
    ...(config.endSessionWithProvider
      ? providerEndpoints(config, authority, discovery)
      : withoutSignOut(providerEndpoints(config, authority, discovery))),
    // The UI hands its ID token over once and needs no token for the API.
    scope: 'openid profile email',
    localSignIn: config.provider !== 'no-auth',
  }
}

function withoutSignOut({ endSessionEndpoint: _left, ...others }: ProviderEndpoints): ProviderEndpoints {
  return others
}

/** Where a browser finds the provider. Undefined members: not known (yet), or the provider has no such page. */
export function providerEndpoints(
  config: IdentityConfig,
  authority: EntraAuthority | OidcAuthority | undefined,
  discovery: Discovery | undefined,
): ProviderEndpoints {
  if (authority?.kind === 'entra') {
    const { origin, pathname } = new URL(authority.url)
    const base = `${config.endpointOverride ? new URL(config.endpointOverride).origin : origin}${pathname}/oauth2/v2.0`
    return {
      authorizationEndpoint: `${base}/authorize`,
      tokenEndpoint: `${base}/token`,
      endSessionEndpoint: `${base}/logout`,
    }
  }
  const { authorizationEndpoint, tokenEndpoint, endSessionEndpoint } = discovery ?? {}
  return {
    ...(authorizationEndpoint && { authorizationEndpoint }),
    ...(tokenEndpoint && { tokenEndpoint }),
    ...(endSessionEndpoint && { endSessionEndpoint }),
  }
}

/** Where the server itself finds the provider: an override for browsers does not concern it. */
export function providerAddresses(
  config: IdentityConfig,
  authority: EntraAuthority | OidcAuthority,
  discovery: Discovery | undefined,
): ProviderAddresses | undefined {
  const { authorizationEndpoint } = providerEndpoints(config, authority, discovery)
  const isEntra = authority.kind === 'entra'
  const tokenEndpoint = isEntra ? `${authority.url}/oauth2/v2.0/token` : discovery?.tokenEndpoint
  const issuer =
    discovery?.issuer ??
    (isEntra && authority.tenant.kind === 'id' ? authority.v2Issuer(authority.tenant.id) : undefined)
  return authorizationEndpoint && tokenEndpoint && issuer
    ? { authorizationEndpoint, tokenEndpoint, issuer }
    : undefined
}

/** OpenMetadata's `authorizerConfiguration`, whose clients want these members; the administrators' names stay inside. */
export function publicAuthorizerConfig(config: IdentityConfig): Readonly<Record<string, unknown>> {
  return {
    className: 'org.openmetadata.service.security.DefaultAuthorizer',
    containerRequestFilter: 'org.openmetadata.service.security.JwtFilter',
    adminPrincipals: [],
    principalDomain: config.principalDomain,
    enforcePrincipalDomain: config.enforcePrincipalDomain,
    enableSecureSocketConnection: false,
  }
}
