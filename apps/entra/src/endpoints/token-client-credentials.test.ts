import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { exportJWK, importJWK, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clientCredentials, refusalOf, tokenIn, tokenUrl } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const closedApiId = '00000000-0000-4000-8000-00000000c001'
const expiredAppId = '00000000-0000-4000-8000-00000000c002'
const strayAppId = '00000000-0000-4000-8000-00000000c003'
const certificateAppId = '00000000-0000-4000-8000-00000000c004'
const disabledAppId = '00000000-0000-4000-8000-00000000c005'
const secretId = '00000000-0000-4000-8000-00000000c0de'
const clusterIssuer = 'https://oidc.cluster.example/'
const subject = 'system:serviceaccount:waymark:ingestion'

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
const clientKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
const certificate = await x509.X509CertificateGenerator.createSelfSigned({
  name: 'CN=client',
  keys: clientKeys,
  signingAlgorithm: algorithm,
})
const cluster = generateKeyPairSync('rsa', { modulusLength: 2048 })

let emulator: TestEmulator
beforeAll(async () => {
  const clusterKey = { ...(await exportJWK(cluster.publicKey)), kid: 'cluster', alg: 'RS256' }
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    const credential = { secretText: 'known' }
    const ingestion = tenant?.applications?.find((application) => application.appId === sample.ingestionAppId)
    ingestion?.passwordCredentials?.push({ secretText: 'a+b/c d%25&=', keyId: secretId })
    tenant?.applications?.push(
      {
        appId: closedApiId,
        displayName: 'Closed API',
        identifierUris: ['https://closed.fjordlight.example'],
      },
      {
        appId: expiredAppId,
        displayName: 'Expired',
        passwordCredentials: [{ secretText: 'old', endDateTime: '2020-01-01T00:00:00Z' }],
      },
      { appId: strayAppId, displayName: 'Stray', passwordCredentials: [credential] },
      {
        appId: certificateAppId,
        displayName: 'Certificate',
        keyCredentials: [{ certificatePem: certificate.toString('pem') }],
        federatedIdentityCredentials: [
          {
            name: 'cluster',
            issuer: clusterIssuer,
            subject,
            audiences: ['api://AzureADTokenExchange'],
            jwks: { keys: [clusterKey] },
          },
        ],
      },
      { appId: disabledAppId, displayName: 'Disabled', passwordCredentials: [credential] },
    )
    tenant?.servicePrincipals?.push(
      { appId: closedApiId, appRoleAssignmentRequired: true },
      { appId: expiredAppId },
      { appId: certificateAppId },
      { appId: disabledAppId, accountEnabled: false },
    )
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const tokenUrlOf = (segment: string) => `https://login.microsoftonline.com/${segment}/oauth2/v2.0/token`

describe('client credentials', () => {
  it('answer with a token and nothing else', async () => {
    const response = await clientCredentials(emulator)
    expect(response.status).toBe(200)
    expect(response.json()).toEqual({
      token_type: 'Bearer',
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: expect.any(String),
    })
  })

  it('accept the secret with every character a form can carry, in the body or as HTTP Basic', async () => {
    const secret = 'a+b/c d%25&='
    expect((await clientCredentials(emulator, { client_secret: secret })).status).toBe(200)
    const form = new URLSearchParams({ a: sample.ingestionAppId, b: secret }).toString().split('&b=')
    const basic = Buffer.from(`${form[0]?.slice(2)}:${form[1]}`).toString('base64')
    const response = await clientCredentials(
      emulator,
      { client_id: undefined, client_secret: undefined },
      tokenUrl,
      {
        authorization: `Basic ${basic}`,
      },
    )
    expect(response.status).toBe(200)
  })

  it('name the API by client id, or by URI with or without its slash', async () => {
    const audience = async (scope: string) =>
      tokenIn((await clientCredentials(emulator, { scope })).json(), 'access_token').claims.aud
    const uri = `api://${sample.ingestionAppId}`
    expect(await audience(`${uri}/.default`)).toBe(uri)
    expect(await audience(`${uri}//.default`)).toBe(`${uri}/`)
    expect(await audience(`${sample.ingestionAppId}/.default`)).toBe(sample.ingestionAppId)
    expect(await audience(`${sample.uiAppId}/.default`)).toBe(sample.uiAppId)
  })

  it.each([
    ['a wrong secret', 7000215, 'invalid_client', 401, { client_secret: 'wrong' }],
    ['the secret’s id instead of its value', 7000215, 'invalid_client', 401, { client_secret: secretId }],
    ['no secret', 7000218, 'invalid_client', 401, { client_secret: undefined }],
    ['an expired secret', 7000222, 'invalid_client', 401, { client_id: expiredAppId, client_secret: 'old' }],
    [
      'an unknown client',
      700016,
      'unauthorized_client',
      400,
      { client_id: '00000000-0000-4000-8000-000000000bad' },
    ],
    [
      'a disabled client',
      7000112,
      'unauthorized_client',
      400,
      { client_id: disabledAppId, client_secret: 'known' },
    ],
    ['no scope', 90014, 'invalid_request', 400, { scope: undefined }],
    ['a named scope', 1002012, 'invalid_scope', 400, { scope: `api://${sample.uiAppId}/access_as_user` }],
    ['an OpenID scope', 1002012, 'invalid_scope', 400, { scope: 'openid' }],
    ['a bare .default', 1002012, 'invalid_scope', 400, { scope: '.default' }],
    [
      'two APIs',
      70011,
      'invalid_scope',
      400,
      { scope: `api://${sample.uiAppId}/.default https://graph.microsoft.com/.default` },
    ],
    ['an unknown API', 500011, 'invalid_resource', 400, { scope: 'api://nobody/.default' }],
    [
      'an API that asks for assignment',
      501051,
      'invalid_grant',
      400,
      { scope: 'https://closed.fjordlight.example/.default' },
    ],
    [
      'an application without service principal',
      7000229,
      'unauthorized_client',
      400,
      { client_id: strayAppId, client_secret: 'known' },
    ],
  ])('are refused for %s: AADSTS%d', async (_what, code, error, status, changes) => {
    expect(refusalOf(await clientCredentials(emulator, changes))).toEqual({ status, error, code })
  })

  it.each([
    ['an unknown tenant', 90002, 'unknown.example'],
    ['an impossible tenant', 900023, 'asdf'],
    ['no particular tenant', 50059, 'common'],
  ])('are refused at %s: AADSTS%d', async (_what, code, segment) => {
    const refused = await clientCredentials(emulator, {}, tokenUrlOf(segment))
    expect(refusalOf(refused)).toEqual({ status: 400, error: 'invalid_request', code })
  })

  it('are refused to browsers', async () => {
    const refused = await clientCredentials(emulator, {}, tokenUrl, { origin: 'http://localhost:8585' })
    expect(refusalOf(refused).code).toBe(9002326)
  })

  it('of the v1 endpoint take a resource, and answer numbers as text', async () => {
    const answer = await clientCredentials(
      emulator,
      { scope: undefined, resource: `api://${sample.uiAppId}` },
      `https://login.microsoftonline.com/${sample.tenantId}/oauth2/token`,
    )
    expect(answer.json()).toMatchObject({
      expires_in: '3600',
      expires_on: expect.stringMatching(/^\d+$/),
      not_before: expect.stringMatching(/^\d+$/),
      resource: `api://${sample.uiAppId}`,
    })
    // The API decides the token's version, not the endpoint.
    expect(tokenIn(answer.json(), 'access_token').claims.ver).toBe('2.0')
  })
})

describe('a signed assertion instead of a secret', () => {
  const der = Buffer.from(certificate.rawData)
  const thumbprint = (algorithm: string) => createHash(algorithm).update(der).digest('base64url')
  const now = () => Math.floor(Date.now() / 1000)

  const send = (assertion: string) =>
    clientCredentials(emulator, {
      client_id: certificateAppId,
      client_secret: undefined,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    })
  const signed = async (
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = { 'x5t#S256': thumbprint('sha256') },
    alg = 'PS256',
  ) => {
    const key = await crypto.subtle.exportKey('jwk', clientKeys.privateKey)
    return new SignJWT({
      iss: certificateAppId,
      sub: certificateAppId,
      aud: tokenUrl,
      exp: now() + 600,
      jti: '1',
      ...claims,
    })
      .setProtectedHeader({ alg, typ: 'JWT', ...header })
      .sign(await importJWK({ ...key, alg }, alg))
  }

  it('by certificate is accepted with either thumbprint and algorithm, and shows in the token', async () => {
    expect(new X509Certificate(der).raw).toEqual(der)
    const answer = await send(await signed())
    expect(answer.status).toBe(200)
    expect(tokenIn(answer.json(), 'access_token').claims.azpacr).toBe('2')
    expect((await send(await signed({}, { x5t: thumbprint('sha1') }, 'RS256'))).status).toBe(200)
  })

  it('by certificate is refused when anything about it is wrong', async () => {
    const code = async (assertion: string) => refusalOf(await send(assertion))
    const refused = (number: number) => ({ status: 401, error: 'invalid_client', code: number })
    const good = await signed()
    expect(await code(`${good.slice(0, -8)}AAAAAAAA`)).toEqual(refused(700027))
    expect(await code(await signed({}, { 'x5t#S256': 'unknown' }))).toEqual(refused(700027))
    expect(await code(await signed({ exp: now() - 3600 }))).toEqual(refused(700024))
    expect(await code(await signed({ exp: undefined }))).toEqual(refused(700024))
    expect(await code(await signed({ aud: 'https://elsewhere.example' }))).toEqual(refused(700027))
    expect(await code(await signed({ sub: sample.uiAppId }))).toEqual(refused(700027))
    expect(await code('not-a-jwt')).toEqual(refused(700027))
  })

  it('of a federated issuer is compared letter by letter', async () => {
    const federated = (claims: Record<string, unknown> = {}) =>
      new SignJWT({
        iss: clusterIssuer,
        sub: subject,
        aud: 'api://AzureADTokenExchange',
        exp: now() + 600,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'cluster' })
        .sign(cluster.privateKey)
    expect((await send(await federated())).status).toBe(200)
    const code = async (claims: Record<string, unknown>) =>
      refusalOf(await send(await federated(claims))).code
    expect(await code({ iss: clusterIssuer.slice(0, -1) })).toBe(700211)
    expect(await code({ aud: 'api://other' })).toBe(700212)
    expect(await code({ sub: 'system:serviceaccount:waymark:other' })).toBe(700213)
    expect(await code({ sub: subject.toUpperCase() })).toBe(7002138)
  })
})
