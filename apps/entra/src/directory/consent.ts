/** Writes consent and role assignments into a tenant, each permission once. */
import { derivedId } from './derived-id.ts'
import { findServicePrincipal } from './lookup.ts'
import type { ServicePrincipal, Tenant } from './model.ts'

/** The application's object in the tenant, made when there is none yet. */
export function ensureServicePrincipal(tenant: Tenant, appId: string, nowMs: number): ServicePrincipal {
  const found = findServicePrincipal(tenant, appId)
  if (found) return found
  const made: ServicePrincipal = {
    id: derivedId(tenant.id, 'servicePrincipal', appId),
    appId,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    tags: [],
    createdAtMs: nowMs,
  }
  tenant.servicePrincipals.push(made)
  return made
}

/** Adds scopes to the one grant there is for a client, an API and a person (or everybody). */
export function grantScopes(
  tenant: Tenant,
  {
    clientAppId,
    resourceAppId,
    principalId,
  }: { clientAppId: string; resourceAppId: string; principalId?: string },
  scopes: string[],
): void {
  const existing = tenant.permissionGrants.find(
    (grant) =>
      grant.clientAppId === clientAppId &&
      grant.resourceAppId === resourceAppId &&
      grant.principalId === principalId,
  )
  if (existing) {
    existing.scopes = [...new Set([...existing.scopes, ...scopes])]
    return
  }
  tenant.permissionGrants.push({
    id: grantId(tenant.id, clientAppId, resourceAppId, principalId),
    clientAppId,
    resourceAppId,
    scopes: [...new Set(scopes)],
    ...(principalId && { principalId }),
  })
}

/** Gives a role, unless it is held already. */
export function assignRole(
  tenant: Tenant,
  principalId: string,
  resourceAppId: string,
  appRoleId: string,
  nowMs: number,
): void {
  const held = tenant.appRoleAssignments.some(
    (each) =>
      each.principalId === principalId &&
      each.resourceAppId === resourceAppId &&
      each.appRoleId === appRoleId,
  )
  if (!held)
    tenant.appRoleAssignments.push({
      id: assignmentId(principalId, resourceAppId, appRoleId),
      principalId,
      resourceAppId,
      appRoleId,
      createdAtMs: nowMs,
    })
}

/** Graph's ids of grants and assignments are opaque text, not GUIDs. */
export const grantId = (tenantId: string, clientAppId: string, resourceAppId: string, principalId = '') =>
  opaqueId(tenantId, 'grant', clientAppId, resourceAppId, principalId)
export const assignmentId = (principalId: string, resourceAppId: string, appRoleId: string) =>
  opaqueId(principalId, 'assignment', resourceAppId, appRoleId)

const opaqueId = (...words: string[]): string =>
  Buffer.from(
    derivedId(...words).replaceAll('-', '') + derivedId(...words, '2').replaceAll('-', ''),
    'hex',
  ).toString('base64url')
