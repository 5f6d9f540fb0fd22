/** What clients may know about how to sign in; it is served without a token, so nothing here is secret. */
import type { EntraAuthority, OidcAuthority } from './authority.ts'
import type { IdentityConfig } from './config.ts'
import type { PublicAuthConfig } from './identity.ts'
import type { Discovery } from './key-set.ts'

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
    ...endpoints(config, authority, discovery),
    // The UI hands its ID token over once and needs no token for the API.
    scope: 'openid profile email',
    localSignIn: config.provider !== 'no-auth',
  }
}

function endpoints(
  config: IdentityConfig,
  authority: EntraAuthority | OidcAuthority | undefined,
  discovery: Discovery | undefined,
): Pick<PublicAuthConfig, 'authorizationEndpoint' | 'tokenEndpoint' | 'endSessionEndpoint'> {
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
