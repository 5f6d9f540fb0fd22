import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  codeFor,
  pick,
  redeem,
  replied,
} from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from '../testing/start.ts'

const strictAppId = '00000000-0000-4000-8000-00000000a001'
const implicitAppId = '00000000-0000-4000-8000-00000000a002'
const callback = 'http://localhost:9999/x'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const tenant = state.tenants[0]
    tenant?.applications?.push(
      { appId: strictAppId, displayName: 'Strict', web: { redirectUris: [callback] } },
      {
        appId: implicitAppId,
        displayName: 'Implicit',
        signInAudience: 'AzureADMultipleOrgs',
        web: {
          redirectUris: ['https://app.fjordlight.example/Callback'],
          implicitGrantSettings: { enableIdTokenIssuance: true, enableAccessTokenIssuance: true },
        },
        requiredResourceAccess: [{ resourceAppId: sample.uiAppId, scopes: ['access_as_user'] }],
      },
    )
    tenant?.servicePrincipals?.push(
      { appId: strictAppId, appRoleAssignmentRequired: true },
      { appId: implicitAppId },
    )
    tenant?.users?.push(
      { userPrincipalName: 'gone@fjordlight.example', displayName: 'Gone', accountEnabled: false },
      { userPrincipalName: 'late@fjordlight.example', displayName: 'Late', signInState: 'passwordExpired' },
    )
    state.tenants.push({
      id: '11111111-1111-4111-8111-111111111111',
      displayName: 'Northern Grid',
      domains: [{ name: 'northerngrid.example' }],
      users: [{ userPrincipalName: 'nora@northerngrid.example', displayName: 'Nora' }],
    })
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const cookieOf = (response: TestResponse): string => response.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
const signedInCookie = async (userId?: string) => cookieOf(await pick(emulator, {}, userId))

describe('the account page', () => {
  it('lists the people of the tenant as buttons, and names application and tenant', async () => {
    const response = await authorize(emulator)
    expect(response.status).toBe(200)
    expect(response.body).toContain('<strong>Waymark</strong> with Fjordlight Energy')
    for (const name of ['Ada Lindqvist', 'Signe Dahl', 'Omar Haddad', 'Mei Tanaka', 'Rosa Keller'])
      expect(response.body).toContain(name)
    expect(response.body).not.toContain('Nora')
    expect(response.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(response.headers['content-security-policy']).not.toContain('script-src')
    expect(response.headers['cache-control']).toContain('no-store')
  })

  it('shows only the person a login_hint names, unless the application wants the choice made', async () => {
    const hinted = await authorize(emulator, { login_hint: 'OMAR@fjordlight.example' })
    expect(hinted.body).toContain('Omar Haddad')
    expect(hinted.body).not.toContain('Ada Lindqvist')
    const free = await authorize(emulator, {
      login_hint: 'omar@fjordlight.example',
      prompt: 'select_account',
    })
    expect(free.body).toContain('Ada Lindqvist')
  })

  it('escapes what came in the request', async () => {
    const response = await authorize(emulator, { state: '"><script>alert(1)</script>' })
    expect(response.body).not.toContain('<script>alert')
    expect(response.body).toContain('&lt;script&gt;')
  })

  it('signs nobody in for a form that another site sent', async () => {
    const form = { ...authorizeParameters(), _account: `${sample.tenantId}/${sample.adaId}` }
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const response = await emulator.fetch(authorizeUrl, { form, headers })
      expect(response.status).toBe(200)
      expect(response.headers['set-cookie']).toBeUndefined()
    }
    const own = await emulator.fetch(authorizeUrl, {
      form,
      headers: { origin: 'https://login.microsoftonline.com' },
    })
    expect(own.status).toBe(302)
  })

  it('works on the plain listener with a cookie that a browser keeps there', async () => {
    const form = { ...authorizeParameters(), _account: `${sample.tenantId}/${sample.adaId}` }
    const response = await emulator.fetchPlain(`/${sample.tenantId}/oauth2/v2.0/authorize`, { form })
    expect(response.status).toBe(302)
    expect(response.headers['set-cookie']?.[0]).toMatch(/^ESTSAUTH=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(response.headers['strict-transport-security']).toBeUndefined()
  })
})

describe('a successful answer', () => {
  it('carries code, state, session and client_info in the fragment', async () => {
    const response = await pick(emulator)
    expect(response.status).toBe(302)
    expect(response.headers.location).toMatch(/^http:\/\/localhost:8585\/callback#code=/)
    expect(response.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; Secure; SameSite=None$/)
    const { code, client_info, ...rest } = replied(response)
    expect(code).toMatch(/^1\.[\w-]{64}$/)
    expect(JSON.parse(Buffer.from(client_info ?? '', 'base64url').toString())).toEqual({
      uid: sample.adaId,
      utid: sample.tenantId,
    })
    expect(rest).toEqual({ state: 'the state', session_state: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  it('says in which cloud the person is at home, to who asks', async () => {
    expect(replied(await pick(emulator, { instance_aware: 'true' }))).toMatchObject({
      cloud_instance_name: 'microsoftonline.com',
      cloud_instance_host_name: 'login.microsoftonline.com',
      cloud_graph_host_name: 'graph.windows.net',
      msgraph_host: 'graph.microsoft.com',
    })
    const landed = await emulator.fetch('https://login.microsoftonline.com/common/oauth2/nativeclient?code=x')
    expect(landed.body).toContain('You have signed in')
  })

  it('goes to the query by default, and as a form on request', async () => {
    expect((await pick(emulator, { response_mode: undefined })).headers.location).toMatch(/callback\?code=/)
    const form = await pick(emulator, { response_mode: 'form_post' })
    expect(form.status).toBe(200)
    expect(form.body).toMatch(
      /<form method="post" action="http:\/\/localhost:8585\/callback">\s*<input type="hidden" name="code"/,
    )
    const script = /<script>(.*)<\/script>/.exec(form.body)?.[1] ?? ''
    const hash = createHash('sha256').update(script).digest('base64')
    expect(form.headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'`)
    expect(form.headers['content-security-policy']).toContain('http://localhost:8585')
  })

  it('accepts any port of localhost, and the second registered path', async () => {
    const other = 'http://localhost:5173/auth/callback'
    const code = await codeFor(emulator, { redirect_uri: other })
    expect((await redeem(emulator, code, { redirect_uri: other })).status).toBe(200)
  })
})

describe('single sign-on', () => {
  it('lets a signed-in person through without a page, also with prompt=none', async () => {
    const cookie = await signedInCookie()
    for (const prompt of [undefined, 'none']) {
      const response = await authorize(emulator, { prompt }, { cookie })
      expect(response.status, prompt).toBe(302)
      expect(replied(response)).toHaveProperty('code')
    }
  })

  it('asks again for prompt=login and select_account, for somebody else, and after max_age', async () => {
    const cookie = await signedInCookie()
    for (const changes of [
      { prompt: 'login' },
      { prompt: 'select_account' },
      { login_hint: 'omar@fjordlight.example' },
    ])
      expect((await authorize(emulator, changes, { cookie })).status).toBe(200)
    await emulator.control('clock', { advanceSeconds: 61 })
    expect((await authorize(emulator, { max_age: '60' }, { cookie })).status).toBe(200)
    expect((await authorize(emulator, { max_age: '62' }, { cookie })).status).toBe(302)
  })

  it('gives prompt=none login_required without a session, and 16000 with two people in it', async () => {
    const nobody = replied(await authorize(emulator, { prompt: 'none' }))
    expect(nobody).toMatchObject({ error: 'login_required', state: 'the state' })
    expect(nobody.error_description).toMatch(
      /^AADSTS50058: .* Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    )
    const first = await signedInCookie()
    const form = { ...authorizeParameters(), _account: `${sample.tenantId}/${sample.omarId}` }
    const cookie = cookieOf(await emulator.fetch(authorizeUrl, { form, headers: { cookie: first } }))
    expect(replied(await authorize(emulator, { prompt: 'none' }, { cookie }))).toMatchObject({
      error: 'interaction_required',
    })
    const hinted = await authorize(
      emulator,
      { prompt: 'none', login_hint: 'omar@fjordlight.example' },
      { cookie },
    )
    expect(replied(hinted)).toHaveProperty('code')
  })

  it('ends with a sign-out, which goes back only to a registered address', async () => {
    const cookie = await signedInCookie()
    const logoutUrl = `https://login.microsoftonline.com/${sample.tenantId}/oauth2/v2.0/logout`
    const stranger = await emulator.fetch(`${logoutUrl}?post_logout_redirect_uri=https://evil.example/`, {})
    expect(stranger.status).toBe(200)
    const query = new URLSearchParams({ post_logout_redirect_uri: sample.redirectUri, state: 'bye' })
    const response = await emulator.fetch(`${logoutUrl}?${query}`, { headers: { cookie } })
    expect(response.headers.location).toBe(`${sample.redirectUri}?state=bye`)
    expect(response.headers['set-cookie']?.[0]).toContain('Max-Age=0')
    expect(replied(await authorize(emulator, { prompt: 'none' }, { cookie })).error).toBe('login_required')
  })
})

describe('what is wrong with the application is shown on a page and never sent anywhere', () => {
  const url = (segment: string) => `https://login.microsoftonline.com/${segment}/oauth2/v2.0/authorize`
  it.each([
    [
      'a redirect URI that is not registered',
      50011,
      { redirect_uri: 'http://localhost:8585/Callback' },
      sample.tenantId,
    ],
    [
      'a redirect URI with user info',
      50011,
      { redirect_uri: 'http://a@localhost:8585/callback' },
      sample.tenantId,
    ],
    [
      'a redirect URI with dot segments',
      50011,
      { redirect_uri: 'http://localhost:8585/x/../callback' },
      sample.tenantId,
    ],
    [
      'another port off loopback',
      50011,
      { client_id: implicitAppId, redirect_uri: 'https://app.fjordlight.example:444/Callback' },
      sample.tenantId,
    ],
    ['an unknown client', 700016, { client_id: '00000000-0000-4000-8000-000000000bad' }, sample.tenantId],
    ['no client', 900144, { client_id: undefined }, sample.tenantId],
    ['no redirect URI registered', 500113, { client_id: sample.ingestionAppId }, sample.tenantId],
    ['an unknown tenant', 90002, {}, 'unknown.example'],
    ['an impossible tenant', 900023, {}, 'asdf'],
    ['a single-tenant application at common', 50194, {}, 'common'],
    ['a work application at consumers', 9002332, {}, 'consumers'],
    ['an unknown API', 500011, { scope: 'api://nobody/read' }, sample.tenantId],
    [
      'tokens in a query',
      70007,
      {
        client_id: implicitAppId,
        redirect_uri: undefined,
        response_type: 'id_token',
        response_mode: 'query',
      },
      sample.tenantId,
    ],
  ])('%s: AADSTS%d', async (_what, code, changes: Record<string, string | undefined>, segment) => {
    const response = await authorize(emulator, changes, {}, url(segment))
    expect(response.status).toBe(400)
    expect(response.headers.location).toBeUndefined()
    expect(response.body).toContain(`AADSTS${code}: `)
  })

  it.each([
    ['a disabled account', 50057, 'gone@fjordlight.example'],
    ['an expired password', 50055, 'late@fjordlight.example'],
  ])('%s: AADSTS%d', async (_what, code, upn) => {
    const page = await authorize(emulator, { login_hint: upn })
    const account = /name="_account" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const response = await emulator.fetch(authorizeUrl, {
      form: { ...authorizeParameters(), _account: account },
    })
    expect(response.body).toContain(`AADSTS${code}: `)
    expect(response.headers['set-cookie']).toBeUndefined()
  })

  it('a person who is not assigned to an application that asks for it: AADSTS50105', async () => {
    const response = await pick(emulator, { client_id: strictAppId, redirect_uri: callback, scope: 'openid' })
    expect(response.body).toContain('AADSTS50105: ')
  })
})

describe('what the application itself asked wrongly is sent to it', () => {
  it.each([
    ['a scope the API does not have', 650053, 'invalid_client', { scope: `api://${sample.uiAppId}/nothing` }],
    ['a bare scope, which means Graph', 650053, 'invalid_client', { scope: 'read' }],
    ['.default of itself by URI', 90009, 'invalid_request', { scope: `api://${sample.uiAppId}/.default` }],
    [
      '.default beside a named scope',
      70011,
      'invalid_scope',
      { scope: 'User.Read https://graph.microsoft.com/.default' },
    ],
    ['a token without implicit flow', 700051, 'unsupported_response_type', { response_type: 'token' }],
    ['an ID token without implicit flow', 700054, 'unsupported_response_type', { response_type: 'id_token' }],
    ['an unknown response type', 70005, 'unsupported_response_type', { response_type: 'magic' }],
    ['a challenge of the wrong size', 501491, 'invalid_request', { code_challenge: 'short' }],
    ['a v1 resource', 901002, 'invalid_request', { resource: 'https://graph.microsoft.com' }],
  ])('%s: AADSTS%d', async (_what, code, error, changes) => {
    const answer = replied(await authorize(emulator, changes))
    expect(answer).toMatchObject({ error, state: 'the state' })
    expect(answer.error_description).toContain(`AADSTS${code}: `)
    expect(answer.error_uri).toBe(`https://login.microsoftonline.com/error?code=${code}`)
  })
})

describe('consent', () => {
  const asked = {
    client_id: implicitAppId,
    redirect_uri: 'https://app.fjordlight.example/Callback',
    scope: `openid api://${sample.uiAppId}/access_as_user`,
  }

  it('is asked for once, and remembered', async () => {
    const page = await pick(emulator, asked)
    expect(page.status).toBe(200)
    expect(page.body).toContain('Permissions requested')
    expect(page.body).toContain('Use Waymark as the signed-in person')
    const form = {
      ...authorizeParameters(asked),
      _account: `${sample.tenantId}/${sample.adaId}`,
      _consent: 'accept',
    }
    const accepted = await emulator.fetch(authorizeUrl, { form, headers: { cookie: cookieOf(page) } })
    expect(replied(accepted)).toHaveProperty('code')
    expect(replied(await pick(emulator, asked))).toHaveProperty('code')
  })

  it('declined goes back as access_denied, and can not be asked for silently', async () => {
    const page = await pick(emulator, asked)
    const cookie = cookieOf(page)
    const form = {
      ...authorizeParameters(asked),
      _account: `${sample.tenantId}/${sample.adaId}`,
      _consent: 'decline',
    }
    expect(replied(await emulator.fetch(authorizeUrl, { form, headers: { cookie } }))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('AADSTS65004'),
    })
    expect(replied(await authorize(emulator, { ...asked, prompt: 'none' }, { cookie }))).toMatchObject({
      error: 'consent_required',
    })
  })

  it('to what only an administrator may grant is refused to others: AADSTS90094', async () => {
    const scope = 'openid User.Read.All'
    expect((await pick(emulator, { ...asked, scope }, sample.omarId)).body).toContain('AADSTS90094: ')
    expect((await pick(emulator, { ...asked, scope }, sample.adaId)).body).toContain('Permissions requested')
  })
})
