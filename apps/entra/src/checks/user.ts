/** Whether a person can sign in at all, and to this application. */

import { findServicePrincipal, findUser, isAssigned, signInName } from '../directory/lookup.ts'
import type { Application, Tenant, User } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { World } from '../world.ts'
import { checkConditionalAccess, refuseSecondFactor } from './conditional-access.ts'

/**
 * The state of the account, and the tenant's policies for it.
 * @throws 50057 disabled, 50053 locked, 50055 password expired, 50056 no password, 50074, 50076 and 50079 second
 *   factor needed, and as {@link checkConditionalAccess}
 */
export function checkUserState(world: World, tenant: Tenant, user: User, client: Application): void {
  const hits = (fault: { appId?: string; user?: string }) =>
    (!fault.appId || fault.appId === client.appId) && (!fault.user || findUser(tenant, fault.user) === user)
  if (!user.accountEnabled || world.faults.take('user-disabled', hits)) throw refusal(50057)
  const { signInState } = user
  if (signInState === 'locked') throw refusal(50053)
  if (signInState === 'passwordExpired') throw refusal(50055)
  if (signInState === 'passwordMissing') throw refusal(50056)
  if (signInState === 'mfaRequired' || world.faults.take('mfa-required', hits))
    refuseSecondFactor(world, 50076, client)
  if (signInState === 'mfaFailed') refuseSecondFactor(world, 50074, client)
  if (signInState === 'mfaEnrolmentRequired') refuseSecondFactor(world, 50079, client)
  if (world.faults.take('conditional-access', hits)) throw refusal(53003)
  checkConditionalAccess(world, tenant, client, user)
}

/**
 * Whether the person is assigned to the application, where it asks for assignment.
 * @throws 50105
 */
export function checkAssignment(tenant: Tenant, user: User, client: Application): void {
  const principal = findServicePrincipal(tenant, client.appId)
  if (principal?.appRoleAssignmentRequired && !isAssigned(tenant, user.id, client.appId))
    throw refusal(50105, { appId: client.appId, appName: client.displayName, user: signInName(user) })
}
