/** Settings of signing in tried against a provider that is as it should be, and one that is not. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IdentityConfig } from './config.ts'
import { tryProvider } from './provider-trial.ts'
import { azureConfig } from './testing/identity-fixture.ts'
import { clientId, type LocalIssuer, startLocalIssuer, tenantId } from './testing/local-issuer.ts'
import { type MockProvider, rpClientId, rpSecret, startMockProvider } from './testing/mock-provider.ts'

let op: MockProvider
let entra: LocalIssuer
beforeAll(async () => {
  ;[op, entra] = await Promise.all([startMockProvider(), startLocalIssuer()])
})
afterAll(() => Promise.all([op.close(), entra.close()]))
beforeEach(() => op.reset())

const surroundings = { fetch: (url: string, init: RequestInit) => fetch(url, init), now: Date.now }
const configured = (more: Partial<IdentityConfig> = {}): IdentityConfig => ({
  ...azureConfig,
  provider: 'custom-oidc',
  authority: op.issuer,
  clientId: rpClientId,
  clientType: 'confidential',
  confidential: { ...azureConfig.confidential, clientSecret: rpSecret },
  ...more,
})
const tried = (more: Partial<IdentityConfig> = {}) => tryProvider(configured(more), surroundings)

describe('a trial', () => {
  it('goes through discovery, keys, the application and the client, and leaves nothing open', async () => {
    expect(await tried()).toEqual([
      { step: 'discovery', ok: true, detail: op.issuer },
      { step: 'keys', ok: true },
      { step: 'application', ok: true, detail: 'http://localhost:8585/callback' },
      { step: 'client', ok: true, detail: 'client_secret_post' },
    ])
    expect(op.tokenRequests).toHaveLength(1)
    expect(op.tokenRequests[0]?.form.get('client_secret')).toBe(rpSecret)
    expect((await tried({ clientType: 'public' })).map(({ step }) => step)).not.toContain('client')
  })

  it('asks nobody where people sign in here, or where the settings do not fit together', async () => {
    expect(await tried({ provider: 'basic' })).toEqual([])
    expect(await tried({ clientId: '' })).toEqual([])
  })

  it('says that discovery names another issuer, and that no key is good enough', async () => {
    op.behaviour.discovery = (document) => ({ ...document, issuer: 'https://evil.example' })
    expect((await tried())[0]).toEqual({
      step: 'discovery',
      ok: false,
      detail: expect.stringContaining('names another issuer'),
    })
    op.reset()
    op.behaviour.keys = []
    expect((await tried())[1]).toEqual({
      step: 'keys',
      ok: false,
      detail: expect.stringContaining('no RSA signing key'),
    })
  })

  it.each([
    ['an unknown redirect URI, by a page of its own', 400, undefined, 'its sign-in page answers 400'],
    ['an unknown application, with 200', 200, undefined, undefined],
    [
      'a scope that it does not have',
      302,
      { error: 'invalid_scope', error_description: 'no\nmore' },
      'invalid_scope: no',
    ],
  ])('reports that the provider refuses %s', async (_what, status, answer, detail) => {
    op.behaviour.page = (asked, response) => {
      const back = `${asked.get('redirect_uri')}?${new URLSearchParams(answer)}`
      response.writeHead(status, answer ? { location: back } : {}).end('Sorry')
    }
    const step = (await tried()).find((each) => each.step === 'application')
    // A page with 200 may be anything: nothing is said about it.
    expect(step?.detail?.replaceAll("'", '')).toEqual(
      detail === undefined ? undefined : expect.stringContaining(detail),
    )
    if (step) expect(step.ok).toBe(false)
  })

  it('takes Entra’s number from the page that a person would see', async () => {
    const page = '<h1>Sign in</h1><p>AADSTS50011: The redirect URI does not match &lt;b&gt;</p>'
    const steps = await tryProvider(
      { ...azureConfig, clientId, authority: `https://login.microsoftonline.com/${tenantId}` },
      {
        ...surroundings,
        fetch: async (url, init) =>
          url.includes('/authorize?') ? new Response(page) : await entra.fetch(url, init),
      },
    )
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['discovery', true],
      ['keys', true],
      ['application', false],
    ])
    expect(steps[2]?.detail).toBe('AADSTS50011: run "waymark explain AADSTS50011"')
  })

  it('tells a wrong secret from a code that nobody issued, and shows neither', async () => {
    op.behaviour.token = (_asked, response) => {
      const body = { error: 'invalid_client', error_description: 'Bad credentials' }
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const steps = await tried()
    expect(steps.at(-1)).toEqual({ step: 'client', ok: false, detail: "'invalid_client: Bad credentials'" })
    expect(JSON.stringify(steps)).not.toContain(rpSecret)
    op.behaviour.token = (_asked, response) => void response.destroy()
    expect((await tried()).at(-1)).toMatchObject({ step: 'client', ok: false })
  })
})
