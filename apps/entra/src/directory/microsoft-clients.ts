/** Microsoft's own clients that are known in every tenant without being registered there. */
import { derivedId } from './derived-id.ts'
import type { Application } from './model.ts'

const appId = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** The public client of Microsoft Graph's command-line tools: it signs an administrator in where nothing is set up yet. */
export const graphCommandLineTools: Application = {
  id: derivedId(appId, 'application'),
  appId,
  displayName: 'Microsoft Graph Command Line Tools',
  homeTenantId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  createdAtMs: Date.UTC(2024, 0, 1),
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  tags: [],
  ownerIds: [],
  redirectUris: [
    { platform: 'publicClient', uri: 'http://localhost' },
    {
      platform: 'publicClient',
      uri: 'https://login.microsoftonline.com/common/oauth2/nativeclient',
    },
  ],
  implicitIdToken: false,
  implicitAccessToken: false,
  isFallbackPublicClient: true,
  identifierUris: [],
  requestedAccessTokenVersion: 2,
  acceptMappedClaims: null,
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
