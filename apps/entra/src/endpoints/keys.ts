/** `GET /{tenant}/discovery[/v2.0]/keys`: the key set (RFC 7517) with Entra's certificate members. */
import { checkTenantSegment, type SharedSegment } from '../checks/tenant.ts'
import { cloudOfHost, clouds } from '../clouds.ts'
import type { Tenant } from '../directory/model.ts'
import { consumersTenantId } from '../directory/personal-accounts.ts'
import { type Answer, cachedForADay, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { issuerV2 } from '../tokens/common-claims.ts'
import type { SigningKey } from '../tokens/signing-keys.ts'
import type { World } from '../world.ts'
import { refusedDocument } from './refused-document.ts'

/** v2 keys say whose tokens they sign; `{tenantid}` stands for any tenant. */
export const keysV2: Handler = (request, world) => keySet(request, world, true)

/** The same keys, as far as anybody knows without `issuer`. */
export const keysV1: Handler = (request, world) =>
  keySet(request, world, world.behaviour.v1KeyIssuer === 'template')

function keySet(request: EntraRequest, world: World, withIssuer: boolean): Answer {
  try {
    const segment = checkTenantSegment(world.directory, request.params.tenant ?? '')
    const { name: cloud } = cloudOfHost(request.host) ?? clouds.public
    const keys = issuersAndKeys(request, world, segment).map(([id, { kid, n, e, certificate }]) => ({
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t: kid,
      n,
      e,
      x5c: [certificate],
      ...(withIssuer && { issuer: issuerV2({ id, cloud }) }),
    }))
    return json(200, { keys }, cachedForADay)
  } catch (error) {
    return refusedDocument(error, request)
  }
}

/** The keys of a document, each with the tenant that stands in its issuer. */
function issuersAndKeys(
  request: EntraRequest,
  { keys, behaviour }: World,
  segment: Tenant | SharedSegment,
): [tenantId: string, key: SigningKey][] {
  const own = keys.ofApplication(request.query.get('appid') ?? '')
  if (own) return [['{tenantid}', own]]
  const oneTenant =
    typeof segment !== 'string' && behaviour.tenantKeyIssuer === 'tenant' ? segment.id : undefined
  const ofWork = keys.published().map((key): [string, SigningKey] => [oneTenant ?? '{tenantid}', key])
  const ofPeople: [string, SigningKey][] = [[consumersTenantId, keys.personal()]]
  if (segment === 'common') return [...ofWork, ...ofPeople]
  return segment === 'consumers' ? ofPeople : ofWork
}
