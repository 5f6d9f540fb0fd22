/** Microsoft Graph as a resource: an application that exists in every tenant without being registered there. */
import { clouds } from '../clouds.ts'
import { derivedId } from './derived-id.ts'
import type { Application } from './model.ts'

export const graphAppId = '00000003-0000-0000-c000-000000000000'
/** The `az` command, which Graph lets in for a few things and nobody can let in for more. */
export const azureCliAppId = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
export const graphHost = 'graph.microsoft.com'

/** The OpenID Connect scopes; on the wire they are bare names, in the directory they are permissions on Graph. */
export const oidcScopes = ['openid', 'profile', 'email', 'offline_access']

/** Graph's own ids; what is not listed gets a derived one. */
const knownIds: Record<string, { scope?: string; role?: string }> = {
  openid: { scope: '37f7f235-527c-4136-accd-4a02d197296e' },
  profile: { scope: '14dad69e-099b-42c9-810b-d002981feec1' },
  email: { scope: '64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0' },
  offline_access: { scope: '7427e0e9-2fba-42fe-b0c0-848c9e6a8182' },
  'User.Read': { scope: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d' },
  'User.Read.All': {
    scope: 'a154be20-db9c-4678-8ab7-66f6cc099a59',
    role: 'df021288-bdef-4463-88db-98f22de89214',
  },
  'Group.Read.All': {
    scope: '5f8c59db-677d-491f-a6b8-5f174b11ec1d',
    role: '5b567255-7703-4780-807c-7be8301ae99b',
  },
  'GroupMember.Read.All': {
    scope: 'bc024368-1153-4739-b217-4326f2e966d0',
    role: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  },
  'Directory.Read.All': {
    scope: '06da0dbc-49e2-44d2-8312-53f166ab848a',
    role: '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  },
  'Organization.Read.All': {
    scope: '4908d5b9-3fb2-4b1e-9336-1888b7937185',
    role: '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  },
  'Application.Read.All': {
    scope: 'c79f8feb-a9db-4090-85f9-90d820caa0eb',
    role: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  },
  'Application.ReadWrite.All': {
    scope: 'bdfbf15f-ee85-4955-8675-146e8e5296b5',
    role: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
  },
  'Application.ReadWrite.OwnedBy': { role: '18a4783c-866b-4cc7-a460-3d5e5662c884' },
  'AppRoleAssignment.ReadWrite.All': {
    scope: '84bccea3-f856-4a8a-967b-dbe0a3d53a64',
    role: '06b708a9-e830-4db3-a914-8e69da51d44f',
  },
  'DelegatedPermissionGrant.ReadWrite.All': {
    scope: '41ce6ca6-6826-4807-84f1-1c82854f7ee5',
    role: '8e8e4742-1d95-4f68-9d56-6ee75648c72a',
  },
  'Policy.Read.All': {
    scope: '572fea84-0151-49b2-9301-11cb16974376',
    role: '246dd0d5-5bd0-4def-940b-0421030a5b68',
  },
  'RoleManagement.Read.Directory': {
    scope: '741c54c3-0c1e-44a1-818b-3f97ab4e8c83',
    role: '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  },
}
const idOf = (kind: 'scope' | 'role', value: string) =>
  knownIds[value]?.[kind] ?? derivedId(graphAppId, kind, value)

const userScopes = [...oidcScopes, 'User.Read']
const adminPermissions = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Group.Read.All',
  'GroupMember.Read.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'Organization.Read.All',
  'Application.Read.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.Read.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Policy.Read.All',
  'RoleManagement.Read.Directory',
]
const adminScopes = [...adminPermissions, 'AppRegistration.Create']
const roles = [...adminPermissions, 'Application.ReadWrite.OwnedBy']
const azureCliScopes = [
  ...oidcScopes,
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'User.Read.All',
  'User.ReadWrite.All',
]

/** Graph's registration, as far as the endpoints here can be asked for it. */
export const microsoftGraph: Application = {
  id: derivedId(graphAppId, 'application'),
  appId: graphAppId,
  displayName: 'Microsoft Graph',
  homeTenantId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  createdAtMs: Date.UTC(2024, 0, 1),
  signInAudience: 'AzureADMultipleOrgs',
  tags: [],
  ownerIds: [],
  redirectUris: [],
  implicitIdToken: false,
  implicitAccessToken: false,
  isFallbackPublicClient: false,
  identifierUris: Object.values(clouds).flatMap(({ graphHosts }) =>
    graphHosts.map((host) => `https://${host}`),
  ),
  requestedAccessTokenVersion: 1,
  acceptMappedClaims: null,
  hasOwnSigningKey: false,
  knownClientAppIds: [],
  scopes: [
    ...userScopes.map((value) => ({ value, type: 'User' as const })),
    ...adminScopes.map((value) => ({ value, type: 'Admin' as const })),
  ].map((scope) => ({
    ...scope,
    id: idOf('scope', scope.value),
    isEnabled: true,
    adminConsentDisplayName: scope.value,
    adminConsentDescription: scope.value,
  })),
  roles: roles.map((value) => ({
    id: idOf('role', value),
    value,
    displayName: value,
    description: value,
    allowedMemberTypes: ['Application'],
    isEnabled: true,
  })),
  preAuthorized: [{ appId: azureCliAppId, scopeIds: azureCliScopes.map((value) => idOf('scope', value)) }],
  requiredResourceAccess: [],
  optionalClaims: {
    idToken: [],
    accessToken: [{ name: 'idtyp', essential: false, additionalProperties: ['include_user_token'] }],
    saml2Token: [],
  },
  groupMembershipClaims: 'None',
  secrets: [],
  certificates: [],
  federatedCredentials: [],
}
