/** Which of a grant's scopes a redemption asks for: one API at a time, the first one unless it says otherwise. */

import type { Application, Tenant } from '../directory/model.ts'
import { EntraProblem, refusal } from '../entra-problem.ts'
import type { RequestedScopes } from '../grants/grants.ts'
import type { EntraRequest } from '../http/request.ts'
import type { World } from '../world.ts'
import { checkResource, checkScopes } from './scopes.ts'

/**
 * For the redemption of a code, where the scopes must name one API.
 * @throws 700023 for no API, 700022 for several, 28002 for a scope that the API does not have, else as
 *   {@link checkNarrowedScopes}
 */
export function checkRedeemedScopes(
  request: EntraRequest,
  world: World,
  tenant: Tenant,
  client: Application,
  granted: RequestedScopes,
  version: 1 | 2,
): RequestedScopes {
  const scope = request.form.get('scope') ?? ''
  if (version === 2 && scope.split(/\s+/).some((word) => word === '.default' || word === '/.default'))
    throw refusal(700023, { scope })
  try {
    const narrowed = checkNarrowedScopes(request, world, tenant, client, granted, version)
    if (scope !== '' && narrowed.resources.length > 1 && narrowed.resources !== granted.resources)
      throw refusal(700022)
    return narrowed
  } catch (error) {
    if (error instanceof EntraProblem && error.code === 650053) throw refusal(28002, { scope })
    throw error
  }
}

/**
 * @param granted scopes of the code or refresh token
 * @throws 28003 for a redemption of nothing, else as {@link checkScopes} or {@link checkResource}
 */
export function checkNarrowedScopes(
  request: EntraRequest,
  world: World,
  tenant: Tenant,
  client: Application,
  granted: RequestedScopes,
  version: 1 | 2,
): RequestedScopes {
  const scope = request.form.get('scope') ?? undefined
  const resource = request.form.get('resource') ?? undefined
  if (version === 1) return resource === undefined ? granted : checkResource(world, tenant, scope, resource)
  if (scope === undefined) return granted
  if (scope.trim() === '') throw refusal(28003)
  const asked = checkScopes(world, tenant, client, scope)
  return {
    // openid and offline_access stay as they were granted: libraries do not repeat them at redemption.
    oidc: [...new Set([...asked.oidc, ...granted.oidc])],
    resources: asked.resources.length > 0 ? asked.resources : granted.resources,
  }
}
