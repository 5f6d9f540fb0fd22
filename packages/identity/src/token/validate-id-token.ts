/** Checks the ID token that the UI hands over once: for our client, with the nonce we gave out (OpenID Connect Core 3.1.3.7). */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IdentityConfig } from '../config.ts'
import { audiencesOf, type Claims, checkTimes, claimNames, requiredText, textClaim } from './claims.ts'
import { refuse, shown } from './refusal.ts'
import type { EntraIssuer, OidcIssuer } from './trusted-issuers.ts'
import { checkEntraIssuer } from './validate-entra.ts'
import type { PersonToken } from './verified-token.ts'

/** How the nonce is stored: whoever reads the table can't finish a sign-in with it. */
export function nonceHash(nonce: string): Buffer {
  return createHash('sha256').update(nonce).digest()
}

/**
 * Freshness is the nonce's age, which the caller has checked; `iat` says nothing, Entra back-dates it.
 *
 * @param expectedNonceHash - of the nonce that was consumed for this very call
 * @throws {@link TokenRefusal}
 */
export function validateIdToken(
  claims: Claims,
  typ: string | undefined,
  issuer: EntraIssuer | OidcIssuer,
  config: IdentityConfig,
  expectedNonceHash: Uint8Array,
  nowMs: number,
): PersonToken {
  const expiresAtMs = checkTimes(claims, nowMs) ?? 0
  const clientId = issuer.kind === 'entra' ? config.clientId.toLowerCase() : config.clientId
  const nonce = requiredText(claims, 'nonce')
  if (!timingSafeEqual(nonceHash(nonce), expectedNonceHash))
    refuse({ check: 'nonce', expected: 'the nonce of this sign-in' })

  const audiences = audiencesOf(claims)
  if (!audiences.includes(clientId))
    refuse({
      check: 'audience',
      expected: `${clientId} (AUTHENTICATION_CLIENT_ID)`,
      seen: audiences.map(shown).join(', '),
    })
  const azp = textClaim(claims, 'azp')
  if (azp === undefined ? audiences.length > 1 : azp !== clientId)
    refuse({ check: 'azp', expected: clientId, seen: shown(azp ?? 'several audiences') })
  const isAccessToken =
    typ === 'at+jwt' ||
    Object.hasOwn(claims, 'scp') ||
    Object.hasOwn(claims, 'appid') ||
    Object.hasOwn(claims, 'events') ||
    (claims.typ !== undefined && claims.typ !== 'ID')
  if (isAccessToken)
    refuse({ check: 'token kind', expected: 'an ID token', seen: `claims ${claimNames(claims)}` })

  if (issuer.kind === 'entra') {
    const { tid, oid } = checkEntraIssuer(claims, issuer)
    return { kind: 'person', via: 'entra', authority: tid, subject: oid, clientId, claims, expiresAtMs }
  }
  if (claims.iss !== issuer.iss) refuse({ check: 'issuer', expected: issuer.iss, seen: shown(claims.iss) })
  const subject = requiredText(claims, 'sub')
  return { kind: 'person', via: 'oidc', authority: issuer.iss, subject, clientId, claims, expiresAtMs }
}
