/** Signs claim sets into the JWTs that Entra issues: RS256, `kid` of a published key, `x5t` too for v1. */
import { SignJWT } from 'jose'
import { graphAppId } from '../directory/microsoft-graph.ts'
import type { Application } from '../directory/model.ts'
import { consumersTenantId } from '../directory/personal-accounts.ts'
import type { World } from '../world.ts'
import { opaqueClaims, timeClaims } from './common-claims.ts'
import type { Claims } from './grant-facts.ts'
import { hashedNonce, withNonce } from './graph-tokens.ts'

/**
 * A signed token.
 * @param application whose it is: the API's, or for an ID token the client's
 * @param claims what the token says; times and Entra's opaque claims are added
 * @param lifetimeSeconds from now; the `iat` is five minutes in the past
 * @returns the compact JWS
 */
export async function signToken(
  world: World,
  application: Application,
  claims: Claims,
  lifetimeSeconds: number,
): Promise<string> {
  const key = signingKey(world, application, claims)
  const { aud, iss, ...rest } = claims
  const payload = JSON.parse(
    JSON.stringify({
      aud,
      iss,
      ...timeClaims(world.clock.now(), lifetimeSeconds),
      ...opaqueClaims(world.random, String(claims.tid), String(claims.appid ?? claims.azp ?? aud)),
      ...rest,
    }),
  )
  const nonce =
    application.appId === graphAppId && world.behaviour.graphTokens === 'withNonce'
      ? world.random.text(32)
      : undefined
  const token = await new SignJWT(payload)
    .setProtectedHeader({
      typ: 'JWT',
      ...(nonce && { nonce: hashedNonce(nonce) }),
      alg: 'RS256',
      ...(claims.ver === '1.0' && { x5t: key.kid }),
      kid: key.kid,
    })
    .sign(key.privateKey)
  return nonce ? withNonce(token, () => nonce) : token
}

/** Personal accounts have a key of their own, and so have applications that map claims. */
function signingKey({ keys }: World, { appId }: Application, { tid }: Claims) {
  return tid === consumersTenantId ? keys.personal() : (keys.ofApplication(appId) ?? keys.current())
}

/** How long the next access token lives: fixed, or drawn from a range as Entra does. */
export function accessTokenLifetimeSeconds({ behaviour, random }: World): number {
  const lifetime = behaviour.accessTokenLifetime ?? { fixedSeconds: 3600 }
  return 'fixedSeconds' in lifetime ? lifetime.fixedSeconds : random.between(...lifetime.randomSeconds)
}

/** ID tokens live an hour. */
export const idTokenLifetimeSeconds = 3600
