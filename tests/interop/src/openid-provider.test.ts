import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { openidRegistration, type RunningProvider, startOpenidProvider } from './second-provider.ts'

const { clientId, clientSecret, ingestionClientId, ingestionSecret } = openidRegistration
let provider: RunningProvider
let catalog: RunningCatalog

beforeAll(async () => {
  const port = await freePort()
  provider = await startOpenidProvider(`http://localhost:${port}`)
  catalog = await startCatalog({
    port,
    environment: {
      AUTHENTICATION_PROVIDER: 'custom-oidc',
      OIDC_DISCOVERY_URI: `${provider.issuer}/.well-known/openid-configuration`,
      AUTHENTICATION_CLIENT_TYPE: 'confidential',
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_CLIENT_AUTH_METHOD: 'client_secret_basic',
      OIDC_SCOPE: 'openid email profile groups',
      AUTHORIZER_PRINCIPAL_DOMAIN: 'contoso.com',
      WAYMARK_CLAIM_MAPPINGS: '[groups:Finance=team:Finance]',
    },
  })
  await catalog.api('teams', { method: 'PUT', body: { name: 'Finance', teamType: 'Group' } })
})
afterAll(async () => {
  await catalog?.stop()
  await provider?.stop()
})

/** The cookies that an answer sets, as a browser sends them back. */
const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')

/** From the catalog's redirect to its callback; the cookie it leaves, and where it leads. */
async function signIn(person: string): Promise<{ cookie: string; landed: string }> {
  const begun = await fetch(`${catalog.url}/api/v1/auth/login?redirectUri=/search`, { redirect: 'manual' })
  const back = await provider.signIn(begun.headers.get('location') ?? '', person)
  const ended = await fetch(back, { redirect: 'manual', headers: { cookie: cookieOf(begun) } })
  return { cookie: cookieOf(ended), landed: ended.headers.get('location') ?? '' }
}
const who = (headers: Record<string, string>) => fetch(`${catalog.url}/api/v1/auth/session`, { headers })

describe('a second OpenID provider', () => {
  it('signs a person in through its own pages, with the team of their group', async () => {
    const { cookie, landed } = await signIn('ada')
    expect(landed).toBe('/search')
    expect(await (await who({ cookie })).json()).toMatchObject({
      name: 'ada',
      email: 'ada@contoso.com',
      displayName: 'ada of Contoso',
      via: 'session',
    })
    const { teams } = await catalog.api<{ teams: { name: string }[] }>('users/name/ada?fields=teams')
    expect(teams.map(({ name }) => name)).toContain('Finance')
    const { endSessionEndpoint } = await catalog.api<{ endSessionEndpoint: string }>('system/config/auth')
    expect(endSessionEndpoint).toBe(`${provider.issuer}/session/end`)
  })

  it('T26: refuses parameters that come twice, before a code is used', async () => {
    const login = `${catalog.url}/api/v1/auth/login?redirectUri=`
    const open = (url: string | URL, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } })
    expect((await open(`${login}/search&redirectUri=//evil.example`)).status).toBe(400)
    for (const name of ['code', 'state', 'iss']) {
      const begun = await open(`${login}/search`)
      const back = await provider.signIn(begun.headers.get('location') ?? '', 'ada')
      back.searchParams.append(name, back.searchParams.get(name) ?? '')
      const ended = await open(back, cookieOf(begun))
      expect(ended.headers.get('location')).toMatch(/^\/sign-in-refused\?/)
      expect(cookieOf(ended)).toBe('')
    }
  })

  it('and two people are two accounts, each the same at every sign-in', async () => {
    const ids = []
    for (const person of ['bo', 'cy', 'bo'])
      ids.push(((await (await who(await signIn(person))).json()) as { userId: string }).userId)
    expect(ids[0]).toBe(ids[2])
    expect(ids[0]).not.toBe(ids[1])
  })

  it('gives a bot its token once the application is bound', async () => {
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${ingestionClientId}:${ingestionSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'catalog.write' }),
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${token}` }
    const refused = await who(headers)
    expect(refused.status).toBe(403)
    await catalog.admin('bot-bind', {
      name: 'ingestion-bot',
      tenant: provider.issuer,
      app: ingestionClientId,
      object: ingestionClientId,
    })
    expect(await (await who(headers)).json()).toMatchObject({
      name: 'ingestion-bot',
      isBot: true,
      via: 'oidc',
    })
  })

  it('is tried as a whole before its settings are saved', async () => {
    const check = (OIDC_PROMPT_TYPE: string) =>
      catalog.api<{ steps: { step: string; ok: boolean }[] }>('system/signInSettings/check', {
        method: 'POST',
        body: { settings: { OIDC_PROMPT_TYPE } },
      })
    expect((await check('login')).steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual([
      'discovery true',
      'keys true',
      'application true',
      'client true',
    ])
  })
})
