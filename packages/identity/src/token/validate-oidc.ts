/** Decides whether a token of a plain OpenID Connect provider (Keycloak, dex …) is an access token for this catalog. */
import type { IdentityConfig } from '../config.ts'
import {
  audiencesOf,
  type Claims,
  checkTimes,
  claimNames,
  requiredText,
  textClaim,
  wordSet,
} from './claims.ts'
import { refuse, shown } from './refusal.ts'
import type { OidcIssuer } from './trusted-issuers.ts'
import type { PersonOrApplicationToken, PersonToken } from './verified-token.ts'

export interface OidcRules {
  readonly config: IdentityConfig
  readonly allowedClients: ReadonlySet<string>
}

const compatAgeMs = 3_600_000

/** @throws {@link TokenRefusal} */
export function validateOidc(
  claims: Claims,
  typ: string | undefined,
  issuer: OidcIssuer,
  rules: OidcRules,
  nowMs: number,
): PersonToken | PersonOrApplicationToken {
  const { config, allowedClients } = rules
  const expiresAtMs = checkTimes(claims, nowMs) ?? 0
  if (claims.iss !== issuer.iss) refuse({ check: 'issuer', expected: issuer.iss, seen: shown(claims.iss) })
  const subject = requiredText(claims, 'sub')

  const accepted = new Set([config.clientId, ...config.extraAudiences])
  const seen = audiencesOf(claims)
  if (!seen.some((audience) => accepted.has(audience)))
    refuse({
      check: 'audience',
      expected: [...accepted].join(' or '),
      seen: seen.map(shown).join(', '),
      tell:
        'The token is for another application. Have the provider put the client id of this catalog into aud (in Keycloak: an audience ' +
        'mapper), or list the audience in WAYMARK_EXTRA_AUDIENCES.',
    })

  const payloadTyp = claims.typ
  if ((payloadTyp !== undefined && payloadTyp !== 'Bearer') || Object.hasOwn(claims, 'events')) {
    // Keycloak marks its own kinds: ID, Refresh, Offline, Logout.
    if (payloadTyp !== 'ID' || Object.hasOwn(claims, 'events'))
      refuse({ check: 'token kind', expected: 'an access token', seen: `typ ${shown(payloadTyp)}` })
  }
  const base = { via: 'oidc', authority: issuer.iss, subject, claims, expiresAtMs } as const
  const scopes = wordSet(claims, 'scope') ?? wordSet(claims, 'scp')
  const isAccessToken = typ === 'at+jwt' || payloadTyp === 'Bearer'
  const hasRequiredScope = config.apiScope !== undefined && (scopes?.has(config.apiScope) ?? false)
  if (!isAccessToken && (payloadTyp === 'ID' || !hasRequiredScope)) {
    if (isCompatIdToken(claims, seen, config, nowMs)) return { kind: 'person', ...base, clientId: undefined }
    refuse({
      check: 'token kind',
      expected:
        "an access token: header typ 'at+jwt', payload typ 'Bearer', or the scope of WAYMARK_API_SCOPE. An ID token is none",
      seen: `claims ${claimNames(claims)}`,
    })
  }
  const clientId = textClaim(claims, 'azp') ?? textClaim(claims, 'client_id')
  if (!clientId)
    refuse({ check: 'client', expected: "'azp' or 'client_id'", seen: `claims ${claimNames(claims)}` })
  if (config.apiScope && !hasRequiredScope)
    refuse({
      check: 'scope',
      expected: `'${config.apiScope}' in 'scope' (WAYMARK_API_SCOPE)`,
      code: 'scope-insufficient',
      tell: `The token lacks the scope '${config.apiScope}'.`,
    })
  return { kind: 'person-or-application', ...base, clientId, clientAllowed: allowedClients.has(clientId) }
}

function isCompatIdToken(
  claims: Claims,
  audiences: readonly string[],
  config: IdentityConfig,
  nowMs: number,
): boolean {
  const { iat } = claims
  const azp = textClaim(claims, 'azp')
  return (
    config.idTokenMode === 'compat' &&
    audiences.length === 1 &&
    audiences[0] === config.clientId &&
    (azp === undefined || azp === config.clientId) &&
    textClaim(claims, 'nonce') !== undefined &&
    typeof iat === 'number' &&
    nowMs - iat * 1000 <= compatAgeMs
  )
}
