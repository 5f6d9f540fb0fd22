/** Whether a person, or an administrator for everybody, has agreed to what a client asks for. */

import { ensureServicePrincipal, grantScopes } from '../directory/consent.ts'
import { consentedScopes, findApplication, findTenant, requiredPermissions } from '../directory/lookup.ts'
import { needsPreauthorization } from '../directory/microsoft-clients.ts'
import { graphAppId } from '../directory/microsoft-graph.ts'
import type { Application, PermissionScope, Tenant, User } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { refusal } from '../entra-problem.ts'
import type { RequestedScopes } from '../grants/grants.ts'
import type { World } from '../world.ts'

/** A permission that nobody has agreed to yet. */
export interface MissingConsent {
  resource: Application
  scope: PermissionScope
}

/** What still needs consent, in the order it was asked for; empty when nothing does. */
export function missingConsent(
  world: World,
  tenant: Tenant,
  client: Application,
  user: User,
  scopes: RequestedScopes,
): MissingConsent[] {
  const isKnownClient = tenant.permissionGrants.some(
    (grant) => grant.clientAppId === client.appId && [undefined, user.id].includes(grant.principalId),
  )
  const isTakenBack = consentTakenBack(world, client)
  // The OpenID Connect scopes come with the first consent to anything.
  const basics = isKnownClient ? [] : [{ name: '', appId: graphAppId, values: scopes.oidc }]
  return [...basics, ...scopes.resources].flatMap(({ appId, values }) => {
    const resource = findApplication(world.directory, appId)
    if (!resource) return []
    const consented = isTakenBack ? [] : consentedScopes(tenant, client, resource, user.id)
    const listed = requiredPermissions(client, resource, 'Scope')
    const wanted = values.includes('.default') ? (consented.length > 0 ? [] : listed) : values
    return resource.scopes
      .filter((scope) => wanted.includes(scope.value) && !consented.includes(scope.value))
      .map((scope) => ({ resource, scope }))
  })
}

/** Whether a fault makes as if nobody had agreed to anything. */
export const consentTakenBack = (world: World, client: Application): boolean =>
  world.faults.take('consent-missing', (fault) => !fault.appId || fault.appId === client.appId) !== undefined

/**
 * For requests that can't show a consent page.
 * @throws 65001 when something needs consent, or when `.default` of an API came to no permission at all; as {@link checkPreauthorized}
 */
export function checkConsent(
  world: World,
  tenant: Tenant,
  client: Application,
  user: User,
  scopes: RequestedScopes,
): void {
  const nothingGranted = scopes.resources.some(({ appId, values }) => {
    const resource = findApplication(world.directory, appId)
    return (
      resource &&
      appId !== graphAppId &&
      values.includes('.default') &&
      consentedScopes(tenant, client, resource, user.id).length === 0
    )
  })
  const missing = missingConsent(world, tenant, client, user, scopes)
  checkPreauthorized(client, missing)
  if (nothingGranted || missing.length > 0)
    throw refusal(65001, { appId: client.appId, appName: client.displayName })
}

/** @throws 65002 for a client of Microsoft's that asks an API of Microsoft's for more than was agreed beforehand */
export function checkPreauthorized(client: Application, missing: MissingConsent[]): void {
  const [first] = missing.filter(({ resource }) => resource.appId === graphAppId)
  if (first && needsPreauthorization(client))
    throw refusal(65002, { appId: client.appId, resourceAppId: first.resource.appId })
}

/**
 * Whether a person may consent to `missing` without an administrator.
 * @throws 90094 when not
 */
export function checkMayConsent(
  tenant: Tenant,
  client: Application,
  user: User,
  missing: MissingConsent[],
): void {
  const isAdmin = user.directoryRoles.length > 0
  const needsAdmin = !tenant.allowUserConsent || missing.some(({ scope }) => scope.type === 'Admin')
  if (needsAdmin && !isAdmin)
    throw refusal(tenant.policies.adminConsentWorkflow ? 90095 : 90094, {
      tenant: tenant.displayName,
      appName: client.displayName,
    })
}

/** Records a person's consent; a client of another tenant gets its service principal by it. */
export function recordConsent(
  world: World,
  tenantId: string,
  client: Application,
  user: User,
  missing: MissingConsent[],
): void {
  world.store.changeEverywhere((directory) => {
    const tenant = findTenant(directory, tenantId)
    if (!tenant) return
    if (!isPersonal(tenant)) ensureServicePrincipal(tenant, client.appId, world.clock.now())
    for (const { resource, scope } of missing)
      grantScopes(
        tenant,
        { clientAppId: client.appId, resourceAppId: resource.appId, principalId: user.id },
        [scope.value],
      )
  })
}
