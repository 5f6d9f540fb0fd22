/** Claims that every token carries, whatever its version and kind. */
import { createHmac } from 'node:crypto'
import { clouds } from '../clouds.ts'
import type { Tenant } from '../directory/model.ts'
import type { Random } from '../random.ts'
import type { Claims, ClientAuthentication } from './grant-facts.ts'

/** Entra dates tokens five minutes back, so that clients with slow clocks accept them. */
const backdatedSeconds = 300

/** Time claims of a token that is valid for `lifetimeSeconds` from now. */
export function timeClaims(nowMs: number, lifetimeSeconds: number): Claims {
  const now = Math.floor(nowMs / 1000)
  return { iat: now - backdatedSeconds, nbf: now - backdatedSeconds, exp: now + lifetimeSeconds }
}

/** Entra's bookkeeping claims: opaque to everybody else, present in every token. */
export function opaqueClaims(random: Random, tenantId: string, audienceAppId: string): Claims {
  const ids = Buffer.from(`${tenantId}${audienceAppId}`.replaceAll('-', ''), 'hex')
  return {
    aio: random.bytes(36).toString('base64'),
    rh: `1.${ids.toString('base64url')}.`,
    uti: random.text(16),
  }
}

/**
 * The pairwise `sub` of a person at one application: the same on every sign-in there, different elsewhere,
 * and not traceable to the object id.
 */
export const pairwiseSubject = (tenantId: string, userId: string, appId: string): string =>
  createHmac('sha256', `waymark-entra subject salt of ${tenantId}`)
    .update(`${userId}|${appId}`)
    .digest('base64url')

/** `0` for public clients, `1` for a secret, `2` for a certificate or another assertion. */
export const authenticationClass = (authentication: ClientAuthentication): string =>
  ({ none: '0', secret: '1', assertion: '2' })[authentication]

/** Issuers by token version. */
export const issuerV1 = ({
  id,
  cloud,
  v1IssuerHost,
}: Pick<Tenant, 'id' | 'cloud' | 'v1IssuerHost'>): string =>
  `https://${v1IssuerHost ?? clouds[cloud].stsHost}/${id}/`
export const issuerV2 = ({ id, cloud }: Pick<Tenant, 'id' | 'cloud'>): string =>
  `https://${clouds[cloud].loginHost}/${id}/v2.0`
