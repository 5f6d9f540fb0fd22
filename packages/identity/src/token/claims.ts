/** Reads claims of a verified payload: own members, case-sensitively, of the expected type, bounded. */
import { printable, refuse, shown } from './refusal.ts'

export type Claims = Readonly<Record<string, unknown>>

const maxClaimLength = 512
/** RFC 7519 4.1.4 allows a small leeway for clocks that differ. */
export const leewaySeconds = 60

/** Control characters and lone surrogates: no directory sends them, and PostgreSQL stores neither NUL nor half characters. */
const unprintable = /[\p{Cc}\p{Cs}]/u

/** The claim when it is a printable text of 1 to 512 characters; anything else is absent. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (typeof value !== 'string' || value.length === 0 || value.length > maxClaimLength) return undefined
  return unprintable.test(value) ? undefined : value
}

/** @throws {@link TokenRefusal} when it is absent or no text */
export function requiredText(claims: Claims, name: string): string {
  return textClaim(claims, name) ?? refuse({ check: name, expected: 'the claim, as a text' })
}

/** Space-separated set (`scp`, `scope`). Undefined when the claim is absent or no text. */
export function wordSet(claims: Claims, name: string): ReadonlySet<string> | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (typeof value !== 'string' || value.length > 8192) return undefined
  return new Set(value.split(' ').filter(Boolean))
}

/** Texts of an array claim (`roles`). */
export function textList(claims: Claims, name: string): readonly string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/**
 * `exp`, `nbf` and `iat` (RFC 7519 4.1).
 *
 * @returns the expiry in milliseconds since 1970; undefined only where `expiry` is `optional` and there is none
 */
export function checkTimes(
  claims: Claims,
  nowMs: number,
  expiry: 'required' | 'optional' = 'required',
): number | undefined {
  const nowSeconds = nowMs / 1000
  for (const name of ['exp', 'nbf', 'iat']) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined
    if (value === undefined && !(name === 'exp' && expiry === 'required')) continue
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > 1e11)
      refuse({ check: name, expected: 'seconds since 1970, as a number' })
  }
  const { exp, nbf } = claims
  if (typeof nbf === 'number' && nbf > nowSeconds + leewaySeconds)
    refuse({
      check: 'nbf',
      expected: 'a token that is valid already; compare the clocks of issuer and server',
    })
  if (typeof exp !== 'number') return undefined
  if (exp <= nowSeconds - leewaySeconds)
    refuse({ check: 'exp', expected: 'a token that has not expired', code: 'token-expired' })
  return exp * 1000
}

/** The audiences: one text, or a list of at most 20 texts. */
export function audiencesOf(claims: Claims): readonly string[] {
  const value = Object.hasOwn(claims, 'aud') ? claims.aud : undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((entry): entry is string => typeof entry === 'string' && entry.length > 0)
  if (texts.length !== list.length || texts.length === 0 || texts.length > 20)
    refuse({ check: 'audience', expected: "'aud' as a text or a list of texts", seen: shown(value) })
  return texts
}

/** Names of the claims present, for a message that must not show values. */
export function claimNames(claims: Claims): string {
  return printable(Object.keys(claims).slice(0, 60).join(', ').slice(0, 600))
}
