import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { authorize, clientCredentials, codeFor, redeem, tokenIn } from '../testing/flows.ts'
import { graphAs } from '../testing/graph.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from '../testing/start.ts'

const keysUrl = 'https://login.microsoftonline.com/common/discovery/v2.0/keys'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator()
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const switchOn = async (name: string, more: object = {}) =>
  expect((await emulator.control('scenarios', { name, ...more })).status).toBe(200)
const code = (response: TestResponse) => (response.json().error_codes as number[] | undefined)?.[0]

describe('a scenario', () => {
  it.each([
    ['expired-secret', 7000222],
    ['wrong-secret', 7000215],
    ['app-disabled', 7000112],
  ])(
    '%s refuses the application it is aimed at with %i, until it is switched off',
    async (name, expected) => {
      await switchOn(name, { appId: sample.uiAppId })
      expect((await clientCredentials(emulator)).status).toBe(200)
      await switchOn(name, { appId: sample.ingestionAppId })
      expect(code(await clientCredentials(emulator))).toBe(expected)
      await switchOn(name, { active: false })
      expect((await clientCredentials(emulator)).status).toBe(200)
    },
  )

  it.each([
    ['user-disabled', 50057, 'invalid_grant', undefined, undefined],
    ['mfa-required', 50076, 'interaction_required', 'basic_action', expect.stringContaining('capolids')],
    ['conditional-access', 53003, 'access_denied', 'message_only', expect.stringContaining('capolids')],
    ['missing-consent', 65001, 'invalid_grant', 'consent_required', undefined],
  ])('%s stops a person with %i', async (name, expected, error, suberror, claims) => {
    const issued = await codeFor(emulator)
    await switchOn(name, { user: 'ada@fjordlight.example', times: 1 })
    const refused = await redeem(emulator, issued)
    expect([refused.json().error, code(refused), refused.json().suberror, refused.json().claims]).toEqual([
      error,
      expected,
      suberror,
      claims,
    ])
    expect((await redeem(emulator, issued)).status).toBe(200)
  })

  it('missing-consent leaves an application’s token without roles', async () => {
    await switchOn('missing-consent')
    const { claims } = tokenIn((await clientCredentials(emulator)).json(), 'access_token')
    expect(claims).not.toHaveProperty('roles')
  })

  it('wrong-redirect-uri stays on Entra’s page', async () => {
    await switchOn('wrong-redirect-uri')
    expect((await authorize(emulator)).body).toContain('AADSTS50011')
  })

  it('key-rollover ends the keys that tokens were signed with', async () => {
    const before = tokenIn((await clientCredentials(emulator)).json(), 'access_token').header.kid
    await switchOn('key-rollover')
    const kids = ((await emulator.fetch(keysUrl)).json().keys as { kid: string }[]).map(({ kid }) => kid)
    expect(kids).not.toContain(before)
    const after = tokenIn((await clientCredentials(emulator)).json(), 'access_token').header.kid
    expect(kids).toContain(after)
  })

  it('clock-skew dates tokens ahead', async () => {
    await switchOn('clock-skew')
    const { claims } = tokenIn((await clientCredentials(emulator)).json(), 'access_token')
    expect(Number(claims.iat)).toBeGreaterThan(Date.now() / 1000 + 3000)
    await switchOn('clock-skew', { active: false })
    expect((await emulator.fetchPlain('/__emulator/')).json().scenarios).toEqual([])
  })

  it('throttling, unavailable and discovery-down answer 429 and 503', async () => {
    await switchOn('throttling', { times: 1 })
    const throttled = await clientCredentials(emulator)
    expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '5'])
    await switchOn('unavailable', { times: 1 })
    const graph = await graphAs(emulator, { user: 'ada@fjordlight.example' })
    expect((await graph.get('/me')).status).toBe(503)
    await switchOn('discovery-down')
    expect([(await emulator.fetch(keysUrl)).status, (await clientCredentials(emulator)).status]).toEqual([
      503, 200,
    ])
  })
})

describe('the page', () => {
  const html = { accept: 'text/html' }
  const own = () => ({
    origin: `http://localhost:${emulator.ready.httpPort}`,
    'sec-fetch-site': 'same-origin',
  })

  it('shows state, requests and scenarios, and switches them', async () => {
    await clientCredentials(emulator, { client_secret: 'wrong' })
    const { body, headers } = await emulator.fetchPlain('/__emulator/', { headers: html })
    expect(headers['content-type']).toContain('text/html')
    expect(body).toContain('Fjordlight Energy')
    expect(body).toContain('AADSTS7000215')
    expect(body).toContain('aria-label="Switch on: The client secret has expired"')
    const form = { scenario: 'expired-secret', active: 'true', app: sample.ingestionAppId }
    const switched = await emulator.fetchPlain('/__emulator/page', { headers: own(), form })
    expect([switched.status, switched.headers.location]).toEqual([303, '/__emulator/'])
    expect((await emulator.fetchPlain('/__emulator/', { headers: html })).body).toContain(
      'aria-label="Switch off: The client secret has expired"',
    )
    expect(code(await clientCredentials(emulator))).toBe(7000222)
  })

  it('takes forms from no other page', async () => {
    const form = { scenario: 'unavailable', active: 'true' }
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect((await emulator.fetchPlain('/__emulator/page', { headers, form })).status).toBe(403)
    expect((await clientCredentials(emulator)).status).toBe(200)
  })
})
