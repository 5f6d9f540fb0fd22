/** The tenant's Conditional Access policies: who may have a token for what, and on which terms. */
import type { Application, ConditionalAccessPolicy, Tenant, User } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { World } from '../world.ts'

/**
 * @param user absent for an application that acts on its own behalf: only policies that block reach it
 * @throws 53003 blocked, 50076 and 50079 second factor, 53000 and 53001 device, 50131 place or time
 */
export function checkConditionalAccess(
  world: World,
  tenant: Tenant,
  client: Application,
  user: User | undefined,
): void {
  const policy = tenant.conditionalAccess.find((each) => applies(each, client, user))
  if (!policy) return
  const { result } = policy
  if (result === 'requireMfa') refuseSecondFactor(world, 50076, client)
  if (result === 'requireMfaRegistration') refuseSecondFactor(world, 50079, client)
  throw refusal(refusals[result])
}

const refusals = {
  block: 53003,
  requireCompliantDevice: 53000,
  requireJoinedDevice: 53001,
  restrictPlace: 50131,
} as const

/** Entra has been seen to call this `interaction_required` and `invalid_grant`. */
export function refuseSecondFactor(world: World, code: 50074 | 50076 | 50079, client: Application): never {
  const { secondFactorError } = world.behaviour
  throw refusal(code, { resource: client.appId }, secondFactorError ? { error: secondFactorError } : {})
}

function applies(policy: ConditionalAccessPolicy, client: Application, user: User | undefined): boolean {
  if (policy.appIds && !policy.appIds.includes(client.appId)) return false
  if (!user) return policy.workloadIdentities
  const names = policy.users
  return (
    !names ||
    names.some((name) => [user.id, user.userPrincipalName.toLowerCase()].includes(name.toLowerCase()))
  )
}
