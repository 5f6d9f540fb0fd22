/** Which of a grant's scopes a redemption asks for: one API at a time, the first one unless it says otherwise. */

import type { Application, Tenant } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { RequestedScopes } from '../grants/grants.ts'
import type { EntraRequest } from '../http/request.ts'
import type { World } from '../world.ts'
import { checkResource, checkScopes } from './scopes.ts'

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
