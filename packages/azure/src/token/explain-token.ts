/** Explains a token claim by claim, and which of the server's rules accepts or refuses it. */
import type { DoctorDeps } from '../doctor/check.ts'
import type { DoctorSettings } from '../doctor/settings.ts'
import { decodeToken } from './decode.ts'
import { judge, kindOf, type Rule, type TokenKind } from './rules.ts'

export interface ClaimNote {
  readonly claim: string
  /** Ids, times and names of permissions; what is about a person is not shown. */
  readonly value: string
  readonly meaning: string
}

export interface TokenReport {
  readonly kind: TokenKind
  readonly claims: readonly ClaimNote[]
  readonly rules: readonly Rule[]
  readonly accepted: boolean
}

/** Claims whose values may be shown; all others are named, not quoted. */
// biome-ignore format: one line a claim reads as a table
const meanings: Readonly<Record<string, string>> = {
  iss: 'who issued it', aud: 'whom it is for', tid: 'the tenant', ver: 'version of the token',
  oid: 'object id of the person, or of the Enterprise application', azp: 'client id of the application that asked for it (version 2)',
  appid: 'client id of the application that asked for it (version 1)', azpacr: 'how the application proved itself: 0 not, 1 secret, 2 certificate or assertion',
  appidacr: 'how the application proved itself: 0 not, 1 secret, 2 certificate or assertion', idtyp: "'app' for an application",
  scp: "what a person's application may do", roles: 'app roles', exp: 'valid until', nbf: 'valid from', iat: 'issued (Entra dates it back by five minutes)',
  hasgroups: 'the person is in groups that are not listed', _claim_names: 'groups were left out: too many (overage)',
  nonce: 'ties an ID token to one sign-in', wids: 'directory roles', sub: 'the same person or application, as this API sees it', uti: 'id of the token',
}
const shownAsText = new Set([
  'iss',
  'aud',
  'tid',
  'ver',
  'oid',
  'azp',
  'appid',
  'azpacr',
  'appidacr',
  'idtyp',
  'scp',
  'roles',
  'hasgroups',
])
const times = new Set(['exp', 'nbf', 'iat'])

/** Undefined when the text is no JWT. The signature is verified with the issuer's keys when they can be fetched. */
export async function explainToken(
  token: string,
  settings: DoctorSettings,
  deps: Pick<DoctorDeps, 'fetch' | 'nowMs'>,
): Promise<TokenReport | undefined> {
  const decoded = decodeToken(token)
  if (!decoded) return undefined
  const { header, claims } = decoded
  const kind = kindOf(claims)
  const rules = await judge({ token, header, claims, kind }, settings, deps)
  return {
    kind,
    claims: Object.entries(claims).map(([claim, value]) => note(claim, value)),
    rules,
    accepted: rules.every(({ verdict }) => verdict !== 'refuses'),
  }
}

function note(claim: string, value: unknown): ClaimNote {
  const meaning = meanings[claim] ?? 'not looked at'
  if (times.has(claim) && typeof value === 'number') {
    return { claim, value: new Date(value * 1000).toISOString(), meaning }
  }
  const shown = Array.isArray(value) ? value.join(' ') : String(value)
  return { claim, value: shownAsText.has(claim) ? shown.slice(0, 300) : '(not shown)', meaning }
}
