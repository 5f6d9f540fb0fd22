/** The resource-owner-password grant (RFC 6749 §4.3): deprecated, for tests of what still uses it. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { checkClient } from '../checks/client.ts'
import { checkClientOfPlatform, presentedCredentials } from '../checks/client-authentication.ts'
import { checkConsent } from '../checks/consent.ts'
import { checkScopes } from '../checks/scopes.ts'
import { checkTenantSegment } from '../checks/tenant.ts'
import { checkUserState } from '../checks/user.ts'
import { findTenant, findUser } from '../directory/lookup.ts'
import { refusal } from '../entra-problem.ts'
import { answerForPerson } from '../tokens/for-person.ts'
import type { Grant } from './token-grant.ts'

/** People without a password in the state file get in with any. */
export const grantPassword: Grant = async (request, world, version) => {
  const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
  if (segment === 'common' || segment === 'consumers') throw refusal(9001023)
  const client = checkClient(world, segment, presentedCredentials(request).clientId)
  const clientAuthentication = await checkClientOfPlatform(
    request,
    world,
    client,
    client.isFallbackPublicClient === true,
  )
  const username = request.form.get('username')
  if (!username) throw refusal(900144, { parameter: 'username' })
  const password = request.form.get('password')
  if (!password) throw refusal(900144, { parameter: 'password' })
  const domain = username.split('@').at(-1) ?? ''
  const tenant = typeof segment === 'string' ? findTenant(world.directory, domain) : segment
  if (!tenant) throw refusal(50128)
  const user = findUser(tenant, username)
  if (!user) throw refusal(50034, { user: username, tenant: tenant.displayName })
  const digest = createHash('sha256').update(password).digest()
  if (user.passwordDigest && !timingSafeEqual(user.passwordDigest, digest)) throw refusal(50126)
  checkUserState(world, tenant, user, client)
  const scopes = checkScopes(world, tenant, client, request.form.get('scope') ?? undefined)
  checkConsent(world, tenant, client, user, scopes)

  const signIn = {
    tenantId: tenant.id,
    userId: user.id,
    clientAppId: client.appId,
    sid: world.random.guid(),
    authTimeMs: world.clock.now(),
    amr: ['pwd'],
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
