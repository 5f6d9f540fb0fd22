/** Checks a token of our own issuer; what its bearer may do is in the database, not in here. */
import { audiencesOf, type Claims, checkTimes, requiredText } from './claims.ts'
import { refuse, shown } from './refusal.ts'
import type { OwnToken } from './verified-token.ts'

/** `aud` of our own tokens. */
export const ownAudience = 'waymark'

/** A token without `exp` passes here; its row decides whether it may be one. @throws {@link TokenRefusal} */
export function validateOwn(claims: Claims, issuer: string, nowMs: number): OwnToken {
  const expiresAtMs = checkTimes(claims, nowMs, 'optional')
  if (claims.iss !== issuer) refuse({ check: 'issuer', expected: issuer, seen: shown(claims.iss) })
  const audiences = audiencesOf(claims)
  if (audiences.length !== 1 || audiences[0] !== ownAudience)
    refuse({ check: 'audience', expected: ownAudience, seen: audiences.map(shown).join(', ') })
  return {
    kind: 'own',
    tokenId: requiredText(claims, 'jti'),
    accountName: requiredText(claims, 'sub'),
    tokenType: requiredText(claims, 'tokenType'),
    expiresAtMs,
  }
}
