/** Decides whether an Entra access token is one for this catalog, and whether a person or an application is behind it. */
import type { IdentityConfig } from '../config.ts'
import { isGuid } from '../guid.ts'
import type { VerificationKey } from '../key-set.ts'
import { type Audiences, refuseAudience } from './audience.ts'
import {
  audiencesOf,
  type Claims,
  checkTimes,
  claimNames,
  requiredText,
  textClaim,
  textList,
  wordSet,
} from './claims.ts'
import { refuse, shown } from './refusal.ts'
import type { EntraIssuer } from './trusted-issuers.ts'
import type { ApplicationToken, PersonToken } from './verified-token.ts'

export interface EntraRules {
  readonly config: IdentityConfig
  readonly audiences: Audiences
  /** `azp`/`appid` of people's tokens. */
  readonly allowedClients: ReadonlySet<string>
}

const compatAgeMs = 3_600_000
/** Entra back-dates `iat` by five minutes. */
const backDatedMs = 300_000

/**
 * A key of a shared set belongs to the issuer it names (Entra, "claims validation"): the template with `{tenantid}` for any tenant, or one
 * concrete issuer. Version 1 sets name the version 2 issuer.
 */
export function checkKeyIssuer(key: VerificationKey, issuer: EntraIssuer): void {
  if (key.issuer === undefined) {
    if (issuer.anyTenant)
      refuse({ check: 'key issuer', expected: "an 'issuer' at the key, since every tenant is trusted" })
    return
  }
  const concrete = key.issuer.replace('{tenantid}', issuer.tenantId)
  if (concrete !== issuer.iss && concrete !== issuer.v2Issuer)
    refuse({ check: 'key issuer', expected: issuer.iss, seen: shown(concrete) })
}

/** `iss`, `ver`, `tid` and `oid` agree with each other and with the issuer that was chosen. */
export function checkEntraIssuer(claims: Claims, issuer: EntraIssuer): { tid: string; oid: string } {
  if (claims.iss !== issuer.iss) refuse({ check: 'issuer', expected: issuer.iss, seen: shown(claims.iss) })
  if (textClaim(claims, 'ver') !== issuer.version)
    refuse({
      check: 'ver',
      expected: `${issuer.version}, which belongs to ${issuer.iss}`,
      seen: shown(claims.ver),
    })
  const tid = requiredText(claims, 'tid')
  if (!isGuid(tid) || tid !== issuer.tenantId)
    refuse({ check: 'tenant', expected: issuer.tenantId, seen: shown(tid) })
  const oid = textClaim(claims, 'oid')
  if (!oid || !isGuid(oid))
    refuse({
      check: 'oid',
      expected:
        "the object id of a person or a service principal. A token without 'oid' comes from an application without an Enterprise application " +
        'in this tenant: create it (az ad sp create --id <application id>)',
    })
  return { tid, oid }
}

/** @throws {@link TokenRefusal} */
export function validateEntra(
  claims: Claims,
  issuer: EntraIssuer,
  rules: EntraRules,
  nowMs: number,
): PersonToken | ApplicationToken {
  const { config, audiences } = rules
  const expiresAtMs = checkTimes(claims, nowMs) ?? 0
  const { tid, oid } = checkEntraIssuer(claims, issuer)
  const hasScope = Object.hasOwn(claims, 'scp')
  const idtyp = textClaim(claims, 'idtyp')

  const accepted = issuer.version === '2.0' ? audiences.v2 : audiences.v1
  const seen = audiencesOf(claims)
  if (!seen.some((audience) => accepted.has(audience)))
    refuseAudience(seen, accepted, hasScope ? 'person' : 'application', config)

  const person = { kind: 'person', via: 'entra', authority: tid, subject: oid, claims, expiresAtMs } as const
  const actor = textClaim(claims, issuer.version === '2.0' ? 'azp' : 'appid')
  if (!actor) {
    if (isCompatIdToken(claims, seen, config, nowMs)) return { ...person, clientId: undefined }
    refuse({
      check: 'actor',
      expected: `'${issuer.version === '2.0' ? 'azp' : 'appid'}', which every access token has. An ID token is no credential for the API`,
      seen: `claims ${claimNames(claims)}`,
    })
  }
  if (seen.length > 1 && !rules.allowedClients.has(actor))
    refuse({ check: 'audience', expected: 'one audience', seen: seen.map(shown).join(', ') })

  if (hasScope) {
    checkDelegated(claims, idtyp, actor, rules)
    return { ...person, clientId: actor }
  }
  checkAppOnly(claims, idtyp, oid, issuer, config)
  return { kind: 'application', via: 'entra', authority: tid, clientId: actor, subject: oid, expiresAtMs }
}

function checkDelegated(claims: Claims, idtyp: string | undefined, actor: string, rules: EntraRules): void {
  const scopes = wordSet(claims, 'scp')
  if (!scopes || idtyp === 'app')
    refuse({ check: 'token kind', expected: "a person's token: 'scp' as a text and no 'idtyp: app'" })
  const { apiScope, clientId } = rules.config
  if (apiScope ? !scopes.has(apiScope) : scopes.size === 0)
    refuse({
      check: 'scope',
      expected: apiScope ? `'${apiScope}' in 'scp' (WAYMARK_API_SCOPE)` : "a scope in 'scp'",
      seen: [...scopes].map(shown).join(' '),
      code: 'scope-insufficient',
      tell: `The token lacks the scope '${apiScope ?? 'of this API'}'. Ask for api://${clientId}/${apiScope ?? '<scope>'}.`,
    })
  checkClient(actor, rules.allowedClients)
}

/** @throws a refusal that names the setting */
export function checkClient(actor: string, allowed: ReadonlySet<string>): void {
  if (allowed.has(actor)) return
  const clients = [...allowed, actor].join(',')
  refuse({
    check: 'client',
    expected: [...allowed].join(' or '),
    seen: shown(actor),
    code: 'scope-insufficient',
    tell:
      `The application ${shown(actor)} may not obtain people's tokens for this catalog. If it may, set ` +
      `WAYMARK_ALLOWED_CLIENTS=${/^[\x21-\x7e]{1,200}$/.test(actor) ? clients : '<its client id>'} on the server.`,
  })
}

function checkAppOnly(
  claims: Claims,
  idtyp: string | undefined,
  oid: string,
  issuer: EntraIssuer,
  config: IdentityConfig,
): void {
  const proof = textClaim(claims, issuer.version === '2.0' ? 'azpacr' : 'appidacr')
  const byClaims =
    !Object.hasOwn(claims, 'idtyp') && textClaim(claims, 'sub') === oid && /^[12]$/.test(proof ?? '')
  if (idtyp !== 'app' && (config.requireIdtyp || !byClaims))
    refuse({
      check: 'token kind',
      expected: config.requireIdtyp
        ? "'idtyp: app' (add the optional claim idtyp to the API's registration) or a person's 'scp'"
        : "an access token: a person's has 'scp'; an application's has 'idtyp: app', or 'sub' equal to 'oid' and a proof of its secret",
      seen: `claims ${claimNames(claims)}`,
    })
  if (config.appRole && !textList(claims, 'roles').includes(config.appRole))
    refuse({
      check: 'app role',
      expected: `'${config.appRole}' in 'roles'`,
      code: 'scope-insufficient',
      tell: `The application lacks the app role '${config.appRole}'. Assign it and grant admin consent.`,
    })
}

/** The migration switch: an unchanged OpenMetadata UI sends its ID token as bearer. */
function isCompatIdToken(
  claims: Claims,
  audiences: readonly string[],
  config: IdentityConfig,
  nowMs: number,
): boolean {
  if (config.idTokenMode !== 'compat') return false
  const ofAccessTokens = ['scp', 'idtyp', 'azp', 'appid', 'azpacr', 'appidacr']
  const { iat } = claims
  return (
    !ofAccessTokens.some((name) => Object.hasOwn(claims, name)) &&
    audiences.length === 1 &&
    audiences[0] === config.clientId.toLowerCase() &&
    textClaim(claims, 'nonce') !== undefined &&
    typeof iat === 'number' &&
    nowMs - iat * 1000 <= compatAgeMs + backDatedMs
  )
}
