import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizeParameters, redeem, refusalOf, replied, tokenIn } from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const login = 'https://login.microsoftonline.com'
const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad'
const lenaId = '00000000-0000-0000-66f3-3332eca7ea81'
const account = `${consumers}/${lenaId}`
/** Applications by who may sign in to them. */
const everybodyAppId = '00000000-0000-4000-8000-0000000000a1'
const personalAppId = '00000000-0000-4000-8000-0000000000a2'
const companiesAppId = '00000000-0000-4000-8000-0000000000a3'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    state.personalAccounts = [
      { id: lenaId, mail: 'lena@outlook.example', displayName: 'Lena Aas', givenName: 'Lena' },
      { mail: 'bo@hotmail.example', displayName: 'Bo', accountEnabled: false },
    ]
    const application = (
      appId: string,
      signInAudience: 'AzureADMultipleOrgs' | 'PersonalMicrosoftAccount',
    ) => ({
      appId,
      displayName: signInAudience,
      signInAudience,
      spa: { redirectUris: [sample.redirectUri] },
    })
    state.tenants[0]?.applications?.push(
      {
        ...application(everybodyAppId, 'AzureADMultipleOrgs'),
        signInAudience: 'AzureADandPersonalMicrosoftAccount',
        isFallbackPublicClient: true,
        identifierUris: [`api://${everybodyAppId}`],
        api: {
          requestedAccessTokenVersion: 2,
          oauth2PermissionScopes: [{ value: 'read' }, { value: 'manage', type: 'Admin' }],
        },
      },
      application(personalAppId, 'PersonalMicrosoftAccount'),
      application(companiesAppId, 'AzureADMultipleOrgs'),
    )
    state.tenants[0]?.servicePrincipals?.push({ appId: everybodyAppId })
    state.tenants[0]?.users?.push({
      userPrincipalName: 'lena_outlook.example#EXT#@fjordlight.onmicrosoft.com',
      displayName: 'Lena Aas',
      mail: 'lena@outlook.example',
      userType: 'Guest',
      identityProvider: 'live.com',
    })
  })
})
afterAll(() => emulator.close())

const parameters = (changes: Record<string, string> = {}) =>
  authorizeParameters({
    client_id: everybodyAppId,
    scope: `api://${everybodyAppId}/read openid profile email offline_access`,
    ...changes,
  })
const page = (segment: string, changes: Record<string, string> = {}) =>
  emulator.fetch(`${login}/${segment}/oauth2/v2.0/authorize?${new URLSearchParams(parameters(changes))}`)
const pick = (segment: string, changes: Record<string, string> = {}) =>
  emulator.fetch(`${login}/${segment}/oauth2/v2.0/authorize`, {
    form: { ...parameters(changes), _account: account, _consent: 'accept' },
  })

async function signedIn(segment: string, changes: Record<string, string> = {}) {
  const answer = replied(await pick(segment, changes))
  const tokenUrl = `${login}/${segment}/oauth2/v2.0/token`
  const redeemed = await redeem(
    emulator,
    answer.code ?? '',
    { client_id: everybodyAppId },
    undefined,
    tokenUrl,
  )
  return { answer, tokens: redeemed.json() }
}

describe('a personal account', () => {
  it.each(['consumers', 'common', consumers])(
    'signs in at %s, to an API of anybody who takes it',
    async (segment) => {
      const { answer, tokens } = await signedIn(segment)
      expect(tokenIn(tokens, 'id_token').claims).toMatchObject({
        iss: `${login}/${consumers}/v2.0`,
        tid: consumers,
        oid: lenaId,
        aud: everybodyAppId,
        email: 'lena@outlook.example',
        preferred_username: 'lena@outlook.example',
        name: 'Lena Aas',
      })
      expect(tokenIn(tokens, 'access_token').claims).toMatchObject({
        iss: `${login}/${consumers}/v2.0`,
        tid: consumers,
        azp: everybodyAppId,
        scp: 'read',
        ver: '2.0',
      })
      expect(JSON.parse(Buffer.from(answer.client_info ?? '', 'base64url').toString())).toEqual({
        uid: lenaId,
        utid: consumers,
      })
    },
  )

  it('has tokens under a key of its own, which no key set of companies shows', async () => {
    const { tokens } = await signedIn('common')
    const believedBy = async (segment: string) => {
      const keys = (await emulator.fetch(`${login}/${segment}/discovery/v2.0/keys`)).json() as unknown
      const verified = jwtVerify(String(tokens.id_token), createLocalJWKSet(keys as JSONWebKeySet))
      return await verified.then(
        () => true,
        () => false,
      )
    }
    expect(await believedBy('consumers')).toBe(true)
    expect(await believedBy('common')).toBe(true)
    expect(await believedBy('organizations')).toBe(false)
    expect(await believedBy(sample.tenantId)).toBe(false)
  })

  it('refreshes where it signed in, and nowhere else: AADSTS700005', async () => {
    const { tokens } = await signedIn('common')
    const refresh = (segment: string) =>
      emulator.fetch(`${login}/${segment}/oauth2/v2.0/token`, {
        headers: { origin: 'http://localhost:8585' },
        form: {
          client_id: everybodyAppId,
          grant_type: 'refresh_token',
          refresh_token: String(tokens.refresh_token),
        },
      })
    expect((await refresh('consumers')).status).toBe(200)
    for (const segment of ['organizations', sample.tenantId])
      expect(refusalOf(await refresh(segment)).code, segment).toBe(700005)
  })

  it('reads itself at Microsoft Graph with a token that is no JWT, and no directory', async () => {
    const { tokens } = await signedIn('consumers', { scope: 'User.Read openid profile email' })
    const token = String(tokens.access_token)
    expect(token.split('.')).toHaveLength(1)
    const ask = (path: string) =>
      emulator.fetch(`https://graph.microsoft.com${path}`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask('/v1.0/me')).json()).toMatchObject({ mail: 'lena@outlook.example' })
    expect((await ask('/oidc/userinfo')).json()).toMatchObject({ email: 'lena@outlook.example' })
    expect((await ask('/v1.0/organization')).status).toBe(403)
  })

  it('signs a device in', async () => {
    const base = `${login}/consumers/oauth2/v2.0`
    const form = { client_id: everybodyAppId, scope: `api://${everybodyAppId}/read openid` }
    const asked = (await emulator.fetch(`${base}/devicecode`, { form })).json()
    const onPage = { user_code: String(asked.user_code), _account: account, _consent: 'accept' }
    await emulator.fetch(`${login}/common/oauth2/deviceauth`, { form: onPage })
    const answer = await emulator.fetch(`${base}/token`, {
      form: {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: everybodyAppId,
        device_code: String(asked.device_code),
      },
    })
    expect(tokenIn(answer.json(), 'access_token').claims.tid).toBe(consumers)
  })

  it('cannot consent to what only administrators may: AADSTS70011', async () => {
    const refused = await pick('consumers', { scope: `api://${everybodyAppId}/manage` })
    expect(replied(refused).error_description).toContain('AADSTS70011: ')
  })

  it('that is disabled stays out: AADSTS50057', async () => {
    const shown = await page('consumers')
    const id = /value="9188040d[^/]+\/([0-9a-f-]{36})"[\s\S]{0,300}bo@hotmail/.exec(shown.body)?.[1]
    expect(id).toMatch(/^00000000-0000-0000-/)
    const refused = await emulator.fetch(`${login}/consumers/oauth2/v2.0/authorize`, {
      form: { ...parameters(), _account: `${consumers}/${id}` },
    })
    expect(refused.body).toContain('AADSTS50057: ')
  })
})

describe('who may pick which account', () => {
  const names = (body: string) => [/ada@fjordlight/, /lena@outlook/].map((name) => name.test(body))

  it('is decided by the address and by the application', async () => {
    expect(names((await page('common')).body)).toEqual([true, true])
    expect(names((await page('consumers')).body)).toEqual([false, true])
    expect(names((await page('common', { client_id: companiesAppId, scope: 'openid' })).body)).toEqual([
      true,
      true, // The guest of the company, who is known by the same address.
    ])
    expect((await page('common', { client_id: companiesAppId, scope: 'openid' })).body).not.toContain(
      consumers,
    )
    expect((await page('organizations')).body).not.toContain(consumers)
  })

  it('is narrowed by domain_hint', async () => {
    expect(names((await page('common', { domain_hint: 'consumers' })).body)).toEqual([false, true])
    expect((await page('common', { domain_hint: 'organizations' })).body).not.toContain(consumers)
    expect((await page('common', { domain_hint: 'fjordlight.example' })).body).not.toContain(consumers)
  })

  it('is not widened by the first version of the protocol, which knows work accounts only', async () => {
    const query = new URLSearchParams({ ...parameters(), resource: `api://${everybodyAppId}` })
    expect((await emulator.fetch(`${login}/common/oauth2/authorize?${query}`)).body).not.toContain(consumers)
  })

  it.each([
    ['a company’s address', sample.tenantId],
    ['organizations', 'organizations'],
  ])('a personal account at %s is told AADSTS50020', async (_where, segment) => {
    const refused = await pick(segment)
    expect(refused.body).toContain('AADSTS50020: ')
    expect(refused.body).toContain('live.com')
  })

  it.each([
    ['for personal accounts at common', personalAppId, 'common', 9002331],
    ['for personal accounts at a company', personalAppId, sample.tenantId, 9002331],
    ['for companies at consumers', companiesAppId, 'consumers', 9002332],
    ['for one company at common', sample.uiAppId, 'common', 50194],
  ])('an application %s is told so', async (_what, client_id, segment, code) => {
    expect((await page(segment, { client_id, scope: 'openid' })).body).toContain(`AADSTS${code}: `)
  })

  it('a guest with a personal account is of the company, and says where from', async () => {
    const shown = (await page(sample.tenantId)).body
    const guest = /value="([^"]+)"[\s\S]{0,300}lena@outlook/.exec(shown)?.[1] ?? ''
    const answer = await emulator.fetch(`${login}/${sample.tenantId}/oauth2/v2.0/authorize`, {
      form: { ...parameters(), _account: guest, _consent: 'accept' },
    })
    const tokenUrl = `${login}/${sample.tenantId}/oauth2/v2.0/token`
    const code = replied(answer).code ?? ''
    const tokens = (await redeem(emulator, code, { client_id: everybodyAppId }, undefined, tokenUrl)).json()
    expect(tokenIn(tokens, 'id_token').claims).toMatchObject({ tid: sample.tenantId, idp: 'live.com' })
  })
})

describe('applications', () => {
  it('get no token for themselves at consumers: AADSTS50059, nor one by password: AADSTS9001023', async () => {
    const ask = (form: Record<string, string>) =>
      emulator.fetch(`${login}/consumers/oauth2/v2.0/token`, { form: { client_id: everybodyAppId, ...form } })
    expect(refusalOf(await ask({ grant_type: 'client_credentials' })).code).toBe(50059)
    const password = { grant_type: 'password', username: 'lena@outlook.example', password: 'any' }
    expect(refusalOf(await ask(password)).code).toBe(9001023)
  })
})
