/** Builds the directory from a state file: fills in defaults, derives ids, and resolves names to object ids. */
import { createHash } from 'node:crypto'
import type { ApplicationEntry } from '../state/application-schema.ts'
import type { Mistake } from '../state/mistakes.ts'
import type { StateFile, TenantEntry, UserEntry } from '../state/schema.ts'
import { derivedId } from './derived-id.ts'
import { microsoftGraph } from './microsoft-graph.ts'
import type { Application, Directory, Platform, Secret, Tenant, User } from './model.ts'

type Path = (string | number)[]

/** The directory that `state` describes, or what it refers to that does not exist, or names twice. */
export function buildDirectory(state: StateFile): { directory: Directory } | { mistakes: Mistake[] } {
  const mistakes: Mistake[] = []
  const tenants = state.tenants.map((entry, index) => buildTenant(entry, ['tenants', index], mistakes))
  const applications = [microsoftGraph, ...tenants.flatMap((tenant) => tenant.applications)]
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

function buildTenant(entry: TenantEntry, path: Path, mistakes: Mistake[]): Tenant {
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

  return {
    id: entry.id,
    displayName: entry.displayName,
    regionScope: entry.regionScope ?? 'WW',
    domains: entry.domains.map((domain) => ({
      name: domain.name,
      isDefault: domain.isDefault ?? false,
      isInitial: domain.isInitial ?? false,
      isVerified: domain.isVerified ?? true,
    })),
    allowUserConsent: entry.allowUserConsent ?? true,
    users,
    groups: groups.map((group, index) => ({
      ...group,
      members: group.members.map((member, at) => principalId(member, ['groups', index, 'members', at])),
    })),
    applications: (entry.applications ?? []).map((application) => buildApplication(application, entry.id)),
    servicePrincipals,
    permissionGrants: (entry.oauth2PermissionGrants ?? []).map((grant, index) => ({
      clientAppId: grant.clientAppId,
      resourceAppId: grant.resourceAppId,
      scopes: grant.scope.split(' ').filter(Boolean),
      ...(grant.principal && {
        principalId: principalId(grant.principal, ['oauth2PermissionGrants', index, 'principal']),
      }),
    })),
    appRoleAssignments: (entry.appRoleAssignments ?? []).map((assignment, index) => ({
      principalId: principalId(assignment.principal, ['appRoleAssignments', index, 'principal']),
      resourceAppId: assignment.resourceAppId,
      ...(assignment.role && { role: assignment.role }),
    })),
  }
}

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

function buildApplication(entry: ApplicationEntry, homeTenantId: string): Application {
  const redirects = (platform: Platform) =>
    (entry[platform]?.redirectUris ?? []).map((uri) => ({ platform, uri }))
  const claims = (list: { name: string; additionalProperties?: string[] }[] | undefined) =>
    (list ?? []).map(({ name, additionalProperties }) => ({
      name,
      additionalProperties: additionalProperties ?? [],
    }))
  return {
    id: entry.id ?? derivedId(homeTenantId, 'application', entry.appId),
    appId: entry.appId,
    displayName: entry.displayName,
    homeTenantId,
    multiTenant: (entry.signInAudience ?? 'AzureADMyOrg') !== 'AzureADMyOrg',
    redirectUris: [...redirects('spa'), ...redirects('web'), ...redirects('publicClient')],
    implicitIdToken: entry.web?.implicitGrantSettings?.enableIdTokenIssuance ?? false,
    implicitAccessToken: entry.web?.implicitGrantSettings?.enableAccessTokenIssuance ?? false,
    isFallbackPublicClient: entry.isFallbackPublicClient ?? false,
    identifierUris: entry.identifierUris ?? [],
    accessTokenVersion: entry.api?.requestedAccessTokenVersion === 2 ? 2 : 1,
    scopes: (entry.api?.oauth2PermissionScopes ?? []).map((scope) => ({
      id: scope.id ?? derivedId(entry.appId, 'scope', scope.value),
      value: scope.value,
      type: scope.type ?? 'User',
      isEnabled: scope.isEnabled ?? true,
      displayName: scope.adminConsentDisplayName ?? scope.value,
    })),
    roles: (entry.appRoles ?? []).map((role) => ({
      id: role.id ?? derivedId(entry.appId, 'role', role.value),
      value: role.value,
      displayName: role.displayName ?? role.value,
      allowedMemberTypes: role.allowedMemberTypes ?? ['User', 'Application'],
      isEnabled: role.isEnabled ?? true,
    })),
    preAuthorized: (entry.api?.preAuthorizedApplications ?? []).map((client) => ({
      appId: client.appId,
      scopes: client.delegatedPermissions,
    })),
    requiredResourceAccess: (entry.requiredResourceAccess ?? []).map((access) => ({
      resourceAppId: access.resourceAppId,
      scopes: access.scopes ?? [],
      roles: access.roles ?? [],
    })),
    optionalClaims: {
      idToken: claims(entry.optionalClaims?.idToken),
      accessToken: claims(entry.optionalClaims?.accessToken),
    },
    groupMembershipClaims: entry.groupMembershipClaims ?? 'None',
    secrets: (entry.passwordCredentials ?? []).map((credential, index) =>
      secretOf(
        credential.secretText,
        credential.keyId ?? derivedId(entry.appId, 'secret', String(index)),
        credential.endDateTime ? Date.parse(credential.endDateTime) : Number.POSITIVE_INFINITY,
      ),
    ),
    certificates: (entry.keyCredentials ?? []).map((credential) => ({
      displayName: credential.displayName ?? '',
      pem: credential.certificatePem,
    })),
    federatedCredentials: (entry.federatedIdentityCredentials ?? []).map((credential) => ({
      name: credential.name,
      issuer: credential.issuer,
      subject: credential.subject,
      audience: credential.audiences[0] ?? '',
      jwks: credential.jwks,
    })),
  }
}

/** A client secret as the directory keeps it. */
export function secretOf(secretText: string, keyId: string, endDateTimeMs: number): Secret {
  return { keyId, digest: createHash('sha256').update(secretText).digest(), endDateTimeMs }
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
