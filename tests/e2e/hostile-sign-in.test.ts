import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostileReturnPaths } from '../../tools/hostile/return-paths.ts'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf, writeSampleEntities } from './src/sample-entities.ts'
import { holdAnswer, signIn, startSignIn } from './src/signing-in.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog

beforeAll(async () => {
  // Many refused sign-ins from one address are the point here; the log is looked at with every request in it.
  catalog = await startAzureCatalog({ WAYMARK_AUTH_FAILURE_LIMIT: '0', LOG_LEVEL: 'trace' })
})
afterAll(() => catalog?.stop())

const ada = 'Ada Lindqvist'
const jwt = /ey[\w-]{10,}\.[\w-]+\.[\w-]*/

/** A sign-in up to the provider's answer, which the page has not read. */
async function answered(page: Page): Promise<URLSearchParams> {
  await startSignIn(page, catalog.url)
  return holdAnswer(page, ada)
}

/** The same where the page asked the provider for something else than it meant to. */
async function answeredAfter(page: Page, change: (request: URLSearchParams) => void) {
  await startSignIn(page, catalog.url)
  const request = new URL(page.url())
  change(request.searchParams)
  await page.goto(request.href)
  return holdAnswer(page, ada)
}

async function expectRefused(watched: WatchedPage, answer: URLSearchParams): Promise<void> {
  const { page, context } = watched
  await page.goto(`${catalog.url}/callback?${answer}`)
  await page.getByRole('heading', { name: 'Signing in did not work' }).waitFor()
  await page
    .getByRole('alert')
    .getByText(/^Code /)
    .waitFor()
  expect(page.url()).toBe(`${catalog.url}/callback`)
  expect(await watched.storedTokens()).toEqual([])
  expect((await context.request.get(`${catalog.url}/api/v1/users/loggedInUser`)).status()).toBe(401)
}

/** Signs in, and gives what passed by: the answer of the provider and the ID token. */
async function overheard(): Promise<{ answer: URLSearchParams; idToken: string }> {
  let [answer, idToken] = [new URLSearchParams(), '']
  await catalog.inNewPage(async ({ page }) => {
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url())
      if (pathname === '/callback' && searchParams.has('code')) answer = searchParams
      if (pathname === '/api/v1/auth/session' && request.method() === 'POST')
        idToken = request.postDataJSON().idToken
    })
    await page.goto(catalog.url)
    await signIn(page, ada)
  })
  return { answer, idToken }
}

const changed = (answer: URLSearchParams, change: (answer: URLSearchParams) => void): URLSearchParams => {
  change(answer)
  return answer
}

describe('T20: an answer is refused, and nothing is kept,', () => {
  const variants: Readonly<Record<string, (page: Page) => Promise<URLSearchParams>>> = {
    'without a state': async (page) => changed(await answered(page), (answer) => answer.delete('state')),
    'with an empty state': async (page) => changed(await answered(page), (answer) => answer.set('state', '')),
    'with a state that was made up': async (page) =>
      changed(await answered(page), (answer) => answer.set('state', 'a'.repeat(43))),
    'with the state of an earlier sign-in of this tab': async (page) => {
      const earlier = await answered(page)
      await startSignIn(page, catalog.url)
      return earlier
    },
    'without a code': async (page) => changed(await answered(page), (answer) => answer.delete('code')),
    'with a code that is none': async (page) =>
      changed(await answered(page), (answer) => answer.set('code', 'abc')),
    'with a code that was redeemed': async (page) => {
      const { answer: used } = await overheard()
      return changed(await answered(page), (answer) => answer.set('code', used.get('code') ?? ''))
    },
    'with the code of another sign-in, whose PKCE verifier is another': async (page) => {
      const other = (await answered(page)).get('code') ?? ''
      return changed(await answered(page), (answer) => answer.set('code', other))
    },
    'with a PKCE verifier that was changed': async (page) => {
      const answer = await answered(page)
      await page.evaluate(`{
        const kept = JSON.parse(sessionStorage['waymark.sign-in'])
        sessionStorage['waymark.sign-in'] = JSON.stringify({ ...kept, codeVerifier: 'b'.repeat(43) })
      }`)
      return answer
    },
    'with a PKCE challenge that was changed': (page) =>
      answeredAfter(page, (request) => request.set('code_challenge', 'c'.repeat(43))),
    'with another nonce in the ID token': (page) =>
      answeredAfter(page, (request) => request.set('nonce', 'another')),
    'without a nonce in the ID token': (page) => answeredAfter(page, (request) => request.delete('nonce')),
    'with the ID token of another sign-in': async (page) => {
      const { idToken } = await overheard()
      const answer = await answered(page)
      const headers = { 'access-control-allow-origin': '*' }
      await page.route('**/oauth2/v2.0/token', (route) =>
        route.fulfill({ headers, json: { id_token: idToken } }),
      )
      return answer
    },
    'without the cookie of the sign-in': async (page) => {
      const answer = await answered(page)
      await page.context().clearCookies({ domain: 'localhost' })
      return answer
    },
    'in a browser that did not start it': async () => {
      let answer = new URLSearchParams()
      await catalog.inNewPage(async ({ page }) => {
        answer = await answered(page)
      })
      return answer
    },
    'a second time': async (page) => {
      const answer = await answered(page)
      await page.goto(`${catalog.url}/callback?${answer}`)
      await page.getByRole('button', { name: ada }).waitFor()
      await page.context().clearCookies()
      return answer
    },
  }

  test.each(Object.keys(variants))('%s', async (name) => {
    await catalog.inNewPage(async (watched) => {
      const answer = await variants[name]?.(watched.page)
      if (!answer) throw new Error(`no variant ${name}`)
      await expectRefused(watched, answer)
    })
  })
})

test('T23: an answer of another provider is refused before its code is used', async () => {
  await catalog.inNewPage(async (watched) => {
    const answer = await answered(watched.page)
    const asked: string[] = []
    watched.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await expectRefused(
      watched,
      changed(answer, (own) => own.set('iss', 'https://evil.example')),
    )
    expect(asked.filter((path) => path.endsWith('/token'))).toEqual([])
  })
})

test.each(['code', 'state', 'iss', 'error'])(
  'T26: an answer that names %s twice is refused',
  async (name) => {
    await catalog.inNewPage(async (watched) => {
      const answer = await answered(watched.page)
      const value = answer.get(name) ?? catalog.emulator.authority
      for (let times = answer.getAll(name).length; times < 2; times += 1) answer.append(name, value)
      await expectRefused(watched, answer)
    })
  },
)

test('T22: no return path leads away from the catalog', async () => {
  const paths = hostileReturnPaths(catalog.url)
  expect(paths.length).toBeGreaterThanOrEqual(60)
  const elsewhere: string[] = []
  await catalog.inNewPage(async ({ page, context }) => {
    context.on('request', (request) => {
      const { origin } = new URL(request.url())
      if (request.isNavigationRequest() && origin !== catalog.url) elsewhere.push(request.url())
    })
    // The way through the provider, once; whoever is signed in already is led on at once.
    await page.goto(`${catalog.url}/sign-in?return=${encodeURIComponent('/\\evil.example')}`)
    await signIn(page, 'Omar Haddad')
    expect(page.url()).toBe(`${catalog.url}/`)
    expect(elsewhere.splice(0).filter((url) => !url.startsWith(catalog.emulator.authority))).toEqual([])
    for (const path of paths) {
      await page.goto(`${catalog.url}/sign-in?return=${encodeURIComponent(path)}`)
      await page.waitForURL((url) => url.pathname !== '/sign-in', { waitUntil: 'commit' })
      expect(page.url(), path).toBe(`${catalog.url}/`)
    }
  })
  expect(elsewhere).toEqual([])
})

test('T25: after signing in no token is left in storages, history, addresses, referrers or the log', async () => {
  await catalog.inNewPage(async ({ page, context, storedTokens }) => {
    const seen: string[] = []
    const heads: Promise<Readonly<Record<string, string>>>[] = []
    const notKept: string[] = []
    context.on('requestfinished', (request) => {
      if (!request.url().startsWith(catalog.url)) return
      seen.push(request.url())
      heads.push(request.allHeaders())
    })
    context.on('response', (response) => {
      const isSignIn = response.url().startsWith(`${catalog.url}/api/v1/auth/`)
      if (isSignIn) notKept.push(response.headers()['cache-control'] ?? '')
    })
    await page.goto(catalog.url)
    await signIn(page, ada)
    await page.goto(`${catalog.url}/activity`)
    await page.waitForLoadState('networkidle')
    expect(await storedTokens()).toEqual([])
    expect(await page.evaluate('indexedDB.databases()')).toEqual([])
    // The session's cookie is none that a script could read.
    expect(await page.evaluate('document.cookie')).toBe('')
    const cookies = await context.cookies(catalog.url)
    expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
      { httpOnly: true, sameSite: 'Lax' },
    ])
    const { entries } = await (await context.newCDPSession(page)).send('Page.getNavigationHistory')
    const history = entries.map(({ url }) => url).filter((url) => url.startsWith(catalog.url))
    expect(history.length).toBeGreaterThan(1)
    expect(history.filter((url) => /[?&#](code|state|id_token)=/.test(url))).toEqual([])
    expect([...history, ...seen].filter((text) => jwt.test(text))).toEqual([])
    expect(seen.filter((text) => text.includes('code=')).length).toBe(1)
    expect((await Promise.all(heads)).filter(({ referer }) => referer)).toEqual([])
    expect(new Set(notKept)).toEqual(new Set(['no-store']))
  })
  const log = catalog.log()
  expect(log).toContain('/api/v1/auth/session')
  expect(log).not.toMatch(jwt)
  expect(log).not.toMatch(/[?&]code=/)
})

test('T27: unsaved text survives the end of the session while the provider is down, and nothing goes in circles', async () => {
  await catalog.inNewPage(async (watched) => {
    const { page, context } = watched
    await page.goto(catalog.url)
    await signIn(page, ada)
    await writeSampleEntities(apiOf(context, catalog.url))
    await page.goto(`${catalog.url}/table/shop_pg.shop.sales.orders`)
    await page.getByText('Nobody has described this yet').waitFor()
    await page.keyboard.press('e')
    await page.locator('textarea:focus').waitFor()
    await page.keyboard.type('Written just before the session ended.')
    await context.clearCookies({ domain: 'localhost' })
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    expect(await watched.findings()).toEqual([])
    await watched.shoot('session-ended')

    // Each time the page leaves for the provider it makes up another state.
    const redirects = new Set<string>()
    context.on('request', (request) => {
      const state = new URL(request.url()).searchParams.get('state')
      if (state !== null && request.url().startsWith(catalog.emulator.authority)) redirects.add(state)
    })
    await catalog.emulator.control('faults', { kind: 'unavailable', endpoint: 'authorize', times: 1 })
    await catalog.emulator.control('faults', { kind: 'unavailable', endpoint: 'token', times: 1 })
    await page.getByRole('button', { name: 'Sign in again' }).click()
    const returnTo = page.url()
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
    await page.waitForURL(`${catalog.emulator.authority}/**`)
    expect(redirects.size).toBe(1)
    // Its sign-in page is back, what it sends tokens with is not.
    await page.goto(returnTo)
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
    await page.getByRole('button', { name: ada }).click()
    await page.getByRole('heading', { name: 'Signing in did not work' }).waitFor()
    await page.goto(returnTo)
    await signIn(page, ada)
    expect(redirects.size).toBe(3)
    await page.getByText('Your unsaved text is back.').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Description saved').waitFor()
    await page.getByText('Written just before the session ended.').waitFor()
    expect(watched.violations).toEqual([])
  })
})
