/** The on-behalf-of grant (RFC 7523 §2.1 as Entra uses it): an API calls another one for the person who called it. */

import { checkClient } from '../checks/client.ts'
import { checkConfidentialClient, presentedCredentials } from '../checks/client-authentication.ts'
import { checkConsent } from '../checks/consent.ts'
import { checkScopes } from '../checks/scopes.ts'
import { checkConcreteTenant } from '../checks/tenant.ts'
import { checkUserState } from '../checks/user.ts'
import { findUser } from '../directory/lookup.ts'
import type { Application } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import { answerForPerson } from '../tokens/for-person.ts'
import { verifyOwnToken } from '../tokens/verify.ts'
import type { World } from '../world.ts'
import type { Grant } from './token-grant.ts'

export const grantOnBehalfOf: Grant = async (request, world, version) => {
  const tenant = checkConcreteTenant(world.directory, request.params.tenant ?? '')
  const client = checkClient(world, tenant, presentedCredentials(request).clientId)
  const clientAuthentication = await checkConfidentialClient(request, world, client)
  if (request.form.get('requested_token_use') !== 'on_behalf_of')
    throw refusal(900144, { parameter: 'requested_token_use' })
  const assertion = request.form.get('assertion')
  if (!assertion) throw refusal(900144, { parameter: 'assertion' })
  const { oid, tid, amr } = await checkUserAssertion(world, client, assertion)
  const user = tid === tenant.id ? findUser(tenant, String(oid)) : undefined
  if (!user) throw refusal(50013, { reason: 'The assertion is of another tenant.' })
  const scopes = checkScopes(world, tenant, client, request.form.get('scope') ?? undefined)
  checkUserState(world, tenant, user, client)
  checkConsent(world, tenant, client, user, scopes)

  const signIn = {
    tenantId: tenant.id,
    userId: user.id,
    clientAppId: client.appId,
    sid: world.random.guid(),
    authTimeMs: world.clock.now(),
    amr: Array.isArray(amr) ? amr.map(String) : ['pwd'],
  }
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

/**
 * Claims of an access token that a person's client was given for `client`.
 * @throws 500133 expired, 50013 not ours, 500131 for another API, 7000114 for an application's token,
 *   240002 for an ID token that says too little
 */
async function checkUserAssertion(world: World, client: Application, assertion: string) {
  const verified = await verifyOwnToken(assertion, world)
  if ('refused' in verified) {
    if (verified.refused === 'expired') throw refusal(500133)
    throw refusal(50013, { reason: `The token is not believed: ${verified.refused}.` })
  }
  const { payload } = verified
  const audience = [payload.aud ?? []].flat()[0] ?? ''
  const own = [client.appId, ...client.identifierUris]
  if (!own.some((name) => name.replace(/\/$/, '') === audience.replace(/\/$/, '')))
    throw refusal(500131, { audience, appId: client.appId })
  if (payload.scp === undefined && payload.sub === payload.oid)
    throw refusal(7000114, { appId: client.appId, appName: client.displayName })
  if (payload.scp === undefined && payload.oid === undefined) throw refusal(240002)
  if (payload.scp === undefined) throw refusal(50013, { reason: 'The assertion is no access token.' })
  return payload
}
