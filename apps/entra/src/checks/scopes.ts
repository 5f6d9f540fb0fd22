/** What a `scope` parameter asks for, resolved against the directory. */

import { findResource, isKnownIn } from '../directory/lookup.ts'
import { graphAppId, microsoftGraph, oidcScopes } from '../directory/microsoft-graph.ts'
import type { Application, Tenant } from '../directory/model.ts'
import { isPersonal } from '../directory/personal-accounts.ts'
import { type EntraProblem, refusal } from '../entra-problem.ts'
import type { RequestedScopes } from '../grants/grants.ts'
import type { World } from '../world.ts'

/**
 * Scopes of a request on behalf of a person: bare names are OpenID Connect's or Microsoft Graph's, the rest are
 * `<API>/<scope>` or `<API>/.default`.
 * @throws 900144 when empty, 70011 for `.default` beside named scopes of the same API, 500011 for an unknown API, 650052 for one without
 *   service principal, 650054 for a deleted one, 70011 for what only an administrator could consent to at `consumers`,
 *   650053 for a scope the API does not have, 90009 for `.default` of the client itself by URI
 */
export function checkScopes(
  world: World,
  tenant: Tenant,
  client: Application,
  scope: string | undefined,
): RequestedScopes {
  const words = (scope ?? '').split(/\s+/).filter(Boolean)
  if (words.length === 0) throw refusal(900144, { parameter: 'scope' })
  const requested: RequestedScopes = {
    oidc: words.filter((word) => oidcScopes.includes(word)),
    resources: [],
  }
  for (const word of words) {
    if (oidcScopes.includes(word)) continue
    const slash = word.lastIndexOf('/')
    const name = slash === -1 ? '' : word.slice(0, slash)
    const value = word.slice(slash + 1)
    const api = name === '' ? microsoftGraph : findResource(world.directory, tenant, name)
    if (!api) throw unavailableResource(world, tenant, name)
    if (value === '.default' && api.appId === client.appId && name.toLowerCase() !== client.appId)
      throw refusal(90009, { appId: client.appId, appName: client.displayName })
    const known = value === '.default' || api.scopes.some((each) => each.value === value && each.isEnabled)
    if (!known) throw refusal(650053, { appName: client.displayName, scope: value, resourceAppId: api.appId })
    const isForAdmins = api.scopes.some((each) => each.value === value && each.type === 'Admin')
    if (isForAdmins && isPersonal(tenant)) throw refusal(70011, { scope: words.join(' ') })
    const seen = requested.resources.find((each) => each.appId === api.appId)
    if (!seen) requested.resources.push({ name, appId: api.appId, values: [value] })
    else {
      if (seen.values.includes('.default') !== (value === '.default'))
        throw refusal(70011, { scope: words.join(' ') })
      seen.values.push(value)
    }
  }
  return requested
}

/** Why an API can't be asked for: removed, without service principal in the tenant, or never heard of. */
function unavailableResource(world: World, tenant: Tenant, name: string): EntraProblem {
  const isNamed = ({ appId, identifierUris }: Application) => appId === name || identifierUris.includes(name)
  if (tenant.deletedApplications.some(({ application }) => isNamed(application)))
    return refusal(650054, { resource: name })
  const known = world.directory.tenants
    .flatMap(({ applications }) => applications)
    .find((application) => isNamed(application) && isKnownIn(tenant, application))
  return known
    ? refusal(650052, {
        resourceAppId: known.appId,
        resourceName: known.displayName,
        tenant: tenant.displayName,
      })
    : refusal(500011, { resource: name, tenant: tenant.displayName })
}

/**
 * The API of a v1 request, named by `resource` instead of scopes.
 * @throws 500011 for an unknown API
 */
export function checkResource(
  world: World,
  tenant: Tenant,
  scope: string | undefined,
  resource: string | undefined,
): RequestedScopes {
  const oidc = (scope ?? '').split(/\s+/).filter((word) => oidcScopes.includes(word))
  if (resource === undefined)
    return { oidc, resources: [{ name: '', appId: graphAppId, values: ['.default'] }] }
  const api = findResource(world.directory, tenant, resource)
  if (!api) throw refusal(500011, { resource, tenant: tenant.displayName })
  return { oidc, resources: [{ name: resource, appId: api.appId, values: ['.default'] }] }
}

/**
 * The API of a client-credentials request.
 * @returns the API and how the client wrote it
 * @throws 90014 without scope, 1002012 unless every scope is `<API>/.default`, 70011 for two APIs, 500011 for an unknown API
 */
export function checkDefaultScope(
  world: World,
  tenant: Tenant,
  scope: string | undefined,
): { resource: Application; audience: string } {
  const words = (scope ?? '').split(/\s+/).filter(Boolean)
  if (words.length === 0) throw refusal(90014, { field: 'scope' })
  for (const word of words) if (!/.\/\.default$/.test(word)) throw refusal(1002012, { scope: word })
  const names = [...new Set(words.map((word) => word.slice(0, -'/.default'.length)))]
  const [audience = '', second] = names
  if (second !== undefined) throw refusal(70011, { scope: words.join(' ') })
  const resource = findResource(world.directory, tenant, audience)
  if (!resource) throw refusal(500011, { resource: audience, tenant: tenant.displayName })
  return { resource, audience }
}
