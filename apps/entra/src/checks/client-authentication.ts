/** How a client proves that it is the application it names: a secret, or a signed assertion. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Application } from '../directory/model.ts'
import { refusal } from '../entra-problem.ts'
import type { EntraRequest } from '../http/request.ts'
import type { ClientAuthentication } from '../tokens/grant-facts.ts'
import type { World } from '../world.ts'
import { checkClientAssertion } from './client-assertion.ts'

/** `client_id` and `client_secret` as presented: in the body, or as HTTP Basic (RFC 6749 §2.3.1). */
export function presentedCredentials(request: EntraRequest): { clientId?: string; secret?: string } {
  const basic = /^Basic (.+)$/i.exec(request.header('authorization') ?? '')?.[1]
  const [name, ...rest] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : []
  const decode = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? ''
  const clientId = request.form.get('client_id') || (name && decode(name))
  const secret = request.form.get('client_secret') || (basic && decode(rest.join(':')))
  return { ...(clientId && { clientId }), ...(secret && { secret }) }
}

/**
 * Authenticates a confidential client.
 * @throws 9002326 from a browser, 7000218 when nothing is presented, 7000215 for a wrong secret, 7000222 for an
 *   expired one, 7000xx for assertions
 */
export async function checkConfidentialClient(
  request: EntraRequest,
  world: World,
  client: Application,
): Promise<ClientAuthentication> {
  if (request.origin !== undefined) throw refusal(9002326, { origin: request.origin })
  const assertion = request.form.get('client_assertion')
  if (assertion) {
    await checkClientAssertion(world, client, assertion)
    return 'assertion'
  }
  const { secret } = presentedCredentials(request)
  if (!secret) throw refusal(7000218)
  checkSecret(world, client, secret)
  return 'secret'
}

/**
 * Authenticates whatever kind of client redeems a grant that was issued to a redirect URI's platform.
 * @throws 700025 when a public client presents credentials; else as {@link checkConfidentialClient}
 */
export async function checkClientOfPlatform(
  request: EntraRequest,
  world: World,
  client: Application,
  isPublic: boolean,
): Promise<ClientAuthentication> {
  if (!isPublic) return checkConfidentialClient(request, world, client)
  if (presentedCredentials(request).secret || request.form.get('client_assertion')) throw refusal(700025)
  return 'none'
}

function checkSecret(world: World, client: Application, secret: string): void {
  const { appId } = client
  const digest = createHash('sha256').update(secret).digest()
  const matching = client.secrets.filter((each) => timingSafeEqual(each.digest, digest))
  const hits = (fault: { appId?: string }) => !fault.appId || fault.appId === appId
  if (matching.length === 0 || world.faults.take('secret-wrong', hits)) {
    const { secrets, certificates, federatedCredentials } = client
    const hasNone = secrets.length + certificates.length + federatedCredentials.length === 0
    throw hasNone && world.behaviour.withoutCredentialsCode === 70002
      ? refusal(70002)
      : refusal(7000215, { appId })
  }
  const expired = world.faults.take('secret-expired', hits)
  if (expired || matching.every((each) => each.endDateTimeMs <= world.clock.now()))
    throw refusal(7000222, { appId })
}
