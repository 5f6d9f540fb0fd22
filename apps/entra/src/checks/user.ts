/** Whether a person can sign in at all, and to this application. */

import { findServicePrincipal, isAssigned, signInName } from '../directory/lookup.ts'
import type { Application, Tenant, User } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'

/**
 * The state of the account.
 * @throws 50057 disabled, 50053 locked, 50055 password expired, 50076 second factor needed
 */
export function checkUserState(user: User, client: Application): void {
  if (!user.accountEnabled) throw refusal(50057)
  if (user.signInState === 'locked') throw refusal(50053)
  if (user.signInState === 'passwordExpired') throw refusal(50055)
  if (user.signInState === 'mfaRequired') throw refusal(50076, { resource: client.appId })
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
