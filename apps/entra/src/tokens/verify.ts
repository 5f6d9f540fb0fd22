/** Reads tokens of our own issue, for endpoints that take them back. */
import { createPublicKey } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import type { World } from '../world.ts'
import { hashedNonce, unsealed, withNonce } from './graph-tokens.ts'

/** What a token says, or why it is not believed. */
export type Verified =
  | { payload: JWTPayload }
  | { refused: 'malformed' | 'foreign key' | 'bad signature' | 'expired' }

/** Checks signature and lifetime, in the forms that Microsoft Graph's tokens have, too; what the token is for is the caller's to check. */
export async function verifyOwnToken(presented: string, world: World): Promise<Verified> {
  let token: string
  let kid: string | undefined
  try {
    token = withNonce(unsealed(presented), hashedNonce)
    kid = decodeProtectedHeader(token).kid
  } catch {
    return { refused: 'malformed' }
  }
  const key = world.keys.all().find((each) => each.kid === kid)
  if (!key) return { refused: 'foreign key' }
  const publicKey = createPublicKey({ key: { kty: 'RSA', n: key.n, e: key.e }, format: 'jwk' })
  try {
    const currentDate = new Date(world.clock.now())
    return { payload: (await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate })).payload }
  } catch (error) {
    return { refused: error instanceof errors.JWTExpired ? 'expired' : 'bad signature' }
  }
}
