/** Whether a client may ask for "all that is listed": its registration must list something that exists. */
import { consentedScopes, findApplication } from '../directory/lookup.ts'
import { graphAppId } from '../directory/microsoft-graph.ts'
import type { Application, Tenant, User } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { RequestedScopes } from '../grants/grants.ts'
import type { World } from '../world.ts'

/**
 * For interactive requests with `.default`, or with the `resource` of version 1, which means the same.
 * @throws 65005 when a listed API does not exist, 90008 for the client itself without any permission on Graph, 650057
 *   (v1) or 650056 for an API that is neither listed nor consented
 */
export function checkListedPermissions(
  world: World,
  tenant: Tenant,
  client: Application,
  user: User,
  scopes: RequestedScopes,
  version: 1 | 2,
): void {
  for (const { appId, name, values } of scopes.resources) {
    const resource = findApplication(world.directory, appId)
    if (!resource || appId === graphAppId || !values.includes('.default')) continue
    const { appId: clientId, displayName: appName, requiredResourceAccess } = client
    const missing = requiredResourceAccess.find(
      (each) => !findApplication(world.directory, each.resourceAppId),
    )
    if (missing) throw refusal(65005, { appName, resourceAppId: missing.resourceAppId })
    const isListed = (wanted: string) => requiredResourceAccess.some((each) => each.resourceAppId === wanted)
    const isConsented = (api: Application) => consentedScopes(tenant, client, api, user.id).length > 0
    if (appId === clientId) {
      const graph = findApplication(world.directory, graphAppId)
      if (!isListed(graphAppId) && !(graph && isConsented(graph))) throw refusal(90008, { appId: clientId })
    } else if (!isListed(appId) && !isConsented(resource)) {
      throw version === 1
        ? refusal(650057, { appId: clientId, appName, resource: name, resourceAppId: appId })
        : refusal(650056, { resourceName: resource.displayName, appId: clientId })
    }
  }
}
