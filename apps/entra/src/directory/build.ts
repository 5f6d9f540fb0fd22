/** Builds the directory from a state file: fills in defaults, derives ids, and resolves names to object ids. */
import { createHash } from 'node:crypto'
import type { ApplicationEntry } from '../state/application-schema.ts'
import type { Mistake } from '../state/mistakes.ts'
import type { PersonalAccountEntry, StateFile, TenantEntry, UserEntry } from '../state/schema.ts'
import { buildApplication, permissionId, startOfTimeMs } from './build-application.ts'
import { assignmentId, ensureServicePrincipal, grantId } from './consent.ts'
import { derivedId } from './derived-id.ts'
import { microsoftClients } from './microsoft-clients.ts'
import { graphAppId, microsoftGraph } from './microsoft-graph.ts'
import { type Directory, defaultAccess, type Tenant, type User } from './model.ts'
import { consumersTenantId } from './personal-accounts.ts'

type Path = (string | number)[]

/** The directory that `state` describes, or what it refers to that does not exist, or names twice. */
export function buildDirectory(state: StateFile): { directory: Directory } | { mistakes: Mistake[] } {
  const mistakes: Mistake[] = []
  const entries = new Map(
    state.tenants.flatMap((tenant) => tenant.applications ?? []).map((entry) => [entry.appId, entry]),
  )
  const tenants = state.tenants.map((entry, index) =>
    buildTenant(entry, entries, ['tenants', index], mistakes),
  )
  const people = personalTenant(state.personalAccounts ?? [])
  tenants.push(buildTenant(people, entries, ['personalAccounts'], mistakes))
  const applications = [
    microsoftGraph,
    ...microsoftClients,
    ...tenants.flatMap((tenant) => tenant.applications),
  ]
  const appIds = new Set(applications.map((application) => application.appId))
  for (const [tenantIndex, entry] of state.tenants.entries()) {
    for (const list of ['servicePrincipals', 'oauth2PermissionGrants', 'appRoleAssignments'] as const)
      for (const [index, row] of (entry[list] ?? []).entries())
        for (const [key, value] of Object.entries(row))
          if (/^(appId|clientAppId|resourceAppId)$/.test(key) && !appIds.has(String(value)))
            mistakes.push({
              path: ['tenants', tenantIndex, list, index, key],
              message: `is ${value}, which is no application's appId in this file`,
            })
  }
  refuseDuplicates(state, mistakes)
  return mistakes.length > 0 ? { mistakes } : { directory: { tenants } }
}

function buildTenant(
  entry: TenantEntry,
  entries: Map<string, ApplicationEntry>,
  path: Path,
  mistakes: Mistake[],
): Tenant {
  const users = (entry.users ?? []).map((user) => buildUser(user, entry.id))
  const groups = (entry.groups ?? []).map((group) => ({
    id: group.id ?? derivedId(entry.id, 'group', group.displayName),
    displayName: group.displayName,
    securityEnabled: group.securityEnabled ?? true,
    mailEnabled: group.mailEnabled ?? false,
    members: group.members ?? [],
  }))
  const servicePrincipals = (entry.servicePrincipals ?? []).map((principal) => ({
    id: principal.id ?? derivedId(entry.id, 'servicePrincipal', principal.appId),
    appId: principal.appId,
    accountEnabled: principal.accountEnabled ?? true,
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired ?? false,
    tags: principal.tags ?? [],
    createdAtMs: startOfTimeMs,
  }))

  const principalIds = new Map<string, string>()
  for (const user of users)
    principalIds.set(user.id, user.id).set(user.userPrincipalName.toLowerCase(), user.id)
  for (const group of groups)
    principalIds.set(group.id, group.id).set(group.displayName.toLowerCase(), group.id)
  for (const principal of servicePrincipals)
    principalIds.set(principal.id, principal.id).set(principal.appId, principal.id)
  const principalId = (name: string, where: Path): string => {
    const id = principalIds.get(name.toLowerCase())
    if (id) return id
    mistakes.push({
      path: [...path, ...where],
      message: `names "${name}", which is no user, group or service principal of this tenant`,
    })
    return name
  }

  const policies = entry.policies ?? {}
  const tenant: Tenant = {
    id: entry.id,
    displayName: entry.displayName,
    regionScope: entry.regionScope ?? 'WW',
    cloud: entry.cloud ?? 'public',
    ...(entry.v1IssuerHost && { v1IssuerHost: entry.v1IssuerHost }),
    domains: entry.domains.map((domain) => ({
      name: domain.name,
      isDefault: domain.isDefault ?? false,
      isInitial: domain.isInitial ?? false,
      isVerified: domain.isVerified ?? true,
    })),
    allowUserConsent: entry.allowUserConsent ?? true,
    partnerIds: entry.partners ?? [],
    policies: {
      identifierUriProtection: policies.identifierUriProtection ?? true,
      membersMayRegisterApplications: policies.membersMayRegisterApplications ?? true,
      secretsBlocked: policies.secretsBlocked ?? false,
      adminConsentWorkflow: policies.adminConsentWorkflow ?? false,
      ...(policies.secretLifetimeDays !== undefined && { secretLifetimeDays: policies.secretLifetimeDays }),
      ...(policies.signInFrequencySeconds !== undefined && {
        signInFrequencySeconds: policies.signInFrequencySeconds,
      }),
      ...(policies.refreshTokenMaxAgeSeconds !== undefined && {
        refreshTokenMaxAgeSeconds: policies.refreshTokenMaxAgeSeconds,
      }),
    },
    conditionalAccess: (entry.conditionalAccess ?? []).map((policy) => ({
      displayName: policy.displayName,
      workloadIdentities: policy.workloadIdentities ?? false,
      result: policy.result,
      ...(policy.users && { users: policy.users }),
      ...(policy.appIds && { appIds: policy.appIds }),
    })),
    users,
    groups: groups.map((group, index) => ({
      ...group,
      members: group.members.map((member, at) => principalId(member, ['groups', index, 'members', at])),
    })),
    applications: (entry.applications ?? []).map((application) =>
      buildApplication(application, entry.id, entries),
    ),
    servicePrincipals,
    permissionGrants: (entry.oauth2PermissionGrants ?? []).map((grant, index) => {
      const person =
        grant.principal && principalId(grant.principal, ['oauth2PermissionGrants', index, 'principal'])
      return {
        id: grantId(entry.id, grant.clientAppId, grant.resourceAppId, person),
        clientAppId: grant.clientAppId,
        resourceAppId: grant.resourceAppId,
        scopes: grant.scope.split(' ').filter(Boolean),
        ...(person && { principalId: person }),
      }
    }),
    appRoleAssignments: (entry.appRoleAssignments ?? []).map((assignment, index) => {
      const holder = principalId(assignment.principal, ['appRoleAssignments', index, 'principal'])
      const { resourceAppId, role } = assignment
      const appRoleId = role
        ? permissionId(entries.get(resourceAppId), resourceAppId, 'Role', role)
        : defaultAccess
      return {
        id: assignmentId(holder, resourceAppId, appRoleId),
        principalId: holder,
        resourceAppId,
        appRoleId,
        createdAtMs: startOfTimeMs,
      }
    }),
    deletedApplications: [],
  }
  ensureServicePrincipal(tenant, graphAppId, startOfTimeMs)
  return tenant
}

/** The tenant of the personal accounts: without a domain, an administrator, or an application of its own. */
const personalTenant = (accounts: PersonalAccountEntry[]): TenantEntry => ({
  id: consumersTenantId,
  displayName: 'Microsoft Accounts',
  domains: [],
  users: accounts.map(({ id, mail, ...more }) => ({
    id: id ?? derivedId(consumersTenantId, 'user', mail).replace(/^.{18}/, '00000000-0000-0000'),
    userPrincipalName: mail,
    mail,
    ...more,
  })),
})

function buildUser(entry: UserEntry, tenantId: string): User {
  const { givenName, surname, mail, jobTitle, identityProvider } = entry
  return {
    id: entry.id ?? derivedId(tenantId, 'user', entry.userPrincipalName),
    userPrincipalName: entry.userPrincipalName,
    displayName: entry.displayName,
    ...(givenName && { givenName }),
    ...(surname && { surname }),
    ...(mail && { mail }),
    ...(jobTitle && { jobTitle }),
    ...(identityProvider && { identityProvider }),
    ...(entry.password && { passwordDigest: createHash('sha256').update(entry.password).digest() }),
    userType: entry.userType ?? 'Member',
    accountEnabled: entry.accountEnabled ?? true,
    signInState: entry.signInState ?? 'ok',
    directoryRoles: entry.directoryRoles ?? [],
  }
}

function refuseDuplicates(state: StateFile, mistakes: Mistake[]): void {
  const seen = new Map<string, string>()
  const once = (kind: string, value: string, path: Path) => {
    const key = `${kind} ${value.toLowerCase()}`
    const first = seen.get(key)
    if (first) mistakes.push({ path, message: `repeats the ${kind} of ${first}: ${value}` })
    else seen.set(key, path.slice(0, -1).join('.'))
  }
  for (const [t, tenant] of state.tenants.entries()) {
    once('tenant id', tenant.id, ['tenants', t, 'id'])
    if (tenant.id === consumersTenantId)
      mistakes.push({
        path: ['tenants', t, 'id'],
        message: 'is the tenant of personal Microsoft accounts; list them under personalAccounts',
      })
    for (const [d, domain] of tenant.domains.entries())
      once('domain', domain.name, ['tenants', t, 'domains', d, 'name'])
    for (const [u, user] of (tenant.users ?? []).entries())
      once('userPrincipalName', user.userPrincipalName, ['tenants', t, 'users', u, 'userPrincipalName'])
    for (const [a, application] of (tenant.applications ?? []).entries()) {
      once('appId', application.appId, ['tenants', t, 'applications', a, 'appId'])
      for (const [i, uri] of (application.identifierUris ?? []).entries())
        once('identifierUri', uri, ['tenants', t, 'applications', a, 'identifierUris', i])
    }
  }
}
