/** `GET|POST /{tenant}[/v2.0]/adminconsent`: an administrator agrees, for everybody, to what an application asks for. */

import { isSameOrigin } from '../checks/account.ts'
import { checkClient } from '../checks/client.ts'
import { checkRedirectUri } from '../checks/redirect-uri.ts'
import { checkScopes } from '../checks/scopes.ts'
import { checkTenantSegment, tenantsAt } from '../checks/tenant.ts'
import { assignRole, ensureServicePrincipal, grantScopes } from '../directory/consent.ts'
import { findApplication, findTenant, requiredPermissions } from '../directory/lookup.ts'
import type { Application, Tenant } from '../directory/model.ts'
import { describe, EntraProblem, refusal } from '../entra-problem.ts'
import { type Answer, redirectTo } from '../http/answer.ts'
import { type EntraRequest, parameter } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { accountField } from '../pages/account-picker.ts'
import { consentField, consentPage } from '../pages/consent.ts'
import { problemPage } from '../pages/notice.ts'
import type { World } from '../world.ts'
import { carriedParameters, signIn } from './interactive-sign-in.ts'

/** What is consented to on one API. */
interface Access {
  resource: Application
  scopes: string[]
  roles: string[]
}

export const adminConsentV2: Handler = (request, world) => adminConsent(request, world, true)
export const adminConsentV1: Handler = (request, world) => adminConsent(request, world, false)

function adminConsent(request: EntraRequest, world: World, takesScope: boolean): Answer {
  const given = (name: string) => parameter(request, name)
  let redirectUri: string | undefined
  try {
    const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
    const client = checkClient(world, segment, given('client_id'))
    redirectUri = checkRedirectUri(world, client, given('redirect_uri')).uri
    if (takesScope && !given('scope')) throw refusal(900144, { parameter: 'scope' })
    // Personal accounts have no administrator.
    const tenants = tenantsAt(world.directory, typeof segment === 'string' ? 'organizations' : segment)
    const signedIn = signIn(request, world, client, tenants, redirectUri)
    if ('page' in signedIn) return signedIn.page
    const { account, headers } = signedIn
    const { tenant, user } = account
    if (user.directoryRoles.length === 0)
      throw refusal(90094, { tenant: tenant.displayName, appName: client.displayName })
    const accesses = accessAskedFor(world, tenant, client, takesScope ? given('scope') : undefined)
    if (accesses.length === 0) throw refusal(1003031)

    const decision = isSameOrigin(request) ? request.form.get(consentField) : undefined
    if (decision === 'decline') throw refusal(65004)
    if (decision === 'accept') {
      grantToEverybody(world, tenant.id, client, accesses)
      return answer(redirectUri, request, {
        admin_consent: 'True',
        tenant: tenant.id,
        ...(takesScope && { scope: given('scope') }),
      })
    }
    const listed = accesses.flatMap(({ resource, scopes, roles }) =>
      [...scopes, ...roles].map((name) => ({ name, api: resource.displayName })),
    )
    const carried: [string, string][] = [
      ...carriedParameters(request),
      [accountField, `${tenant.id}/${user.id}`],
    ]
    return consentPage(client, user, listed, carried, redirectUri, headers)
  } catch (error) {
    if (!(error instanceof EntraProblem)) throw error
    if (!redirectUri || error.row.authorize === 'page') return problemPage(error, request.trace)
    const { row } = error
    return answer(redirectUri, request, {
      error: row.error,
      error_description: describe(error, request.trace),
      admin_consent: 'True',
    })
  }
}

/** `.default` and the older endpoint mean all that the registration lists; else the scopes named. */
function accessAskedFor(
  world: World,
  tenant: Tenant,
  client: Application,
  scope: string | undefined,
): Access[] {
  const resourceOf = (appId: string) => findApplication(world.directory, appId)
  const requested = scope ? checkScopes(world, tenant, client, scope) : undefined
  if (requested && !requested.resources.some(({ values }) => values.includes('.default')))
    return requested.resources.flatMap(({ appId, values }) => {
      const resource = resourceOf(appId)
      return resource ? [{ resource, scopes: values, roles: [] }] : []
    })
  return client.requiredResourceAccess.flatMap(({ resourceAppId }) => {
    const resource = resourceOf(resourceAppId)
    if (!resource) return []
    const listed = (type: 'Scope' | 'Role') => requiredPermissions(client, resource, type)
    return [{ resource, scopes: listed('Scope'), roles: listed('Role') }]
  })
}

/** Permission grants for everybody, role assignments for the application, and its service principal when it has none. */
function grantToEverybody(world: World, tenantId: string, client: Application, accesses: Access[]): void {
  const now = world.clock.now()
  world.store.changeEverywhere((directory) => {
    const tenant = findTenant(directory, tenantId)
    if (!tenant) return
    const principal = ensureServicePrincipal(tenant, client.appId, now)
    for (const { resource, scopes, roles } of accesses) {
      if (scopes.length > 0)
        grantScopes(tenant, { clientAppId: client.appId, resourceAppId: resource.appId }, scopes)
      for (const role of resource.roles.filter(({ value }) => value && roles.includes(value)))
        assignRole(tenant, principal.id, resource.appId, role.id, now)
    }
  })
}

function answer(
  redirectUri: string,
  request: EntraRequest,
  parameters: Record<string, string | undefined>,
): Answer {
  const target = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...parameters, state: parameter(request, 'state') }))
    if (value !== undefined) target.searchParams.set(name, value)
  return redirectTo(target.href)
}
