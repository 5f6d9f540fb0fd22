/** The device-code grant (RFC 8628 §3.4): the device asks until the person has signed in elsewhere. */

import { checkClient } from '../checks/client.ts'
import { checkClientOfPlatform, presentedCredentials } from '../checks/client-authentication.ts'
import { checkConsent } from '../checks/consent.ts'
import { checkCrossOrigin } from '../checks/cross-origin.ts'
import { checkScopes } from '../checks/scopes.ts'
import { checkSignInTenant } from '../checks/sign-in.ts'
import { checkTenantSegment } from '../checks/tenant.ts'
import { checkUserState } from '../checks/user.ts'
import { refusal } from '../entra-problem.ts'
import { deviceCodeLifetimeMs } from '../grants/grants.ts'
import { answerForPerson } from '../tokens/for-person.ts'
import type { Grant } from './token-grant.ts'

/** MSAL for Python sends the code as `code` and `device_code`, MSAL for Node as `device_code`. */
export const redeemDeviceCode: Grant = async (request, world, version) => {
  const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
  const client = checkClient(world, segment, presentedCredentials(request).clientId)
  checkCrossOrigin(request, world, undefined)
  const clientAuthentication = await checkClientOfPlatform(
    request,
    world,
    client,
    client.isFallbackPublicClient === true,
  )
  const presented = request.form.get('device_code') ?? request.form.get('code')
  if (!presented) throw refusal(900144, { parameter: 'device_code' })
  const code = world.grants.findDeviceCode(presented)
  if (!code || code.clientAppId !== client.appId) throw refusal(70018)
  const { outcome } = code
  if (outcome === 'declined') throw refusal(65004, {}, { error: 'authorization_declined' })
  if (outcome === 'redeemed') throw refusal(54005)
  if (world.clock.now() - code.issuedAtMs > deviceCodeLifetimeMs) throw refusal(70019)
  if (outcome === 'pending') throw refusal(70016)

  const signIn = { ...outcome, clientAppId: client.appId, amr: ['pwd'] }
  const { tenant, user } = checkSignInTenant(world, segment, signIn)
  checkUserState(world, tenant, user, client)
  const scopes = checkScopes(world, tenant, client, code.scope)
  checkConsent(world, tenant, client, user, scopes)
  code.outcome = 'redeemed'
  return answerForPerson(request, world, {
    version,
    tenant,
    user,
    client,
    signIn,
    scopes,
    clientAuthentication,
  })
}
