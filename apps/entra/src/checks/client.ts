/** Which application is asking, and whether it may ask here at all. */

import { findApplication, findServicePrincipal, isKnownIn, isMultiTenant } from '../directory/lookup.ts'
import type { Application, Tenant } from '../directory/model.ts'
import { takesPersonalAccounts, takesWorkAccounts } from '../directory/personal-accounts.ts'
import { refusal } from '../entra-problem.ts'
import type { World } from '../world.ts'
import type { SharedSegment } from './tenant.ts'

/**
 * @param clientId the `client_id` parameter
 * @throws 900144 without one, 700016 for an application unknown to the tenant, 7000112 for a disabled one,
 *   50194 for a single-tenant application at a shared segment, 9002332 for one without personal accounts at `consumers`,
 *   9002331 for one without work accounts anywhere else
 */
export function checkClient(
  world: World,
  tenant: Tenant | SharedSegment,
  clientId: string | undefined,
): Application {
  if (!clientId) throw refusal(900144, { parameter: 'client_id' })
  const application = findApplication(world.directory, clientId)
  if (!application || (typeof tenant !== 'string' && !isKnownIn(tenant, application)))
    throw refusal(700016, {
      appId: clientId,
      tenant: typeof tenant === 'string' ? 'Microsoft Accounts' : tenant.displayName,
    })
  const { appId, displayName: appName } = application
  if (tenant === 'consumers' && !takesPersonalAccounts(application))
    throw refusal(9002332, { appId, appName })
  if (tenant !== 'consumers' && !takesWorkAccounts(application)) throw refusal(9002331, { appId, appName })
  if (typeof tenant === 'string' && !isMultiTenant(application))
    throw refusal(50194, { appId, appName, segment: tenant })
  const principal = typeof tenant === 'string' ? undefined : findServicePrincipal(tenant, appId)
  const faulty = world.faults.take('app-disabled', (fault) => !fault.appId || fault.appId === appId)
  if (faulty || principal?.accountEnabled === false)
    throw world.behaviour.disabledApplicationCode === 70001
      ? refusal(70001, { appId })
      : refusal(7000112, { appId, appName })
  return application
}
