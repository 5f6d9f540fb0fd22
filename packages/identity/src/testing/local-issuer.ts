/** A tiny identity provider on loopback: discovery, key sets, tokens, and every fault a key set can have. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import type { Fetch } from '../ports.ts'

export const tenantId = '8b1f3a52-6d0e-4c9a-9f57-0c1d2e3f4a5b'
export const otherTenantId = '11111111-2222-4333-8444-555555555555'
export const clientId = 'c0ffee00-1234-4abc-8def-0123456789ab'
export const ingestionId = 'dada0000-1234-4abc-8def-0123456789ab'
export const host = 'https://login.microsoftonline.com'
export const v2Issuer = `${host}/${tenantId}/v2.0`
export const v1Issuer = `https://sts.windows.net/${tenantId}/`

export interface TestKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export async function makeKey(kid: string, modulusLength = 2048): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength, extractable: true })
  return { kid, privateKey, publicJwk: await exportJWK(publicKey) }
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface LocalIssuer {
  readonly origin: string
  readonly key: TestKey
  /** What the key sets hold. */
  keys: readonly Record<string, unknown>[]
  /** Answers in place of every key set; undefined: `keys`. */
  keySetFault: Answer | undefined
  /** Answers in place of every discovery document. */
  discoveryFault: Answer | undefined
  /** Requests so far, by what was asked. */
  readonly asked: { discovery: number; keys: number; other: number }
  /** Reaches this issuer under Microsoft's addresses, as a proxy would. */
  readonly fetch: Fetch
  jwk(key: TestKey): Record<string, unknown>
  close(): Promise<void>
}

const json = (response: ServerResponse, body: unknown) =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify(body))

export async function startLocalIssuer(): Promise<LocalIssuer> {
  const key = await makeKey('key-1')
  const asked = { discovery: 0, keys: 0, other: 0 }
  const jwk = ({ kid, publicJwk }: TestKey) => ({
    ...publicJwk,
    kid,
    use: 'sig',
    issuer: `${host}/{tenantid}/v2.0`,
  })
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const [, tenant = ''] = path.split('/')
    if (path.endsWith('/.well-known/openid-configuration')) {
      asked.discovery += 1
      if (issuer.discoveryFault) return issuer.discoveryFault(request, response)
      return json(response, discoveryOf(tenant, path.includes('/v2.0/')))
    }
    if (path.endsWith('/keys')) {
      asked.keys += 1
      return issuer.keySetFault
        ? issuer.keySetFault(request, response)
        : json(response, { keys: issuer.keys })
    }
    asked.other += 1
    response.writeHead(404).end()
  })
  const discoveryOf = (tenant: string, isV2: boolean) => {
    if (tenant === 'oidc') return { issuer: `${issuer.origin}/oidc`, jwks_uri: `${issuer.origin}/oidc/keys` }
    const named = /^(common|organizations)$/.test(tenant)
      ? '{tenantid}'
      : tenant === 'contoso.com'
        ? tenantId
        : tenant
    return isV2
      ? { issuer: `${host}/${named}/v2.0`, jwks_uri: `${host}/${tenant}/discovery/v2.0/keys` }
      : { issuer: `https://sts.windows.net/${named}/`, jwks_uri: `${host}/common/discovery/keys` }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text or null once it listens.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: LocalIssuer = {
    origin,
    key,
    keys: [jwk(key)],
    keySetFault: undefined,
    discoveryFault: undefined,
    asked,
    fetch: (url, init) => fetch(url.replace(host, origin), init),
    jwk,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return issuer
}

/** Signs whatever it is given; nothing is added. */
export function sign(
  key: TestKey,
  payload: JWTPayload,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })
    .sign(key.privateKey)
}

const seconds = () => Math.floor(Date.now() / 1000)
const times = () => ({ iat: seconds() - 300, nbf: seconds() - 300, exp: seconds() + 3600 })

export const ada = { oid: 'ada00000-0000-4000-8000-000000000001', email: 'ada@contoso.com' }
export const service = { appid: ingestionId, oid: 'b0700000-0000-4000-8000-000000000001' }

/** Claims of Entra's tokens: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export const claimsOf = {
  idToken: (nonce: string, more: JWTPayload = {}): JWTPayload => ({
    ...times(),
    aud: clientId,
    iss: v2Issuer,
    tid: tenantId,
    ver: '2.0',
    oid: ada.oid,
    sub: 'pairwise-subject',
    name: 'Ada Lovelace',
    preferred_username: ada.email,
    nonce,
    ...more,
  }),
  delegatedV2: (more: JWTPayload = {}): JWTPayload => ({
    ...times(),
    aud: clientId,
    iss: v2Issuer,
    tid: tenantId,
    ver: '2.0',
    azp: clientId,
    azpacr: '0',
    oid: ada.oid,
    sub: 'pairwise-subject',
    scp: 'access_as_user',
    name: 'Ada Lovelace',
    preferred_username: ada.email,
    ...more,
  }),
  delegatedV1: (more: JWTPayload = {}): JWTPayload => ({
    ...times(),
    aud: `api://${clientId}`,
    iss: v1Issuer,
    tid: tenantId,
    ver: '1.0',
    appid: clientId,
    appidacr: '0',
    oid: ada.oid,
    sub: 'pairwise-subject',
    scp: 'access_as_user',
    name: 'Ada Lovelace',
    unique_name: ada.email,
    upn: ada.email,
    ...more,
  }),
  appV2: (more: JWTPayload = {}): JWTPayload => ({
    ...times(),
    aud: clientId,
    iss: v2Issuer,
    tid: tenantId,
    ver: '2.0',
    azp: service.appid,
    azpacr: '1',
    oid: service.oid,
    sub: service.oid,
    ...more,
  }),
  appV1: (more: JWTPayload = {}): JWTPayload => ({
    ...times(),
    aud: `api://${clientId}`,
    iss: v1Issuer,
    tid: tenantId,
    ver: '1.0',
    appid: service.appid,
    appidacr: '1',
    idp: v1Issuer,
    oid: service.oid,
    sub: service.oid,
    ...more,
  }),
}
