/** `GET /{tenant}/discovery[/v2.0]/keys`: the key set (RFC 7517) with Entra's certificate members. */

import { checkTenantSegment } from '../checks/tenant.ts'
import { cloudOfHost } from '../clouds.ts'
import { type Answer, cachedForADay, json } from '../http/answer.ts'
import type { EntraRequest } from '../http/request.ts'
import type { Handler } from '../http/router.ts'
import { issuerV2 } from '../tokens/common-claims.ts'
import type { World } from '../world.ts'
import { refusedDocument } from './refused-document.ts'

/** v2 keys say whose tokens they sign; `{tenantid}` stands for any tenant. */
export const keysV2: Handler = (request, world) =>
  keySet(request, world, () => ({
    issuer: issuerV2({ id: '{tenantid}', cloud: cloudOfHost(request.host)?.name ?? 'public' }),
  }))

/** The same keys without `issuer`. */
export const keysV1: Handler = (request, world) => keySet(request, world, () => ({}))

function keySet(request: EntraRequest, world: World, extra: () => object): Answer {
  try {
    checkTenantSegment(world.directory, request.params.tenant ?? '')
    const keys = world.keys.published().map(({ kid, n, e, certificate }) => ({
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t: kid,
      n,
      e,
      x5c: [certificate],
      ...extra(),
    }))
    return json(200, { keys }, cachedForADay)
  } catch (error) {
    return refusedDocument(error, request)
  }
}
