/** Every address of the emulated Microsoft Graph, in one table. */
import type { Handler, Route } from '../http/router.ts'
import { addPassword, removePassword } from './application-credentials.ts'
import {
  countApplications,
  createApplication,
  deleteApplication,
  getApplication,
  listApplicationOwners,
  listApplications,
  updateApplication,
} from './applications.ts'
import { batch } from './batch.ts'
import {
  deleteForGood,
  getDeletedItem,
  listDeletedApplications,
  restoreDeletedItem,
} from './deleted-items.ts'
import { getDirectoryRole, listDirectoryRoleMembers, listDirectoryRoles } from './directory-roles.ts'
import {
  createFederatedCredential,
  deleteFederatedCredential,
  getFederatedCredential,
  listFederatedCredentials,
  updateFederatedCredential,
} from './federated-credentials.ts'
import { getGroup, listGroupMembers, listGroups } from './groups.ts'
import { graphOneOrganization, graphOrganization } from './organization.ts'
import {
  createGrant,
  deleteGrant,
  getGrant,
  listGrants,
  listPrincipalGrants,
  updateGrant,
} from './permission-grants.ts'
import { authorizationPolicy, defaultAppManagementPolicy } from './policies.ts'
import {
  assignToHolder,
  assignToResource,
  deleteAssignment,
  listAssignedTo,
  listAssignments,
} from './role-assignments.ts'
import {
  createPrincipal,
  deletePrincipal,
  getPrincipal,
  listPrincipalOwners,
  listPrincipals,
  updatePrincipal,
} from './service-principals.ts'
import { userinfo } from './userinfo.ts'
import {
  createUser,
  graphMe,
  graphMyMemberObjects,
  graphServicePrincipalMemberObjects,
  graphUser,
  graphUserMemberObjects,
  listUsers,
  myMemberships,
  userMemberships,
} from './users.ts'

const route = (method: string, pattern: string, handle: Handler): Route => ({
  endpoint: 'graph',
  methods: [method, 'OPTIONS'],
  pattern,
  handle,
})

/** Below `/v1.0`, and the same below `/beta`. Literal segments stand before `:id`, which would take them too. */
const versioned: [method: string, pattern: string, handle: Handler][] = [
  ['GET', '/me', graphMe],
  ['POST', '/me/getMemberObjects', graphMyMemberObjects],
  ['GET', '/me/memberOf', myMemberships(true)],
  ['GET', '/me/memberOf/microsoft.graph.group', myMemberships(true, 'group')],
  ['GET', '/me/memberOf/microsoft.graph.directoryRole', myMemberships(true, 'directoryRole')],
  ['GET', '/me/transitiveMemberOf', myMemberships(false)],
  ['GET', '/me/transitiveMemberOf/microsoft.graph.group', myMemberships(false, 'group')],
  ['GET', '/me/transitiveMemberOf/microsoft.graph.directoryRole', myMemberships(false, 'directoryRole')],
  ['GET', '/users', listUsers],
  ['POST', '/users', createUser],
  ['GET', '/users/:id', graphUser],
  ['POST', '/users/:id/getMemberObjects', graphUserMemberObjects],
  ['GET', '/users/:id/memberOf', userMemberships(true)],
  ['GET', '/users/:id/memberOf/microsoft.graph.group', userMemberships(true, 'group')],
  ['GET', '/users/:id/transitiveMemberOf', userMemberships(false)],
  ['GET', '/users/:id/transitiveMemberOf/microsoft.graph.group', userMemberships(false, 'group')],
  [
    'GET',
    '/users/:id/transitiveMemberOf/microsoft.graph.directoryRole',
    userMemberships(false, 'directoryRole'),
  ],
  ['GET', '/users/:id/appRoleAssignments', listAssignments('users')],
  ['POST', '/users/:id/appRoleAssignments', assignToHolder('users')],
  ['DELETE', '/users/:id/appRoleAssignments/:assignment', deleteAssignment],
  ['GET', '/groups', listGroups],
  ['GET', '/groups/:id', getGroup],
  ['GET', '/groups/:id/members', listGroupMembers(true)],
  ['GET', '/groups/:id/transitiveMembers', listGroupMembers(false)],
  ['GET', '/groups/:id/appRoleAssignments', listAssignments('groups')],
  ['POST', '/groups/:id/appRoleAssignments', assignToHolder('groups')],
  ['DELETE', '/groups/:id/appRoleAssignments/:assignment', deleteAssignment],
  ['GET', '/directoryRoles', listDirectoryRoles],
  ['GET', '/directoryRoles/:id', getDirectoryRole],
  ['GET', '/directoryRoles/:id/members', listDirectoryRoleMembers],
  ['GET', '/organization', graphOrganization],
  ['GET', '/organization/:id', graphOneOrganization],
  ['GET', '/policies/defaultAppManagementPolicy', defaultAppManagementPolicy],
  ['GET', '/policies/authorizationPolicy', authorizationPolicy],
  ['GET', '/applications', listApplications],
  ['POST', '/applications', createApplication],
  ['GET', '/applications/$count', countApplications],
  ['GET', '/applications/:id', getApplication],
  ['PATCH', '/applications/:id', updateApplication],
  ['DELETE', '/applications/:id', deleteApplication],
  ['GET', '/applications/:id/owners', listApplicationOwners],
  ['POST', '/applications/:id/addPassword', addPassword],
  ['POST', '/applications/:id/removePassword', removePassword],
  ['GET', '/applications/:id/federatedIdentityCredentials', listFederatedCredentials],
  ['POST', '/applications/:id/federatedIdentityCredentials', createFederatedCredential],
  ['GET', '/applications/:id/federatedIdentityCredentials/:credential', getFederatedCredential],
  ['PATCH', '/applications/:id/federatedIdentityCredentials/:credential', updateFederatedCredential],
  ['DELETE', '/applications/:id/federatedIdentityCredentials/:credential', deleteFederatedCredential],
  ['GET', '/servicePrincipals', listPrincipals],
  ['POST', '/servicePrincipals', createPrincipal],
  ['GET', '/servicePrincipals/:id', getPrincipal],
  ['PATCH', '/servicePrincipals/:id', updatePrincipal],
  ['DELETE', '/servicePrincipals/:id', deletePrincipal],
  ['GET', '/servicePrincipals/:id/owners', listPrincipalOwners],
  ['POST', '/servicePrincipals/:id/getMemberObjects', graphServicePrincipalMemberObjects],
  ['GET', '/servicePrincipals/:id/appRoleAssignedTo', listAssignedTo],
  ['POST', '/servicePrincipals/:id/appRoleAssignedTo', assignToResource],
  ['DELETE', '/servicePrincipals/:id/appRoleAssignedTo/:assignment', deleteAssignment],
  ['GET', '/servicePrincipals/:id/appRoleAssignments', listAssignments('servicePrincipals')],
  ['POST', '/servicePrincipals/:id/appRoleAssignments', assignToHolder('servicePrincipals')],
  ['DELETE', '/servicePrincipals/:id/appRoleAssignments/:assignment', deleteAssignment],
  ['GET', '/servicePrincipals/:id/oauth2PermissionGrants', listPrincipalGrants],
  ['GET', '/oauth2PermissionGrants', listGrants],
  ['POST', '/oauth2PermissionGrants', createGrant],
  ['GET', '/oauth2PermissionGrants/:id', getGrant],
  ['PATCH', '/oauth2PermissionGrants/:id', updateGrant],
  ['DELETE', '/oauth2PermissionGrants/:id', deleteGrant],
  ['GET', '/directory/deletedItems/microsoft.graph.application', listDeletedApplications],
  ['GET', '/directory/deletedItems/:id', getDeletedItem],
  ['DELETE', '/directory/deletedItems/:id', deleteForGood],
  ['POST', '/directory/deletedItems/:id/restore', restoreDeletedItem],
]

/** On graph.microsoft.com. */
export const graphRoutes: Route[] = [
  { endpoint: 'graph', methods: ['GET', 'POST', 'OPTIONS'], pattern: '/oidc/userinfo', handle: userinfo },
  ...['v1.0', 'beta'].flatMap((version) => {
    const below = versioned.map(([method, pattern, handle]) => route(method, `/${version}${pattern}`, handle))
    return [...below, route('POST', `/${version}/$batch`, batch(version, below))]
  }),
]
