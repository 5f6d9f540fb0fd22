/** Microsoft Graph as a resource: an application that exists in every tenant without being registered there. */
import { derivedId } from './derived-id.ts'
import type { Application } from './model.ts'

export const graphAppId = '00000003-0000-0000-c000-000000000000'
export const graphHost = 'graph.microsoft.com'

/** The OpenID Connect scopes; on the wire they are bare names, in the directory they are permissions on Graph. */
export const oidcScopes = ['openid', 'profile', 'email', 'offline_access']

const knownIds: Record<string, string> = {
  'scope User.Read': 'e1fe6dd8-ba31-4d61-89e7-88639da4683d',
  'scope User.Read.All': 'a154be20-db9c-4678-8ab7-66f6cc099a59',
  'role User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
}
const idOf = (kind: 'scope' | 'role', value: string) =>
  knownIds[`${kind} ${value}`] ?? derivedId(graphAppId, kind, value)

const userScopes = [...oidcScopes, 'User.Read']
const adminScopes = [
  'User.Read.All',
  'Group.Read.All',
  'GroupMember.Read.All',
  'Directory.Read.All',
  'Organization.Read.All',
  'Application.Read.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
]

/** Graph's registration, as far as the endpoints here can be asked for it. */
export const microsoftGraph: Application = {
  id: derivedId(graphAppId, 'application'),
  appId: graphAppId,
  displayName: 'Microsoft Graph',
  homeTenantId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  multiTenant: true,
  redirectUris: [],
  implicitIdToken: false,
  implicitAccessToken: false,
  isFallbackPublicClient: false,
  identifierUris: [`https://${graphHost}`],
  accessTokenVersion: 1,
  scopes: [
    ...userScopes.map((value) => ({ value, type: 'User' as const })),
    ...adminScopes.map((value) => ({ value, type: 'Admin' as const })),
  ].map((scope) => ({
    ...scope,
    id: idOf('scope', scope.value),
    isEnabled: true,
    displayName: scope.value,
  })),
  roles: adminScopes.map((value) => ({
    id: idOf('role', value),
    value,
    displayName: value,
    allowedMemberTypes: ['Application'],
    isEnabled: true,
  })),
  preAuthorized: [],
  requiredResourceAccess: [],
  optionalClaims: {
    idToken: [],
    accessToken: [{ name: 'idtyp', additionalProperties: ['include_user_token'] }],
  },
  groupMembershipClaims: 'None',
  secrets: [],
  certificates: [],
  federatedCredentials: [],
}
