import { createHash, type X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import type * as Msal from '@azure/msal-browser'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../processes/src/chromium.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { readmeSample } from './entra-readme.ts'
import { type ServedPage, servePage } from './msal-browser-page.ts'

declare global {
  /** What MSAL's own script bundle defines in the page. */
  var msal: typeof Msal
  /** Who signed in at the popup; kept, since the popup outlives the call that opens it. */
  var popupAnswer: Promise<string | undefined>
}

interface Asked {
  clientId: string
  authority: string
  scopes: string[]
  /** Lands on the application, which reads the answer itself. */
  redirectUri: string
  /** Lands on the bridge. */
  bridgeUri: string
}

let emulator: RunningEmulator
let served: ServedPage
let browser: Browser
let asked: Asked
beforeAll(async () => {
  emulator = await startEmulator()
  served = await servePage()
  browser = await launchChromium({ proxyUrl: emulator.proxyUrl, trustedKeys: [await serverKey()] })
  asked = {
    clientId: fjordlight.uiAppId,
    authority: emulator.authority,
    scopes: [`${fjordlight.uiApiUri}/access_as_user`],
    redirectUri: `${served.origin}/callback`,
    bridgeUri: `${served.origin}/auth/callback`,
  }
})
afterAll(async () => {
  await browser?.close()
  await served?.stop()
  await emulator?.stop()
})

/** SHA-256 of the public key of the emulator's certificate, as Chromium's switch takes it. */
async function serverKey(): Promise<string> {
  const certificate = await new Promise<X509Certificate>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: emulator.tlsPort, rejectUnauthorized: false }, () => {
      const peer = socket.getPeerX509Certificate()
      socket.destroy()
      if (peer) resolve(peer)
      else reject(new Error('the emulator showed no certificate'))
    })
    socket.once('error', reject)
  })
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64')
}

/** In the page: a client, with the answer of a redirect read if there is one. */
const handleRedirect = (page: Page) =>
  page.evaluate(async ({ clientId, authority, redirectUri }) => {
    const client = await msal.createStandardPublicClientApplication({
      auth: { clientId, authority, redirectUri },
      cache: { cacheLocation: 'localStorage' },
    })
    const answer = await client.handleRedirectPromise()
    return answer && { ...answer.account, accessToken: answer.accessToken }
  }, asked)

async function signIn(page: Page): Promise<Awaited<ReturnType<typeof handleRedirect>>> {
  await page.goto(`${served.origin}/callback`)
  await Promise.all([
    page.waitForURL(/login\.microsoftonline\.com/),
    page.evaluate(async ({ clientId, authority, redirectUri, scopes }) => {
      const client = await msal.createStandardPublicClientApplication({
        auth: { clientId, authority, redirectUri },
        cache: { cacheLocation: 'localStorage' },
      })
      await client.handleRedirectPromise()
      // Never resolves: the page goes away.
      void client.loginRedirect({ scopes })
    }, asked),
  ])
  await page.getByRole('button', { name: /Ada Lindqvist/ }).click()
  await page.waitForURL(`${served.origin}/**`)
  return handleRedirect(page)
}

/** Keeps the session at Entra alive until the refresh token of the sign-in is more than a day old. */
async function outliveRefreshToken(page: Page): Promise<void> {
  await emulator.control('clock', { advanceSeconds: 23 * 3600 })
  // A client of its own, so that its tokens stay out of the first client's cache.
  await page.evaluate(async ({ clientId, authority, scopes, bridgeUri }) => {
    const client = await msal.createStandardPublicClientApplication({
      auth: { clientId, authority, redirectUri: bridgeUri },
    })
    await client.ssoSilent({ scopes, loginHint: 'ada@fjordlight.example' })
  }, asked)
  await emulator.control('clock', { advanceSeconds: 2 * 3600 })
}

/** In the page: renews the token of whoever is signed in. Answers `renewed`, or the name and text of what MSAL threw. */
const renew = (page: Page) =>
  page.evaluate(async ({ clientId, authority, scopes, bridgeUri }) => {
    const client = await msal.createStandardPublicClientApplication({
      auth: { clientId, authority, redirectUri: bridgeUri },
      cache: { cacheLocation: 'localStorage' },
    })
    const [account] = client.getAllAccounts()
    if (!account) throw new Error('nobody is signed in')
    return client.acquireTokenSilent({ scopes, account, forceRefresh: true }).then(
      ({ fromCache }) => (fromCache ? 'from the cache' : 'renewed'),
      (error: Error) => `${error.name}: ${error.message}`,
    )
  }, asked)

interface TokenAnswer {
  headers: { name: string; value: string }[]
  body: string
}

/** Puts something between the token endpoint and the page, as a proxy on the way would. */
async function rewriteTokenAnswers(page: Page, rewrite: (answer: TokenAnswer) => TokenAnswer): Promise<void> {
  const devTools = await page.context().newCDPSession(page)
  devTools.on(
    'Fetch.requestPaused',
    async ({ requestId, responseStatusCode = 200, responseHeaders = [] }) => {
      const { body, base64Encoded } = await devTools.send('Fetch.getResponseBody', { requestId })
      const rewritten = rewrite({
        headers: responseHeaders,
        body: Buffer.from(body, base64Encoded ? 'base64' : 'utf8').toString(),
      })
      await devTools.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: responseStatusCode,
        responseHeaders: rewritten.headers.filter(({ name }) => !/^content-(length|encoding)$/i.test(name)),
        body: Buffer.from(rewritten.body).toString('base64'),
      })
    },
  )
  await devTools.send('Fetch.enable', {
    patterns: [{ urlPattern: '*/oauth2/v2.0/token*', requestStage: 'Response' }],
  })
}

describe('msal-browser in Chromium, at the real authority URL', () => {
  it('signs in by redirect, stays signed in, and renews, without discovery and without preflight', async () => {
    const page = await browser.newPage()
    const account = await signIn(page)
    expect(account).toMatchObject({
      homeAccountId: `a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a01.${fjordlight.tenantId}`,
      environment: 'login.windows.net',
      username: 'ada@fjordlight.example',
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })
    const silent = await page.evaluate(async ({ clientId, authority, scopes, bridgeUri }) => {
      const client = await msal.createStandardPublicClientApplication({
        auth: { clientId, authority, redirectUri: bridgeUri },
        cache: { cacheLocation: 'localStorage' },
      })
      const [first] = client.getAllAccounts()
      if (!first) throw new Error('nobody is signed in')
      const cached = await client.acquireTokenSilent({ scopes, account: first })
      const renewed = await client.acquireTokenSilent({ scopes, account: first, forceRefresh: true })
      return {
        fromCache: [cached.fromCache, renewed.fromCache],
        same: cached.accessToken === renewed.accessToken,
      }
    }, asked)
    expect(silent).toEqual({ fromCache: [true, false], same: false })
    const seen = await emulator.requests()
    expect(seen.filter(({ path }) => /discovery|openid-configuration/.test(path))).toEqual([])
    expect(seen.filter(({ method }) => method === 'OPTIONS')).toEqual([])
    expect(
      seen.filter(({ grantType }) => grantType).map(({ grantType, status }) => [grantType, status]),
    ).toEqual([
      ['authorization_code', 200],
      ['refresh_token', 200],
    ])
    await page.context().close()
  })

  it('signs in silently by a hidden frame, through the bridge page', async () => {
    const page = await browser.newPage()
    await signIn(page)
    const username = await page.evaluate(async ({ clientId, authority, scopes, bridgeUri }) => {
      localStorage.clear()
      const client = await msal.createStandardPublicClientApplication({
        auth: { clientId, authority, redirectUri: bridgeUri },
      })
      const answer = await client.ssoSilent({ scopes, loginHint: 'ada@fjordlight.example' })
      return answer.account?.username
    }, asked)
    expect(username).toBe('ada@fjordlight.example')
    await page.context().close()
  })

  it('signs in by popup, through the bridge page', async () => {
    const page = await browser.newPage()
    await page.goto(`${served.origin}/callback`)
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(async ({ clientId, authority, scopes, bridgeUri }) => {
        const client = await msal.createStandardPublicClientApplication({
          auth: { clientId, authority, redirectUri: bridgeUri },
        })
        globalThis.popupAnswer = client.loginPopup({ scopes }).then(({ account }) => account?.username)
      }, asked),
    ])
    await popup.getByRole('button', { name: /Ada Lindqvist/ }).click()
    expect(await page.evaluate(() => globalThis.popupAnswer)).toBe('ada@fjordlight.example')
    await page.context().close()
  })

  it('falls back to a hidden frame once the refresh token has reached its 24 hours: AADSTS700084', async () => {
    const page = await browser.newPage()
    await signIn(page)
    await outliveRefreshToken(page)
    expect(await renew(page)).toBe('renewed')
    const redeemed = (await emulator.requests()).filter(({ grantType }) => grantType)
    expect(redeemed.map(({ grantType, aadsts }) => [grantType, aadsts]).slice(-2)).toEqual([
      ['refresh_token', 700084],
      ['authorization_code', undefined],
    ])
    await emulator.control('clock', { reset: true })
    await page.context().close()
  })

  it('wants a person where that comes with a suberror: AADSTS700084, basic_action', async () => {
    const page = await browser.newPage()
    await signIn(page)
    await outliveRefreshToken(page)
    await rewriteTokenAnswers(page, ({ headers, body }) => ({
      headers,
      body: body.replace('{', '{"suberror":"basic_action",'),
    }))
    expect(await renew(page)).toMatch(/^InteractionRequiredAuthError/)
    const last = (await emulator.requests()).findLast(({ grantType }) => grantType)
    expect(last).toMatchObject({ grantType: 'refresh_token', aadsts: 700084 })
    await emulator.control('clock', { reset: true })
    await page.context().close()
  })

  it("signs in with the page of the emulator's README", async () => {
    const sample = await servePage(readmeSample('html', 'msal-browser.min.js'))
    const page = await browser.newPage()
    try {
      await page.goto(`${sample.origin}/callback`)
      await page.getByRole('button', { name: /Ada Lindqvist/ }).click()
      await page.getByText('Ada Lindqvist is signed in').waitFor()
    } finally {
      await page.close()
      await sample.stop()
    }
  })

  it('cannot read answers of the token endpoint without Access-Control-Allow-Origin', async () => {
    const page = await browser.newPage()
    await signIn(page)
    await rewriteTokenAnswers(page, ({ headers, body }) => ({
      headers: headers.filter(({ name }) => !/^access-control-/i.test(name)),
      body,
    }))
    expect(await renew(page)).toContain('post_request_failed')
    await page.context().close()
  })

  it('signs out by redirect, and nobody is signed in at Entra any more', async () => {
    const page = await browser.newPage()
    await signIn(page)
    await Promise.all([
      page.waitForURL(/callback\?state=/),
      page.evaluate(async ({ clientId, authority, redirectUri }) => {
        const client = await msal.createStandardPublicClientApplication({
          auth: { clientId, authority, redirectUri },
          cache: { cacheLocation: 'localStorage' },
        })
        const [account] = client.getAllAccounts()
        void client.logoutRedirect({ account: account ?? null, postLogoutRedirectUri: redirectUri })
      }, asked),
    ])
    await page.goto(`${served.origin}/callback`)
    const refused = await page.evaluate(async ({ clientId, authority, scopes, bridgeUri }) => {
      const client = await msal.createStandardPublicClientApplication({
        auth: { clientId, authority, redirectUri: bridgeUri },
      })
      const silent = client.ssoSilent({ scopes, loginHint: 'ada@fjordlight.example' })
      return silent.then(
        () => 'signed in',
        (error: Error) => `${error.name}: ${error.message}`,
      )
    }, asked)
    expect(refused).toMatch(/InteractionRequiredAuthError.*login_required.*AADSTS50058/s)
    await page.context().close()
  })

  it('can read why a code of a web application is refused to it: AADSTS9002326', async () => {
    const page = await browser.newPage()
    const clientId = await webApplication()
    await page.goto(`${served.origin}/callback`)
    const own = { ...asked, clientId }
    await Promise.all([
      page.waitForURL(/login\.microsoftonline\.com/),
      page.evaluate(async ({ clientId, authority, redirectUri }) => {
        const client = await msal.createStandardPublicClientApplication({
          auth: { clientId, authority, redirectUri },
        })
        await client.handleRedirectPromise()
        void client.loginRedirect({ scopes: ['User.Read'] })
      }, own),
    ])
    await page.getByRole('button', { name: /Ada Lindqvist/ }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.waitForURL(`${served.origin}/**`)
    const message = await page.evaluate(async ({ clientId, authority, redirectUri }) => {
      const client = await msal.createStandardPublicClientApplication({
        auth: { clientId, authority, redirectUri },
      })
      try {
        await client.handleRedirectPromise()
        return 'signed in'
      } catch (error) {
        return String(error)
      }
    }, own)
    expect(message).toContain('AADSTS9002326')
    await page.context().close()
  })

  /** An application whose redirect URI is registered under the wrong platform, made by Microsoft Graph. */
  async function webApplication(): Promise<string> {
    const token = await fetch(`${emulator.plainUrl}/__emulator/graph-token`, {
      method: 'POST',
      body: JSON.stringify({ user: 'ada@fjordlight.example', scopes: ['Application.ReadWrite.All'] }),
    })
    const { access_token: bearer } = (await token.json()) as { access_token: string }
    const made = await fetch(`${emulator.plainUrl}/v1.0/applications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ displayName: 'Web', web: { redirectUris: ['http://localhost/callback'] } }),
    })
    const { appId } = (await made.json()) as { appId: string }
    return appId
  }
})
