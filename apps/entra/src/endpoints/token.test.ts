import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  apiScope,
  codeFor,
  origin,
  redeem,
  refusalOf,
  tokenIn,
  tokenUrl,
  verifier,
} from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const webAppId = '00000000-0000-4000-8000-00000000b001'
const webRedirect = 'https://app.fjordlight.example/callback'
const webSecret = 'web-app-test-secret'
const otherTenantId = '11111111-1111-4111-8111-111111111111'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    tenant?.applications?.push({
      appId: webAppId,
      displayName: 'Web',
      signInAudience: 'AzureADMultipleOrgs',
      web: { redirectUris: [webRedirect] },
      passwordCredentials: [{ secretText: webSecret }],
    })
    tenant?.servicePrincipals?.push({ appId: webAppId })
    tenant?.oauth2PermissionGrants?.push({
      clientAppId: webAppId,
      resourceAppId: '00000003-0000-0000-c000-000000000000',
      scope: 'openid profile offline_access User.Read',
    })
    state.tenants.push({ id: otherTenantId, displayName: 'Other', domains: [{ name: 'other.example' }] })
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const web = {
  client_id: webAppId,
  redirect_uri: webRedirect,
  scope: 'openid profile offline_access User.Read',
}
const webCode = () => codeFor(emulator, web)
const asWeb = { client_id: webAppId, client_secret: webSecret, redirect_uri: webRedirect }

const refresh = (
  token: unknown,
  changes: Record<string, string> = {},
  headers: Record<string, string> = { origin },
) =>
  emulator.fetch(tokenUrl, {
    headers,
    form: {
      client_id: sample.uiAppId,
      grant_type: 'refresh_token',
      refresh_token: String(token),
      ...changes,
    },
  })

describe('redeeming a code', () => {
  it('from a single-page application gives tokens its browser may read', async () => {
    const response = await redeem(emulator, await codeFor(emulator))
    expect(response.status).toBe(200)
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'cache-control': 'no-store, no-cache',
      pragma: 'no-cache',
      'content-type': 'application/json; charset=utf-8',
    })
    const answer = response.json()
    expect(answer).toEqual({
      token_type: 'Bearer',
      scope: `${apiScope} openid profile email`,
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      refresh_token_expires_in: 86_400,
      id_token: expect.any(String),
      client_info: expect.any(String),
    })
    expect(tokenIn(answer, 'id_token').claims).toMatchObject({ nonce: 'the nonce', aud: sample.uiAppId })
  })

  it('from a web application needs its secret, and no origin', async () => {
    const response = await redeem(emulator, await webCode(), asWeb, {})
    expect(response.status).toBe(200)
    expect(response.headers['access-control-allow-origin']).toBeUndefined()
    expect(response.json()).not.toHaveProperty('refresh_token_expires_in')
    expect(
      refusalOf(await redeem(emulator, await webCode(), { ...asWeb, client_secret: undefined }, {})),
    ).toEqual({
      status: 401,
      error: 'invalid_client',
      code: 7000218,
    })
  })

  it('leaves out what was not asked for', async () => {
    const code = await codeFor(emulator, { scope: apiScope })
    const answer = (await redeem(emulator, code, { client_info: undefined })).json()
    expect(Object.keys(answer)).toEqual([
      'token_type',
      'scope',
      'expires_in',
      'ext_expires_in',
      'access_token',
    ])
  })

  it('answers an error with exactly Entra’s members, readable across origins', async () => {
    const response = await redeem(
      emulator,
      'nonsense',
      {},
      { origin, 'client-request-id': '0f0f0f0f-0000-4000-8000-00000000cafe' },
    )
    expect(response.headers['access-control-allow-origin']).toBe(origin)
    const body = response.json()
    expect(Object.keys(body)).toEqual([
      'error',
      'error_description',
      'error_codes',
      'timestamp',
      'trace_id',
      'correlation_id',
      'error_uri',
    ])
    expect(body).toMatchObject({
      correlation_id: '0f0f0f0f-0000-4000-8000-00000000cafe',
      trace_id: response.headers['x-ms-request-id'],
      error_uri: 'https://login.microsoftonline.com/error?code=70000',
    })
    expect(body.error_description).toBe(
      `AADSTS70000: Provided grant is invalid or malformed. Trace ID: ${body.trace_id} Correlation ID: ${body.correlation_id} Timestamp: ${body.timestamp}`,
    )
  })

  it.each([
    [
      'a browser with a web application’s code',
      9002326,
      'invalid_request',
      web,
      { ...asWeb, client_secret: undefined },
      { origin },
    ],
    ['a program with a single-page application’s code', 9002327, 'invalid_request', {}, {}, {}],
    ['no verifier', 9002325, 'invalid_request', {}, { code_verifier: undefined }, { origin }],
    [
      'no challenge in the first place',
      9002325,
      'invalid_request',
      { code_challenge: undefined, code_challenge_method: undefined },
      {},
      { origin },
    ],
    ['another verifier', 501481, 'invalid_grant', {}, { code_verifier: 'w'.repeat(43) }, { origin }],
    [
      'another redirect URI',
      500112,
      'invalid_grant',
      {},
      { redirect_uri: 'http://localhost:8585/auth/callback' },
      { origin },
    ],
    ['a secret from a browser', 700025, 'invalid_client', {}, { client_secret: 'x' }, { origin }],
    ['another application', 70000, 'invalid_grant', {}, asWeb, {}],
    ['two APIs named wrongly', 500011, 'invalid_resource', {}, { scope: 'api://nobody/x' }, { origin }],
  ])(
    'is refused for %s: AADSTS%d',
    async (_what, code, error, asked, sent: Record<string, string | undefined>, headers: Record<
      string,
      string
    >) => {
      const refused = refusalOf(await redeem(emulator, await codeFor(emulator, asked), sent, headers))
      expect(refused).toEqual({ status: error === 'invalid_client' ? 401 : 400, error, code })
    },
  )

  it('works once; the second time takes back what the first gave: AADSTS54005', async () => {
    const code = await codeFor(emulator)
    const { refresh_token } = (await redeem(emulator, code)).json()
    expect((await refresh(refresh_token)).status).toBe(200)
    expect(refusalOf(await redeem(emulator, code))).toEqual({
      status: 400,
      error: 'invalid_grant',
      code: 54005,
    })
    expect(refusalOf(await refresh(refresh_token)).code).toBe(50173)
  })

  it('works for ten minutes: AADSTS70008', async () => {
    const [inTime, late] = [await codeFor(emulator), await codeFor(emulator)]
    await emulator.control('clock', { advanceSeconds: 599 })
    expect((await redeem(emulator, inTime)).status).toBe(200)
    await emulator.control('clock', { advanceSeconds: 2 })
    expect(refusalOf(await redeem(emulator, late))).toEqual({
      status: 400,
      error: 'invalid_grant',
      code: 70008,
    })
  })

  it('works at the tenant it was issued for: AADSTS700005', async () => {
    const url = `https://login.microsoftonline.com/${otherTenantId}/oauth2/v2.0/token`
    expect(refusalOf(await redeem(emulator, await webCode(), asWeb, {}, url)).code).toBe(700005)
  })
})

describe('refreshing', () => {
  const first = async () => (await redeem(emulator, await codeFor(emulator))).json()

  it('gives new tokens, for another API too, while the old refresh token stays good', async () => {
    const { refresh_token } = await first()
    const graph = await refresh(refresh_token, { scope: 'https://graph.microsoft.com/User.Read' })
    expect(graph.status).toBe(200)
    const answer = graph.json()
    expect(answer.scope).toBe('https://graph.microsoft.com/User.Read openid profile email')
    expect(tokenIn(answer, 'access_token').claims).toMatchObject({
      aud: 'https://graph.microsoft.com',
      ver: '1.0',
    })
    expect(answer.refresh_token).not.toBe(refresh_token)
    expect((await refresh(refresh_token)).status).toBe(200)
  })

  it('of a single-page application ends a day after its sign-in, however often it was renewed: AADSTS700084', async () => {
    await emulator.control('clock', { stopped: true })
    const { refresh_token } = await first()
    await emulator.control('clock', { advanceSeconds: 86_000 })
    const renewed = (await refresh(refresh_token)).json()
    expect(renewed.refresh_token_expires_in).toBe(400)
    await emulator.control('clock', { advanceSeconds: 401 })
    const refused = await refresh(renewed.refresh_token)
    expect(refusalOf(refused)).toEqual({ status: 400, error: 'invalid_grant', code: 700084 })
    expect(refused.json().error_description).toContain('1.00:00:00')
  })

  it('of a web application slides for ninety days: AADSTS700082', async () => {
    const { refresh_token } = (await redeem(emulator, await webCode(), asWeb, {})).json()
    await emulator.control('clock', { advanceSeconds: 89 * 86_400 })
    const renewed = (await refresh(refresh_token, asWeb, {})).json()
    await emulator.control('clock', { advanceSeconds: 89 * 86_400 })
    expect((await refresh(renewed.refresh_token, asWeb, {})).status).toBe(200)
    expect(refusalOf(await refresh(refresh_token, asWeb, {})).code).toBe(700082)
  })

  it.each([
    ['from a program', 9002327, {}, {}],
    ['by another application', 70000, asWeb, {}],
    ['without consent', 65001, { scope: 'User.Read.All' }, { origin }],
  ])('is refused %s: AADSTS%d', async (_what, code, changes, headers: Record<string, string>) => {
    const { refresh_token } = await first()
    expect(refusalOf(await refresh(refresh_token, changes, headers)).code).toBe(code)
  })

  it('without consent says so in suberror, for MSAL', async () => {
    const { refresh_token } = await first()
    expect((await refresh(refresh_token, { scope: 'User.Read.All' })).json()).toMatchObject({
      error: 'invalid_grant',
      suberror: 'consent_required',
    })
  })

  it('ends when an administrator revokes the person’s sessions: AADSTS50173', async () => {
    const { refresh_token } = await first()
    expect((await emulator.control('revoke', { user: 'ada@fjordlight.example' })).json()).toEqual({
      refreshTokensRevoked: 1,
    })
    expect(refusalOf(await refresh(refresh_token)).code).toBe(50173)
  })
})

describe('the token endpoint', () => {
  const post = (form: Record<string, string>) => emulator.fetch(tokenUrl, { form })

  it.each([
    ['no grant_type', 900144, 'invalid_request', { client_id: sample.uiAppId }],
    [
      'an unknown grant_type',
      70003,
      'unsupported_grant_type',
      { client_id: sample.uiAppId, grant_type: 'magic' },
    ],
    ['no client_id', 900144, 'invalid_request', { grant_type: 'authorization_code', code: 'x' }],
    ['no code', 900144, 'invalid_request', { client_id: sample.uiAppId, grant_type: 'authorization_code' }],
    [
      'a v1 resource',
      901002,
      'invalid_request',
      { client_id: sample.uiAppId, grant_type: 'refresh_token', resource: 'x' },
    ],
  ])('refuses %s: AADSTS%d', async (_what, code, error, form) => {
    expect(refusalOf(await post(form as Record<string, string>))).toEqual({ status: 400, error, code })
  })

  it('takes POST only, and answers preflights', async () => {
    expect(refusalOf(await emulator.fetch(tokenUrl))).toEqual({
      status: 405,
      error: 'invalid_request',
      code: 900561,
    })
    const preflight = await emulator.fetch(tokenUrl, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'x-custom' },
    })
    expect(preflight).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': 'x-custom',
      },
    })
  })

  it('takes no parameter twice, and forms only', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const twice = await emulator.fetch(tokenUrl, { body: 'grant_type=a&grant_type=b', headers })
    expect(refusalOf(twice).code).toBe(9002313)
    const json = await emulator.fetch(tokenUrl, {
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(refusalOf(json).code).toBe(9002313)
  })

  it('works on the plain listener, with CORS for the newcomer’s browser', async () => {
    const response = await emulator.fetchPlain(`/${sample.tenantId}/oauth2/v2.0/token`, {
      headers: { origin },
      form: {
        client_id: sample.uiAppId,
        grant_type: 'authorization_code',
        code: await codeFor(emulator),
        redirect_uri: sample.redirectUri,
        code_verifier: verifier,
      },
    })
    expect(response.status).toBe(200)
    expect(response.headers['access-control-allow-origin']).toBe(origin)
    expect(tokenIn(response.json(), 'id_token').claims.iss).toBe(
      `https://login.microsoftonline.com/${sample.tenantId}/v2.0`,
    )
  })
})
