/** The server's rules for tokens, as docs/reference/token-validation.md has them, judged from outside: what the server alone knows is left open. */
import { webcrypto } from 'node:crypto'
import type { Available, DoctorDeps } from '../doctor/check.ts'
import { readDiscovery } from '../doctor/network-checks.ts'
import type { DoctorSettings } from '../doctor/settings.ts'
import { parseAuthoritySetting } from '../doctor/settings-checks.ts'
import { acceptedAudiences } from '../doctor/token-checks.ts'
import { items, type Json, object, text, texts } from '../graph/json.ts'

export interface Rule {
  readonly rule: string
  readonly verdict: 'accepts' | 'refuses' | 'not checked'
  readonly because: string
  readonly fix?: string
}

export type TokenKind = 'person' | 'application' | 'ID token' | 'other'

interface ReadToken {
  readonly token: string
  readonly header: Json
  readonly claims: Json
  readonly kind: TokenKind
}

const leewaySeconds = 60

const clientOf = (claims: Json): string => text(claims, 'azp') || text(claims, 'appid')

export function kindOf(claims: Json): TokenKind {
  if ('scp' in claims) return 'person'
  if (clientOf(claims)) return 'application'
  return 'nonce' in claims ? 'ID token' : 'other'
}

/** Every rule in the order of the server's, whatever came of it. The signature is verified when the issuer's keys can be fetched. */
export async function judge(
  { token, header, claims, kind }: ReadToken,
  settings: DoctorSettings,
  deps: Pick<DoctorDeps, 'fetch' | 'nowMs'>,
): Promise<readonly Rule[]> {
  const isOwn = text(claims, 'iss') === settings.ownIssuer && text(claims, 'aud') === ownAudience
  return isOwn
    ? [
        algorithmRule(header),
        accepts('issuer', `${settings.ownIssuer}, the catalog itself`),
        await signatureRule(token, header, ownKeys(settings), deps),
        timeRule(claims, deps.nowMs()),
        unchecked('revocation', 'Whether it was revoked, and whose it is, only the server knows.'),
      ]
    : [
        algorithmRule(header),
        issuerRule(claims, settings),
        tenantRule(claims, settings),
        await signatureRule(token, header, await tenantKeys(settings, deps), deps),
        timeRule(claims, deps.nowMs()),
        kindRule(kind, claims, settings),
        audienceRule(claims, settings, kind),
        identityRule(claims),
        ...(kind === 'person' ? [scopeRule(claims, settings), clientRule(clientOf(claims), settings)] : []),
        ...(kind === 'application' ? [roleRule(claims, settings)] : []),
      ]
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

/** `aud` of the catalog's own tokens. */
const ownAudience = 'waymark'

const ownKeys = ({ serverUrl }: DoctorSettings): Available<string> => ({
  value: `${serverUrl}/api/v1/system/config/jwks`,
})

async function tenantKeys(
  settings: DoctorSettings,
  deps: Pick<DoctorDeps, 'fetch'>,
): Promise<Available<string>> {
  const authority = parseAuthoritySetting(settings.authority)
  if (!authority) return { unavailable: 'There is no authority to ask for keys.' }
  const discovery = await readDiscovery(authority, deps)
  return 'value' in discovery ? { value: discovery.value.jwksUri } : discovery
}

/** @param keysAt - the address of the issuer's keys */
async function signatureRule(
  token: string,
  header: Json,
  keysAt: Available<string>,
  deps: Pick<DoctorDeps, 'fetch'>,
): Promise<Rule> {
  if ('unavailable' in keysAt) return unchecked('signature', keysAt.unavailable)
  try {
    const response = await deps.fetch(keysAt.value, { signal: AbortSignal.timeout(15_000) })
    const keys = items(object(await response.json()), 'keys')
    const key = keys.find(({ kid }) => kid === header.kid)
    if (!key) {
      return refuses(
        'signature',
        'None of the issuer’s keys has the id that the header names.',
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
      ? accepts('signature', 'signed with a key of the issuer')
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

function kindRule(kind: TokenKind, claims: Json, { requireIdtyp, acceptsIdTokens }: DoctorSettings): Rule {
  const isApp = claims.idtyp === 'app'
  if (kind === 'person') {
    return isApp
      ? refuses('kind', "It has 'scp', and says that it is an application's.", 'Get the token from Entra.')
      : accepts('kind', 'an access token of a person')
  }
  if (kind === 'application') {
    const proof = text(claims, 'azpacr') || text(claims, 'appidacr')
    const byClaims = !('idtyp' in claims) && claims.sub === claims.oid && /^[12]$/.test(proof)
    return isApp || (byClaims && !requireIdtyp)
      ? accepts('kind', 'an access token of an application')
      : refuses(
          'kind',
          requireIdtyp
            ? "There is no 'idtyp: app', which WAYMARK_REQUIRE_IDTYP demands."
            : 'Nothing in it tells that it is an application’s.',
          'Manifest of the UI application → optionalClaims → accessToken: add idtyp. Or run: waymark azure setup.',
        )
  }
  if (kind === 'ID token' && acceptsIdTokens) {
    return accepts('kind', 'an ID token, which WAYMARK_ID_TOKEN_MODE=compat lets in')
  }
  return refuses(
    'kind',
    kind === 'ID token'
      ? 'This is an ID token, which is no credential for an API.'
      : "There is neither 'azp' nor 'appid'.",
    'Send the access token.',
  )
}

function audienceRule(claims: Json, settings: DoctorSettings, kind: TokenKind): Rule {
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
