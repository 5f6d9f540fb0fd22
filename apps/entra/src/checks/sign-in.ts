/** Whether the sign-in behind a grant still stands: its tenant is the one addressed, its person still exists. */

import { findTenant, findUser } from '../directory/lookup.ts'
import type { Tenant, User } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { SignIn } from '../grants/grants.ts'
import type { World } from '../world.ts'
import { type SharedSegment, tenantsAt } from './tenant.ts'

/** @throws 700005 when another tenant is addressed than the one signed in to, 50173 when the person is gone */
export function checkSignInTenant(
  world: World,
  addressed: Tenant | SharedSegment,
  signIn: SignIn,
): { tenant: Tenant; user: User } {
  const tenant = findTenant(world.directory, signIn.tenantId)
  const user = tenant && findUser(tenant, signIn.userId)
  if (!tenant || !user) throw refusal(50173)
  if (!tenantsAt(world.directory, addressed).some(({ id }) => id === tenant.id)) throw refusal(700005)
  return { tenant, user }
}
