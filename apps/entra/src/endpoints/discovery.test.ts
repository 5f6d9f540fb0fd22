import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const login = 'https://login.microsoftonline.com'
const require = createRequire(import.meta.url)
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator()
})
afterAll(() => emulator.close())

/** Microsoft's own documents, of which msal-common 13 carries verbatim copies. */
function microsoftsCopies(): {
  endpointMetadata: Record<string, unknown>
  instanceDiscoveryMetadata: Record<string, { metadata: unknown }>
} {
  const file = require.resolve('msal-common-13/dist/authority/AuthorityMetadata.js')
  const text = readFileSync(file, 'utf8')
  const begin = text.indexOf('var rawMetdataJSON = ') + 'var rawMetdataJSON = '.length
  const value: unknown = runInNewContext(`(${text.slice(begin, text.indexOf('};', begin) + 1)})`)
  // The copy's shape is fixed by the pinned version.
  return JSON.parse(JSON.stringify(value))
}

describe('OpenID discovery', () => {
  it.each(
    [login, 'https://login.microsoftonline.us', 'https://login.chinacloudapi.cn'].flatMap((host) =>
      ['common', 'organizations', 'consumers'].map((segment) => `${host}/${segment}/`),
    ),
  )("for %s is Microsoft's document, byte for byte", async (authority) => {
    const response = await emulator.fetch(`${authority}v2.0/.well-known/openid-configuration`)
    expect(response.status).toBe(200)
    expect(response.body).toBe(JSON.stringify(microsoftsCopies().endpointMetadata[authority]))
  })

  it.each([
    sample.tenantId,
    sample.tenantId.toUpperCase(),
    'fjordlight.example',
    'fjordlight.onmicrosoft.com',
  ])('for the tenant %s names its id, its issuer and its region', async (segment) => {
    const document = (
      await emulator.fetch(`${login}/${segment}/v2.0/.well-known/openid-configuration`)
    ).json()
    expect(document).toMatchObject({
      issuer: `${login}/${sample.tenantId}/v2.0`,
      token_endpoint: `${login}/${sample.tenantId}/oauth2/v2.0/token`,
      jwks_uri: `${login}/${sample.tenantId}/discovery/v2.0/keys`,
      tenant_region_scope: 'EU',
    })
    expect(Object.keys(document)).toEqual(
      Object.keys(microsoftsCopies().endpointMetadata[`${login}/common/`] as object),
    )
  })

  it('v1 has the STS issuer with its slash', async () => {
    const document = (
      await emulator.fetch(`${login}/${sample.tenantId}/.well-known/openid-configuration`)
    ).json()
    expect(document).toMatchObject({
      issuer: `https://sts.windows.net/${sample.tenantId}/`,
      token_endpoint: `${login}/${sample.tenantId}/oauth2/token`,
      jwks_uri: `${login}/common/discovery/keys`,
      microsoft_multi_refresh_token: true,
    })
  })

  it('passes appid on to the key set', async () => {
    const response = await emulator.fetch(`${login}/common/v2.0/.well-known/openid-configuration?appid=abc`)
    expect(response.json().jwks_uri).toBe(`${login}/common/discovery/v2.0/keys?appid=abc`)
  })

  it('refuses an unknown tenant so that a browser can read why', async () => {
    const unknown = '00000000-0000-0000-0000-00000000abcd'
    const response = await emulator.fetch(`${login}/${unknown}/v2.0/.well-known/openid-configuration`)
    expect(response).toMatchObject({ status: 400, headers: { 'access-control-allow-origin': '*' } })
    expect(response.json()).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] })
    const impossible = await emulator.fetch(`${login}/asdf/v2.0/.well-known/openid-configuration`)
    expect(impossible.json()).toMatchObject({ error: 'invalid_request', error_codes: [900023] })
  })
})

describe('the key set', () => {
  it('holds two keys whose id is the thumbprint of their certificate', async () => {
    const { keys } = (await emulator.fetch(`${login}/organizations/discovery/v2.0/keys`)).json() as {
      keys: { kid: string; x5t: string; n: string; e: string; x5c: string[]; issuer: string }[]
    }
    expect(keys).toHaveLength(2)
    for (const key of keys) {
      const certificate = new X509Certificate(Buffer.from(key.x5c[0] ?? '', 'base64'))
      expect(Object.keys(key)).toEqual(['kty', 'use', 'kid', 'x5t', 'n', 'e', 'x5c', 'issuer'])
      expect(key.kid).toBe(createHash('sha1').update(certificate.raw).digest('base64url'))
      expect(key.x5t).toBe(key.kid)
      expect(certificate.publicKey.export({ format: 'jwk' })).toEqual({ kty: 'RSA', n: key.n, e: key.e })
      expect(
        createPublicKey({ key: { kty: 'RSA', n: key.n, e: key.e }, format: 'jwk' }).asymmetricKeyDetails,
      ).toMatchObject({
        modulusLength: 2048,
      })
      expect(key.issuer).toBe(`${login}/{tenantid}/v2.0`)
      expect(certificate.subject).toContain('entra-emulator TEST ONLY')
    }
  })

  it('has one more for personal accounts, under their own issuer: beside the others at common, alone at consumers', async () => {
    const at = async (segment: string) =>
      (await emulator.fetch(`${login}/${segment}/discovery/v2.0/keys`)).json().keys as { issuer: string }[]
    const [common, organizations, consumers] = [
      await at('common'),
      await at('organizations'),
      await at('consumers'),
    ]
    expect(consumers.map(({ issuer }) => issuer)).toEqual([
      `${login}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`,
    ])
    expect(common).toEqual([...organizations, ...consumers])
  })

  it('is the same for v1, without issuers', async () => {
    const v2 = (await emulator.fetch(`${login}/organizations/discovery/v2.0/keys`)).json().keys as object[]
    const v1 = (await emulator.fetch(`${login}/${sample.tenantId}/discovery/keys`)).json().keys
    expect(v1).toEqual(
      v2.map((key) => Object.fromEntries(Object.entries(key).filter(([name]) => name !== 'issuer'))),
    )
  })
})

describe('instance discovery', () => {
  const ask = (endpoint: string, version = '1.1') =>
    emulator.fetch(
      `${login}/common/discovery/instance?api-version=${version}&authorization_endpoint=${endpoint}`,
    )

  it("lists Microsoft's clouds as MSAL's copy does", async () => {
    const document = (await ask(`${login}/common/oauth2/v2.0/authorize`)).json()
    const copy = microsoftsCopies().instanceDiscoveryMetadata[`${login}/common/`]
    expect(document).toEqual({ 'api-version': '1.1', ...copy })
  })

  it('leads a v1 endpoint to the v1 document', async () => {
    const document = (await ask(`${login}/${sample.tenantId}/oauth2/authorize`, '1.0')).json()
    expect(document).toMatchObject({
      tenant_discovery_endpoint: `${login}/${sample.tenantId}/.well-known/openid-configuration`,
      'api-version': '1.0',
    })
  })

  it('refuses hosts that are not Microsoft’s', async () => {
    const response = await ask('https://login.evil.example/common/oauth2/v2.0/authorize')
    expect(response.status).toBe(400)
    expect(response.json()).toMatchObject({ error: 'invalid_instance', error_codes: [50049] })
  })
})
