/** Proof Key for Code Exchange (RFC 7636), with Entra's codes. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { refusal } from '../entra-problem.ts'
import type { AuthorizationCode } from '../grants/grants.ts'

/**
 * The challenge of an authorization request, if it has one; without a method it is `plain`.
 * @throws 501491 for a size outside 43–128 or an unknown method
 */
export function checkChallenge(
  challenge: string | undefined,
  method: string | undefined,
): AuthorizationCode['challenge'] {
  if (challenge === undefined) return undefined
  const known = method ?? 'plain'
  if (!/^[\w.~-]{43,128}$/.test(challenge) || (known !== 'S256' && known !== 'plain')) throw refusal(501491)
  return { value: challenge, method: known }
}

/**
 * Compares the verifier with the challenge of the code.
 * @throws 9002325 when a single-page app has none, 50147 for a verifier of impossible length, 501481 when they do
 *   not belong together
 */
export function checkVerifier(code: AuthorizationCode, verifier: string | undefined): void {
  if (code.platform === 'spa' && (!code.challenge || !verifier)) throw refusal(9002325)
  if (!code.challenge && !verifier) return
  if (!code.challenge || !verifier) throw refusal(501481)
  if (verifier.length < 43 || verifier.length > 128) throw refusal(50147)
  const presented =
    code.challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  const expected = Buffer.from(code.challenge.value)
  const actual = Buffer.from(presented)
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) throw refusal(501481)
}
