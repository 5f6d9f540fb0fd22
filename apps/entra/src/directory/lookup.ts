/** Questions that endpoints ask of the directory; all pure. */
import { microsoftClients } from './microsoft-clients.ts'
import { microsoftGraph } from './microsoft-graph.ts'
import type { Application, Directory, ServicePrincipal, Tenant, User } from './model.ts'
import { isPersonal, takesPersonalAccounts } from './personal-accounts.ts'

/** The tenant with this id or this verified domain. */
export function findTenant(directory: Directory, idOrDomain: string): Tenant | undefined {
  const name = idOrDomain.toLowerCase()
  return directory.tenants.find(
    (tenant) =>
      tenant.id === name ||
      tenant.domains.some((domain) => domain.isVerified && domain.name.toLowerCase() === name),
  )
}

/** Every registration, Microsoft's own included. */
const everyApplication = (directory: Directory): Application[] => [
  microsoftGraph,
  ...microsoftClients,
  ...directory.tenants.flatMap((tenant) => tenant.applications),
]

/** A registration in any tenant, or one of Microsoft's own. */
export const findApplication = (directory: Directory, appId: string): Application | undefined =>
  everyApplication(directory).find((application) => application.appId === appId.toLowerCase())

/** Whether people of other tenants may use it. */
export const isMultiTenant = (application: Application): boolean =>
  application.signInAudience !== 'AzureADMyOrg'

/** Whether `application` can be named in `tenant`: registered there, multi-tenant, or already instantiated there. */
export const isKnownIn = (tenant: Tenant, application: Application): boolean =>
  application.homeTenantId === tenant.id ||
  isMultiTenant(application) ||
  findServicePrincipal(tenant, application.appId) !== undefined

/** An application's object in a tenant. */
export const findServicePrincipal = (tenant: Tenant, appId: string): ServicePrincipal | undefined =>
  tenant.servicePrincipals.find((principal) => principal.appId === appId)

/**
 * The API that a client means by an identifier URI (with or without its trailing slash) or an appId, if it has a
 * service principal in the tenant.
 */
export function findResource(directory: Directory, tenant: Tenant, name: string): Application | undefined {
  const bare = name.replace(/\/$/, '')
  const application = everyApplication(directory).find(
    (each) =>
      each.appId === name.toLowerCase() || each.identifierUris.some((uri) => uri.replace(/\/$/, '') === bare),
  )
  if (!application) return undefined
  // Nobody sets applications up for personal accounts: what takes them is there.
  const isThere = isPersonal(tenant)
    ? application === microsoftGraph || takesPersonalAccounts(application)
    : findServicePrincipal(tenant, application.appId) !== undefined
  return isThere ? application : undefined
}

/** A person by object id, userPrincipalName or mail, in that order. */
export function findUser(tenant: Tenant, name: string): User | undefined {
  const wanted = name.toLowerCase()
  return (
    tenant.users.find((user) => user.id === wanted) ??
    tenant.users.find((user) => user.userPrincipalName.toLowerCase() === wanted) ??
    tenant.users.find((user) => user.mail?.toLowerCase() === wanted)
  )
}

/** Object ids of the groups that `principalId` is in, directly or through other groups, in the directory's order. */
export function groupIdsOf(tenant: Tenant, principalId: string, securityEnabledOnly: boolean): string[] {
  const found = new Set<string>()
  const pending = [principalId]
  for (let member = pending.pop(); member !== undefined; member = pending.pop()) {
    for (const group of tenant.groups) {
      if (found.has(group.id) || !group.members.includes(member)) continue
      found.add(group.id)
      pending.push(group.id)
    }
  }
  return tenant.groups
    .filter((group) => found.has(group.id) && (group.securityEnabled || !securityEnabledOnly))
    .map((group) => group.id)
}

/** Whether a principal (or a group it is in) is assigned to the API or application at all, with or without a role. */
export const isAssigned = (tenant: Tenant, principalId: string, resourceAppId: string): boolean =>
  assignmentsOf(tenant, principalId, resourceAppId).length > 0

/** Values of the app roles that a principal holds on an API, its groups' included, sorted, disabled ones left out. */
export function rolesOf(tenant: Tenant, principalId: string, resource: Application): string[] {
  const held = new Set(assignmentsOf(tenant, principalId, resource.appId).map(({ appRoleId }) => appRoleId))
  return resource.roles
    .filter((role) => role.isEnabled && held.has(role.id))
    .flatMap(({ value }) => value ?? [])
    .sort()
}

function assignmentsOf(tenant: Tenant, principalId: string, resourceAppId: string) {
  const holders = new Set([principalId, ...groupIdsOf(tenant, principalId, false)])
  return tenant.appRoleAssignments.filter(
    (assignment) => assignment.resourceAppId === resourceAppId && holders.has(assignment.principalId),
  )
}

/** Scope values that a client may use on an API on behalf of a person, by consent or pre-authorization, sorted. */
export function consentedScopes(
  tenant: Tenant,
  client: Application,
  resource: Application,
  userId: string,
): string[] {
  const granted = tenant.permissionGrants
    .filter(
      (grant) =>
        grant.clientAppId === client.appId &&
        grant.resourceAppId === resource.appId &&
        (grant.principalId === undefined || grant.principalId === userId),
    )
    .flatMap((grant) => grant.scopes)
  const trusted = resource.preAuthorized
    .filter((entry) => entry.appId === client.appId)
    .flatMap((entry) => resource.scopes.filter(({ id }) => entry.scopeIds.includes(id)))
    .map(({ value }) => value)
  const enabled = new Set(resource.scopes.filter((scope) => scope.isEnabled).map((scope) => scope.value))
  return [...new Set([...granted, ...trusted])].filter((scope) => enabled.has(scope)).sort()
}

/** Values of the scopes, or roles, of `resource` that `client` lists as required. */
export function requiredPermissions(
  client: Application,
  resource: Application,
  type: 'Scope' | 'Role',
): string[] {
  const ids = client.requiredResourceAccess
    .filter((required) => required.resourceAppId === resource.appId)
    .flatMap((required) => required.access.filter((each) => each.type === type).map(({ id }) => id))
  const defined = type === 'Scope' ? resource.scopes : resource.roles
  return defined.filter(({ id }) => ids.includes(id)).flatMap(({ value }) => value ?? [])
}

/** The address a person is known by: guests keep the one they were invited with. */
export const signInName = (user: User): string =>
  user.userType === 'Guest' && user.mail ? user.mail : user.userPrincipalName
