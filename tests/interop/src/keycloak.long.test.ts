/**
 * Signing in with Keycloak: a person in a browser through the server's own code flow, a bot by client credentials.
 * subject: packages/identity apps/server/src/sign-in apps/server/src/config apps/web/src/features/sign-in tests/processes/src/start-keycloak.ts
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { launchChromium } from '../../processes/src/chromium.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { keycloakRealm, type RunningKeycloak, startKeycloak } from '../../processes/src/start-keycloak.ts'

const { clientId, clientSecret, ingestionClientId, ingestionSecret, person } = keycloakRealm
let keycloak: RunningKeycloak
let catalog: RunningCatalog
let browser: Browser

beforeAll(async () => {
  const port = await freePort()
  keycloak = await startKeycloak(`http://localhost:${port}`)
  catalog = await startCatalog({
    port,
    environment: {
      AUTHENTICATION_PROVIDER: 'custom-oidc',
      CUSTOM_OIDC_AUTHENTICATION_PROVIDER_NAME: 'Keycloak',
      OIDC_DISCOVERY_URI: `${keycloak.issuer}/.well-known/openid-configuration`,
      AUTHENTICATION_CLIENT_TYPE: 'confidential',
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      AUTHORIZER_PRINCIPAL_DOMAIN: 'contoso.com',
      WAYMARK_CLAIM_MAPPINGS: '[groups:Finance=team:Finance,groups:Stewards=role:DataSteward]',
    },
  })
  await catalog.api('teams', { method: 'PUT', body: { name: 'Finance', teamType: 'Group' } })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await catalog?.stop()
  await keycloak?.stop()
})

/** With the browser's cookies, whatever the page it shows. */
async function sessionOf(page: Page): Promise<{ status: number; body: unknown }> {
  const response = await page.request.get(`${catalog.url}/api/v1/auth/session`)
  return { status: response.status(), body: await response.json() }
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.goto(`${catalog.url}/api/v1/auth/login?redirectUri=${encodeURIComponent('/search?q=orders')}`)
  expect(page.url()).toContain(keycloak.issuer)
  await page.locator('#username').fill(person.name)
  await page.locator('#password').fill(password)
  await page.locator('#kc-login').click()
}

describe('a person', () => {
  it('signs in, lands where they wanted to, and has the team of their group', async () => {
    const page = await browser.newPage()
    await signIn(page, person.password)
    await page.waitForURL(`${catalog.url}/search?q=orders`)
    const { status, body } = await sessionOf(page)
    expect([status, body]).toMatchObject([
      200,
      { name: 'ada', email: person.email, displayName: 'Ada Lovelace', via: 'session', isAdmin: false },
    ])
    const user = await catalog.api<{ teams: { name: string }[]; roles: unknown[] }>(
      'users/name/ada?fields=teams,roles',
    )
    expect(user.teams.map(({ name }) => name)).toEqual(['Finance'])
    expect(user.roles).toEqual([])
    // Nothing of the provider is left in the browser.
    const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')
    expect(kept).not.toMatch(/eyJ/)
    const cookies = await page.context().cookies(catalog.url)
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: 'waymark', httpOnly: true, sameSite: 'Lax' },
    ])
    await page.close()
  })

  it('signs out at Keycloak too, and is not signed straight back in', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await signIn(page, person.password)
    await page.waitForURL(`${catalog.url}/search?q=orders`)
    const { endSessionEndpoint } = await catalog.api<{ endSessionEndpoint: string }>('system/config/auth')
    expect(endSessionEndpoint).toBe(`${keycloak.issuer}/protocol/openid-connect/logout`)
    const ended = await page.request.delete(`${catalog.url}/api/v1/auth/session`, {
      headers: { origin: catalog.url },
    })
    expect(ended.status()).toBe(204)
    const url = new URL(endSessionEndpoint)
    url.searchParams.set('client_id', clientId)
    url.searchParams.set('post_logout_redirect_uri', `${catalog.url}/callback`)
    await page.goto(url.href)
    await page.locator('#kc-logout').click()
    await page.waitForURL(`${catalog.url}/sign-in?signed-out=1`)
    expect((await sessionOf(page)).status).toBe(401)
    await page.goto(`${catalog.url}/api/v1/auth/login`)
    await page.locator('#password').waitFor()
    await context.close()
  })

  it('with a wrong password never reaches the catalog', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await signIn(page, 'wrong')
    await page.getByText('Invalid username or password.').waitFor()
    expect(page.url()).toContain(keycloak.issuer)
    await context.close()
  })

  it('who cancels is told so, by the catalog’s own page', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${catalog.url}/callback?error=access_denied&error_description=The+user+cancelled`)
    expect(page.url()).toBe(
      `${catalog.url}/sign-in-refused?error=access_denied&error_description=The+user+cancelled`,
    )
    await context.close()
  })
})

describe('a bot', () => {
  it('signs in with client credentials once its application is bound, and its test says so', async () => {
    const response = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: ingestionClientId,
        client_secret: ingestionSecret,
      }),
    })
    const { access_token: token } = (await response.json()) as { access_token: string }
    const whoAmI = () =>
      fetch(`${catalog.url}/api/v1/auth/session`, { headers: { authorization: `Bearer ${token}` } })
    expect((await whoAmI()).status).toBe(403)
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    await catalog.admin('bot-bind', {
      name: 'ingestion-bot',
      tenant: keycloak.issuer,
      app: ingestionClientId,
      object: sub,
    })
    expect(await (await whoAmI()).json()).toMatchObject({ name: 'ingestion-bot', isBot: true, via: 'oidc' })

    const user = await catalog.api<{ id: string }>('users/name/ingestion-bot')
    const mechanism = {
      authType: 'SSO',
      config: {
        ssoServiceType: 'custom-oidc',
        authConfig: {
          clientId: ingestionClientId,
          secretKey: ingestionSecret,
          tokenEndpoint: `${keycloak.issuer}/protocol/openid-connect/token`,
        },
      },
    }
    const set = (value: unknown) =>
      catalog.api(`users/${user.id}`, {
        method: 'PATCH',
        body: [{ op: 'add', path: '/authenticationMechanism', value }],
      })
    await set(mechanism)
    const test = () => catalog.api('bots/name/ingestion-bot/test', { method: 'POST', body: {} })
    expect(await test()).toMatchObject({
      status: 'ok',
      steps: [
        { step: 'token obtained', ok: true },
        { step: 'token accepted', ok: true, detail: 'as ingestion-bot' },
      ],
    })
    const { authConfig } = mechanism.config
    await set({
      ...mechanism,
      config: { ...mechanism.config, authConfig: { ...authConfig, secretKey: 'wrong' } },
    })
    expect(await test()).toMatchObject({ status: 'refused', steps: [{ step: 'token obtained', ok: false }] })
  })
})
