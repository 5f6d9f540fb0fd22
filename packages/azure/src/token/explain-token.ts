/** Explains a token claim by claim, and which of the server's rules accepts or refuses it. The rules are those of docs/reference/token-validation.md. */
import { webcrypto } from 'node:crypto'
import type { DoctorDeps } from '../doctor/check.ts'
import { readDiscovery } from '../doctor/network-checks.ts'
import type { DoctorSettings } from '../doctor/settings.ts'
import { parseAuthoritySetting } from '../doctor/settings-checks.ts'
import { acceptedAudiences } from '../doctor/token-checks.ts'
import { items, type Json, object, text, texts } from '../graph/json.ts'
import { decodeToken } from './decode.ts'

export interface Rule {
  readonly rule: string
  readonly verdict: 'accepts' | 'refuses' | 'not checked'
  readonly because: string
  readonly fix?: string
}

export interface ClaimNote {
  readonly claim: string
  /** Ids, times and names of permissions; what is about a person is not shown. */
  readonly value: string
  readonly meaning: string
}

export interface TokenReport {
  readonly kind: 'person' | 'application' | 'ID token' | 'other'
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
const leewaySeconds = 60

/** Undefined when the text is no JWT. The signature is verified with the issuer's keys when they can be fetched. */
export async function explainToken(
  token: string,
  settings: DoctorSettings,
  deps: Pick<DoctorDeps, 'fetch' | 'nowMs'>,
): Promise<TokenReport | undefined> {
  const decoded = decodeToken(token)
  if (!decoded) return undefined
  const { header, claims } = decoded
  const isPerson = 'scp' in claims
  const client = text(claims, 'azp') || text(claims, 'appid')
  const kind = isPerson ? 'person' : client ? 'application' : 'nonce' in claims ? 'ID token' : 'other'
  const rules = [
    algorithmRule(header),
    issuerRule(claims, settings),
    tenantRule(claims, settings),
    await signatureRule(token, header, settings, deps),
    timeRule(claims, deps.nowMs()),
    kindRule(kind),
    audienceRule(claims, settings, kind),
    identityRule(claims),
    ...(kind === 'person' ? [scopeRule(claims, settings), clientRule(client, settings)] : []),
    ...(kind === 'application' ? [roleRule(claims, settings)] : []),
  ]
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

const accepts = (rule: string, because: string): Rule => ({ rule, verdict: 'accepts', because })
const refuses = (rule: string, because: string, fix: string): Rule => ({
  rule,
  verdict: 'refuses',
  because,
  fix,
})
const unchecked = (rule: string, because: string): Rule => ({ rule, verdict: 'not checked', because })

function algorithmRule({ alg }: Json): Rule {
  return alg === 'RS256'
    ? accepts('algorithm', 'RS256')
    : refuses(
        'algorithm',
        `The header says '${String(alg)}'.`,
        'Entra signs with RS256; get the token from Entra.',
      )
}

function issuerRule(claims: Json, settings: DoctorSettings): Rule {
  const authority = parseAuthoritySetting(settings.authority)
  if (!authority) return unchecked('issuer', 'AUTHENTICATION_AUTHORITY is not set to one tenant.')
  const { tid } = claims
  const issuer = text(claims, 'iss')
  const expected =
    claims.ver === '2.0'
      ? `https://${authority.host}/${String(tid)}/v2.0`
      : `${authority.cloud.v1Issuer}/${String(tid)}/`
  return issuer === expected
    ? accepts('issuer', `${issuer}, version ${String(claims.ver)}`)
    : refuses(
        'issuer',
        `The issuer is '${issuer}', expected ${expected}.`,
        'Sign in at the authority that the server names.',
      )
}

function tenantRule(claims: Json, settings: DoctorSettings): Rule {
  const tenant = parseAuthoritySetting(settings.authority)?.tenant
  const tid = text(claims, 'tid')
  if (!tenant) return unchecked('tenant', 'AUTHENTICATION_AUTHORITY is not set to one tenant.')
  if (tid === tenant || settings.allowedTenants.some((each) => each === tid || each === '*')) {
    return accepts('tenant', tid)
  }
  return tenant.includes('.')
    ? unchecked('tenant', 'The authority names a domain; the server learns its tenant id from discovery.')
    : refuses(
        'tenant',
        `The tenant is '${tid}', the server's is ${tenant}.`,
        'Sign in in the right tenant, or list it in WAYMARK_ALLOWED_TENANTS.',
      )
}

async function signatureRule(
  token: string,
  header: Json,
  settings: DoctorSettings,
  deps: Pick<DoctorDeps, 'fetch'>,
): Promise<Rule> {
  const authority = parseAuthoritySetting(settings.authority)
  const discovery = authority && (await readDiscovery(authority, deps))
  if (!discovery || 'unavailable' in discovery) {
    return unchecked('signature', discovery?.unavailable ?? 'There is no authority to ask for keys.')
  }
  try {
    const response = await deps.fetch(discovery.value.jwksUri, { signal: AbortSignal.timeout(15_000) })
    const keys = items(object(await response.json()), 'keys')
    const key = keys.find(({ kid }) => kid === header.kid)
    if (!key) {
      return refuses(
        'signature',
        'None of the tenant’s keys has the id that the header names.',
        'A token for Microsoft Graph looks like this too: ask for a scope of this API.',
      )
    }
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    const jwk = { kty: 'RSA', n: text(key, 'n'), e: text(key, 'e') }
    const publicKey = await webcrypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify'])
    const [head = '', payload = '', signature = ''] = token
      .trim()
      .replace(/^Bearer\s+/i, '')
      .split('.')
    const valid = await webcrypto.subtle.verify(
      algorithm,
      publicKey,
      Buffer.from(signature, 'base64url'),
      Buffer.from(`${head}.${payload}`),
    )
    return valid
      ? accepts('signature', 'signed with a key of the tenant')
      : refuses(
          'signature',
          'It does not fit the key.',
          'The token was changed, or is one for Microsoft Graph.',
        )
  } catch {
    return unchecked('signature', 'The keys could not be fetched.')
  }
}

function timeRule({ exp, nbf }: Json, nowMs: number): Rule {
  const now = nowMs / 1000
  if (typeof exp !== 'number') return refuses('time', "There is no 'exp'.", 'Get the token from Entra.')
  if (exp <= now - leewaySeconds) {
    return refuses('time', `It expired at ${new Date(exp * 1000).toISOString()}.`, 'Get a new one.')
  }
  return typeof nbf === 'number' && nbf > now + leewaySeconds
    ? refuses('time', 'It is not valid yet.', "Set this machine's clock.")
    : accepts('time', `valid for ${Math.round((exp - now) / 60)} more minutes`)
}

function kindRule(kind: TokenReport['kind']): Rule {
  if (kind === 'person' || kind === 'application')
    return accepts('kind', `an access token of ${kind === 'person' ? 'a person' : 'an application'}`)
  return refuses(
    'kind',
    kind === 'ID token'
      ? 'This is an ID token, which is no credential for an API.'
      : "There is neither 'azp' nor 'appid'.",
    'Send the access token.',
  )
}

function audienceRule(claims: Json, settings: DoctorSettings, kind: TokenReport['kind']): Rule {
  const { clientId, extraAudiences } = settings
  const audience = text(claims, 'aud')
  if (acceptedAudiences(clientId, extraAudiences).has(audience.toLowerCase()))
    return accepts('audience', audience)
  const scope = `api://${clientId}/${kind === 'application' ? '.default' : '<scope>'}`
  if (/^(https:\/\/graph\.microsoft\.(com|us)\/?|00000003-0000-0000-c000-000000000000)$/.test(audience)) {
    return refuses('audience', 'The token is for Microsoft Graph.', `Ask for the scope ${scope}.`)
  }
  return refuses(
    'audience',
    `The token is for '${audience}'; the server accepts ${clientId} and what WAYMARK_EXTRA_AUDIENCES lists.`,
    `Set WAYMARK_EXTRA_AUDIENCES=[${[...extraAudiences, audience].join(',')}], or ask for the scope ${scope}.`,
  )
}

function identityRule(claims: Json): Rule {
  return text(claims, 'oid')
    ? accepts('identity', `object id ${text(claims, 'oid')}`)
    : refuses(
        'identity',
        "There is no 'oid'.",
        'Make the Enterprise application: az ad sp create --id <client id>.',
      )
}

function scopeRule(claims: Json, { apiScope, clientId }: DoctorSettings): Rule {
  const scopes = text(claims, 'scp').split(' ').filter(Boolean)
  if (apiScope ? scopes.includes(apiScope) : scopes.length > 0) return accepts('scope', scopes.join(' '))
  return refuses(
    'scope',
    `It carries '${scopes.join(' ')}'.`,
    `Ask for api://${clientId}/${apiScope ?? '<scope>'}.`,
  )
}

function clientRule(client: string, { clientId, allowedClients }: DoctorSettings): Rule {
  const allowed = allowedClients.length > 0 ? allowedClients : [clientId]
  return allowed.includes(client)
    ? accepts('client', client)
    : refuses(
        'client',
        `It was obtained by ${client}.`,
        `If that may be, set WAYMARK_ALLOWED_CLIENTS=[${[...allowed, client].join(',')}].`,
      )
}

function roleRule(claims: Json, { appRole }: DoctorSettings): Rule {
  const roles = texts(claims, 'roles')
  if (!appRole) return accepts('role', roles.length > 0 ? roles.join(' ') : 'none, and none is demanded')
  return roles.includes(appRole)
    ? accepts('role', appRole)
    : refuses(
        'role',
        `It lacks the role '${appRole}'.`,
        'Assign it and grant admin consent: waymark azure setup.',
      )
}
