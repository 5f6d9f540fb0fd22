/** The authorization-code grant (RFC 6749 §4.1.3) with PKCE and Entra's rules per platform. */

import { checkClient } from '../checks/client.ts'
import { checkClientOfPlatform, presentedCredentials } from '../checks/client-authentication.ts'
import { checkConsent } from '../checks/consent.ts'
import { checkCrossOrigin } from '../checks/cross-origin.ts'
import { checkRedeemedScopes } from '../checks/narrowed-scopes.ts'
import { checkVerifier } from '../checks/pkce.ts'
import { checkSignInTenant } from '../checks/sign-in.ts'
import { checkTenantSegment } from '../checks/tenant.ts'
import { checkUserState } from '../checks/user.ts'
import { refusal } from '../entra-problem.ts'
import { codeLifetimeMs } from '../grants/grants.ts'
import { answerForPerson } from '../tokens/for-person.ts'
import type { Grant } from './token-grant.ts'

/** Redeems a code, once. */
export const redeemAuthorizationCode: Grant = async (request, world, version) => {
  const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
  const client = checkClient(world, segment, presentedCredentials(request).clientId)
  const presented = request.form.get('code')
  if (!presented) throw refusal(900144, { parameter: 'code' })
  const code = world.grants.findCode(presented)
  if (!code || code.signIn.clientAppId !== client.appId) throw refusal(70000)
  const { tenant, user } = checkSignInTenant(world, segment, code.signIn)

  checkCrossOrigin(request, world, code.platform, code.redirectUri)
  const clientAuthentication = await checkClientOfPlatform(request, world, client, code.platform !== 'web')
  if (code.redeemed) {
    // A code that comes twice may have been stolen: what the first redemption gave is withdrawn (RFC 6749 §4.1.2).
    world.grants.revokeOfCode(presented)
    throw refusal(54005)
  }
  if (world.clock.now() - code.issuedAtMs > codeLifetimeMs) throw refusal(70008)
  const redirectUri = request.form.get('redirect_uri') ?? ''
  if (redirectUri !== code.redirectUri) throw refusal(500112, { redirectUri, expected: code.redirectUri })
  checkVerifier(code, request.form.get('code_verifier') ?? undefined)
  const scopes = checkRedeemedScopes(request, world, tenant, client, code.scopes, version)
  checkUserState(world, tenant, user, client)
  checkConsent(world, tenant, client, user, scopes)

  code.redeemed = true
  return answerForPerson(request, world, {
    version,
    tenant,
    user,
    client,
    signIn: code.signIn,
    scopes,
    clientAuthentication,
    platform: code.platform,
    descent: { code: presented },
    ...(code.nonce !== undefined && { nonce: code.nonce }),
  })
}
