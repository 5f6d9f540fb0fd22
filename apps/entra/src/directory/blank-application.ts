/** An application registration before anything is said about it: what the directory fills in by itself. */
import type { Application } from './model.ts'

export function blankApplication(
  tenant: { readonly id: string },
  id: string,
  appId: string,
  nowMs: number,
): Application {
  return {
    id,
    appId,
    displayName: '',
    homeTenantId: tenant.id,
    createdAtMs: nowMs,
    signInAudience: 'AzureADMyOrg',
    tags: [],
    ownerIds: [],
    redirectUris: [],
    implicitIdToken: false,
    implicitAccessToken: false,
    isFallbackPublicClient: null,
    identifierUris: [],
    requestedAccessTokenVersion: null,
    acceptMappedClaims: null,
    hasOwnSigningKey: false,
    knownClientAppIds: [],
    scopes: [],
    roles: [],
    preAuthorized: [],
    requiredResourceAccess: [],
    optionalClaims: { idToken: [], accessToken: [], saml2Token: [] },
    groupMembershipClaims: null,
    secrets: [],
    certificates: [],
    federatedCredentials: [],
  }
}
