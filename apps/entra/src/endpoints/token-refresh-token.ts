/** The refresh-token grant (RFC 6749 §6): a new access token, for any API, while the sign-in lasts. */

import { checkClient } from '../checks/client.ts'
import { checkClientOfPlatform, presentedCredentials } from '../checks/client-authentication.ts'
import { checkConsent } from '../checks/consent.ts'
import { checkCrossOrigin } from '../checks/cross-origin.ts'
import { checkNarrowedScopes } from '../checks/narrowed-scopes.ts'
import { checkSignInTenant } from '../checks/sign-in.ts'
import { checkTenantSegment } from '../checks/tenant.ts'
import { checkUserState } from '../checks/user.ts'
import { entraTimestamp } from '../clock.ts'
import { refusal } from '../entra-problem.ts'
import { refreshInactivityMs } from '../grants/grants.ts'
import { answerForPerson } from '../tokens/for-person.ts'
import type { Grant } from './token-grant.ts'

/** Renews; the presented token stays valid, its successor inherits the deadline of a single-page app. */
export const redeemRefreshToken: Grant = async (request, world, version) => {
  const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
  const client = checkClient(world, segment, presentedCredentials(request).clientId)
  const presented = request.form.get('refresh_token')
  if (!presented) throw refusal(900144, { parameter: 'refresh_token' })
  const token = world.grants.findRefreshToken(presented)
  if (!token || token.signIn.clientAppId !== client.appId) throw refusal(70000)
  const { tenant, user } = checkSignInTenant(world, segment, token.signIn)

  checkCrossOrigin(request, world, token.platform)
  const isPublic =
    token.platform === undefined ? client.isFallbackPublicClient === true : token.platform !== 'web'
  const clientAuthentication = await checkClientOfPlatform(request, world, client, isPublic)
  if (token.revoked) throw refusal(50173)
  const now = world.clock.now()
  const issuedAt = entraTimestamp(token.issuedAtMs)
  if (token.deadlineMs !== undefined && now > token.deadlineMs) throw refusal(700084, { issuedAt })
  if (now - token.issuedAtMs > refreshInactivityMs) throw refusal(700082, { issuedAt })
  const { refreshTokenMaxAgeSeconds: maxAge, signInFrequencySeconds: frequency } = tenant.policies
  if (maxAge !== undefined && now - token.issuedAtMs > maxAge * 1000)
    throw refusal(700081, { issuedAt, seconds: String(maxAge) })
  if (frequency !== undefined && now - token.signIn.authTimeMs > frequency * 1000)
    throw refusal(70043, { issuedAt, seconds: String(frequency) })
  const scopes = checkNarrowedScopes(request, world, tenant, client, token.scopes, version)
  checkUserState(world, tenant, user, client)
  checkConsent(world, tenant, client, user, scopes)

  return answerForPerson(request, world, {
    version,
    tenant,
    user,
    client,
    signIn: token.signIn,
    scopes,
    clientAuthentication,
    ...(token.platform && { platform: token.platform }),
    descent: {
      ...(token.code && { code: token.code }),
      ...(token.deadlineMs !== undefined && { deadlineMs: token.deadlineMs }),
    },
  })
}
