/** What pages of other origins can do with somebody's session: nothing. */
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
let foreign: Server
let foreignPort: number

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
  await apiOf(watched.context, catalog.url).put('glossaries', { name: 'mark', description: 'Changes.' })
  foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Foreign</title><p>Foreign')
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  foreignPort = (foreign.address() as AddressInfo).port // a TCP server's, once it listens
})
afterAll(async () => {
  foreign?.close()
  await catalog?.stop()
})

/**
 * Every change up to now but those of the mark. Readers see a change once every older transaction of the PostgreSQL
 * server has ended: so this changes the mark and waits to see that.
 */
async function changes(): Promise<readonly object[]> {
  const api = apiOf(watched.context, catalog.url)
  const mark = randomUUID()
  await api.put('glossaries', { name: 'mark', description: mark })
  let seen: readonly { readonly entityFullyQualifiedName?: string }[] = []
  const read = async (): Promise<string> => {
    seen = (await api.get('events?limit=1000')).data as typeof seen // as events are documented
    return JSON.stringify(seen)
  }
  await expect.poll(read).toContain(mark)
  return seen.filter(({ entityFullyQualifiedName: fqn }) => fqn !== 'mark')
}

const forged = JSON.stringify({ name: 'forged', description: 'x' })

/** A form that sends itself, as text of a page. */
const form = (path: string, encoding: string, fields: Readonly<Record<string, string>>): string => `{
  const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { name: 'answer' }))
  const form = document.body.appendChild(document.createElement('form'))
  Object.assign(form, { action: url + ${JSON.stringify(path)}, method: 'post', enctype: '${encoding}', target: 'answer' })
  for (const [name, value] of ${JSON.stringify(Object.entries(fields))})
    form.appendChild(Object.assign(document.createElement('input'), { name, value }))
  form.submit()
}`

const send = (path: string, method: string, type: string, body: string, mode = 'cors'): string =>
  `fetch(url + ${JSON.stringify(path)}, { method: '${method}', mode: '${mode}', credentials: 'include', keepalive: true,
    headers: { 'content-type': '${type}' }, body: ${JSON.stringify(body)} }).catch(() => undefined)`

/** Each sends one request that would change something if it were taken for one of the person's own. */
const attacks: Readonly<Record<string, string>> = {
  'a form': form('/api/v1/classifications', 'application/x-www-form-urlencoded', {
    name: 'forged',
    description: 'x',
  }),
  'a form with files': form('/api/v1/classifications', 'multipart/form-data', {
    name: 'forged',
    description: 'x',
  }),
  'a form whose text is JSON': form('/api/v1/classifications', 'text/plain', {
    '{"name":"forged","description":"x","displayName":"': '"}',
  }),
  'a form that signs in as somebody else': form('/api/v1/auth/login', 'text/plain', {
    '{"name":"mallory","password":"': '"}',
  }),
  'a blind request': send('/api/v1/classifications', 'POST', 'text/plain', forged, 'no-cors'),
  'a request with JSON': send('/api/v1/classifications', 'POST', 'application/json', forged),
  'a PUT': send('/api/v1/classifications', 'PUT', 'application/json', forged),
  'a PATCH': send(
    '/api/v1/classifications/name/PII',
    'PATCH',
    'application/json-patch+json',
    '[{"op":"add","path":"/displayName","value":"forged"}]',
  ),
  'a DELETE of the session': send('/api/v1/auth/session', 'DELETE', 'text/plain', ''),
  'a beacon': `navigator.sendBeacon(url + '/api/v1/classifications', new Blob([${JSON.stringify(forged)}], { type: 'text/plain' }))`,
}

describe.each([
  // Another port of the same host is another origin but the same site: SameSite lets the cookie through.
  ['of the same site', 'localhost'],
  ['of another site', '127.0.0.1'],
])('T24: a page of another origin, %s,', (_what, host) => {
  test.each(Object.keys(attacks))('writes nothing with %s', async (name) => {
    const { context } = watched
    const before = await changes()
    const page = await context.newPage()
    try {
      await page.goto(`http://${host}:${foreignPort}/`)
      const ended = new Promise<number>((resolve) => {
        page.on('requestfailed', (request) => request.url().startsWith(catalog.url) && resolve(0))
        page.on(
          'response',
          (response) => response.url().startsWith(catalog.url) && resolve(response.status()),
        )
      })
      await page.evaluate(`{ const url = '${catalog.url}'; ${attacks[name]} }`)
      expect(await ended).not.toBeOneOf([200, 201, 202, 204])
    } finally {
      await page.close()
    }
    expect(await changes()).toEqual(before)
    expect((await context.request.get(`${catalog.url}/api/v1/users/loggedInUser`)).status()).toBe(200)
  })
})

test('T24: the same requests write from a page of the catalog itself', async () => {
  const { page } = watched
  const answered = page.waitForResponse((response) => response.url().endsWith('/classifications'))
  await page.evaluate(`{ const url = '${catalog.url}'; ${attacks['a request with JSON']} }`)
  expect((await answered).status()).toBe(201)
})

test('T29: a page of another origin cannot show the catalog in a frame', async () => {
  const page = await watched.context.newPage()
  await page.goto(`http://localhost:${foreignPort}/`)
  await page.evaluate(`document.body.innerHTML = '<iframe src="${catalog.url}/"></iframe>'`)
  await page.waitForFunction(
    '(() => { try { return frames[0].location.href === "x" } catch { return true } })()',
  )
  await expect
    .poll(() => page.frames().map((frame) => frame.url()))
    .toEqual([`http://localhost:${foreignPort}/`, 'chrome-error://chromewebdata/'])
  await page.close()
})

describe('T29: answers', () => {
  const ofEvery = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  }
  const ofPages = {
    ...ofEvery,
    'content-security-policy':
      "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;font-src 'self' data:;" +
      "connect-src 'self' https://login.microsoftonline.com;worker-src 'self' blob:;object-src 'none';base-uri 'none';" +
      "form-action 'self';frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
  }
  const ofData = { ...ofEvery, 'content-security-policy': "default-src 'none';frame-ancestors 'none'" }

  test.each<[string, number, object]>([
    ['/', 200, ofPages],
    ['/sign-in', 200, ofPages],
    ['/callback', 200, ofPages],
    ['/table/not.there', 200, ofPages],
    ['/api/v1/system/version', 200, ofData],
    ['/api/v1/tables', 401, ofData],
    ['/api/v1/nowhere', 401, ofData],
    ['/api/openapi.json', 200, ofData],
    ['/healthz', 200, ofData],
  ])('of %s (%d) have every header, and none that says what runs here', async (path, status, headers) => {
    const answer = await fetch(catalog.url + path)
    const sent = Object.fromEntries(answer.headers)
    expect(answer.status).toBe(status)
    expect(sent).toMatchObject(headers)
    expect(
      Object.keys(sent).filter((name) => /^(access-control-.*|server|x-powered-by)$/.test(name)),
    ).toEqual([])
  })

  test('name the type of what they hold', async () => {
    const page = await (await fetch(catalog.url)).text()
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(page) ?? []
    const [, styles = ''] = /<link[^>]* href="([^"]+\.css)"/.exec(page) ?? []
    const typeOf = async (path: string) => (await fetch(catalog.url + path)).headers.get('content-type')
    expect(await typeOf(script)).toMatch(/^(text|application)\/javascript/)
    expect(await typeOf(styles)).toMatch(/^text\/css/)
    expect(page).not.toMatch(/<script(?![^>]* src=)/)
  })

  test.each([
    'https://evil.example',
    'http://evil.example',
    'null',
    'http://localhost',
    'http://127.0.0.1:8585',
    'https://localhost:8585',
    'http://localhost.evil.example',
    'http://evil.example#localhost',
    'file://',
    'chrome-extension://abcdefghijklmnop',
  ])('allow nothing to the origin %s', async (origin) => {
    const preflight = {
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    }
    for (const path of ['/', '/api/v1/system/version', '/api/v1/classifications', '/api/v1/auth/session'])
      for (const [method, more] of Object.entries({ GET: {}, OPTIONS: preflight })) {
        const answer = await fetch(catalog.url + path, { method, headers: { origin, ...more } })
        const allowed = [...answer.headers].filter(([name]) => name.startsWith('access-control-'))
        expect([method, path, allowed]).toEqual([method, path, []])
      }
  })
})
