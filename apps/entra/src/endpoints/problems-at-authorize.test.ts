import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { authorize, authorizeParameters, authorizeUrl, pick, replied } from '../testing/flows.ts'
import { graphAs } from '../testing/graph.ts'
import { sample, startTestEmulator, type TestEmulator, type TestResponse } from '../testing/start.ts'
import {
  bareAppId,
  commandLineTools,
  nativeAppId,
  nativeRedirectUri,
  otherTenantId,
  staleAppId,
  strangerId,
  unusedApiId,
  withSwitches,
  withTrouble,
} from '../testing/trouble.ts'

let plain: TestEmulator
let switched: TestEmulator
beforeAll(async () => {
  plain = await startTestEmulator(withTrouble)
  switched = await startTestEmulator(withSwitches)
})
afterAll(() => Promise.all([plain.close(), switched.close()]))
afterEach(async () => {
  await plain.control('reset')
  await switched.control('reset')
})

/** Number and error of what `/authorize` sent back, or the number on its page. */
const atAuthorize = (response: TestResponse) => {
  const sent = response.status === 302 ? replied(response) : undefined
  const text = sent?.error_description ?? response.body
  return { code: Number(/AADSTS(\d+)/.exec(text)?.[1]), error: sent?.error ?? 'page' }
}

const azureCli = { client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46', redirect_uri: 'http://localhost' }
const pickStranger = (e: TestEmulator, clientId: string, redirectUri: string) =>
  e.fetch(authorizeUrl, {
    form: {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid',
      _account: `${otherTenantId}/${strangerId}`,
    },
  })

describe('at /authorize', () => {
  const bare = { client_id: bareAppId }
  it.each<[string, number, string, (emulator: TestEmulator) => Promise<TestResponse>]>([
    ['a prompt that does not exist', 90023, 'page', (e) => authorize(e, { prompt: 'please' })],
    ['claims that are no JSON', 90013, 'page', (e) => authorize(e, { claims: '{' })],
    [
      'an unknown session',
      160021,
      'interaction_required',
      (e) => authorize(e, { prompt: 'none', sid: 'unknown' }),
    ],
    ['nobody signed in', 50058, 'login_required', (e) => authorize(e, { prompt: 'none' })],
    ['an API without service principal', 650052, 'page', (e) => authorize(e, { scope: 'api://unused/read' })],
    ['an unknown API', 500011, 'page', (e) => authorize(e, { scope: 'api://nobody/read' })],
    ['an unknown scope', 650053, 'invalid_client', (e) => authorize(e, { scope: 'read' })],
    [
      'all that is listed, where nothing is',
      650056,
      'page',
      (e) => pick(e, { ...bare, scope: `api://${sample.uiAppId}/.default` }),
    ],
    [
      'itself without any permission',
      90008,
      'invalid_request',
      (e) => pick(e, { ...bare, scope: `${bareAppId}/.default` }),
    ],
    [
      'itself by URI',
      90009,
      'invalid_request',
      (e) => authorize(e, { ...bare, scope: `api://${bareAppId}/.default` }),
    ],
    [
      'a list with an API that is gone',
      65005,
      'invalid_resource',
      (e) => pick(e, { client_id: staleAppId, scope: `api://${sample.uiAppId}/.default` }),
    ],
    [
      'a resource that is not listed, at version 1',
      650057,
      'invalid_resource',
      (e) =>
        pick(
          e,
          { ...bare, scope: undefined, resource: `api://${sample.uiAppId}` },
          sample.adaId,
          authorizeUrl.replace('/v2.0', ''),
        ),
    ],
    ['somebody of another tenant', 50020, 'page', (e) => pickStranger(e, sample.uiAppId, sample.redirectUri)],
    [
      'an administrator of the tenant’s partner, with an application that it has not authorized',
      90099,
      'page',
      (e) => pickStranger(e, commandLineTools, 'http://localhost'),
    ],
    [
      'a client of Microsoft’s that asks for more than was agreed beforehand',
      65002,
      'page',
      (e) => pick(e, { ...azureCli, scope: 'https://graph.microsoft.com/Policy.Read.All' }),
    ],
    [
      'an API that was deleted',
      650054,
      'invalid_resource',
      async (e) => {
        const graph = await graphAs(e, { user: 'ada@fjordlight.example' })
        const [api] = (await graph.get(`/applications?$filter=appId eq '${unusedApiId}'`)).json().value as {
          id: string
        }[]
        await graph.delete(`/applications/${api?.id}`)
        return authorize(e, { scope: 'api://unused/read' })
      },
    ],
  ])('%s: AADSTS%i', async (_trigger, code, error, ask) => {
    expect(atAuthorize(await ask(plain))).toEqual({ code, error })
  })

  it.each<[string, number, string, (emulator: TestEmulator) => Promise<TestResponse>]>([
    ['no redirect URI', 900971, 'page', (e) => authorize(e, { redirect_uri: undefined })],
    [
      'what only an administrator may agree to, with a workflow',
      90095,
      'page',
      (e) => pick(e, { scope: 'Directory.Read.All' }, sample.omarId),
    ],
  ])('%s, by a switch: AADSTS%i', async (_trigger, code, error, ask) => {
    expect(atAuthorize(await ask(switched))).toEqual({ code, error })
  })

  it('has a person confirm an app with a scheme of its own: AADSTS50199', async () => {
    const native = { client_id: nativeAppId, redirect_uri: nativeRedirectUri, scope: 'openid User.Read' }
    const asked = await pick(plain, native)
    expect(asked).toMatchObject({
      status: 200,
      body: expect.stringContaining('Are you trying to sign in to Native?'),
    })
    const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
    const silent = await authorize(plain, { ...native, prompt: 'none' }, { cookie })
    expect(atAuthorize(silent)).toEqual({ code: 50199, error: 'interaction_required' })
    const confirmed = await plain.fetch(authorizeUrl, {
      headers: { cookie },
      form: {
        ...authorizeParameters(native),
        _account: `${sample.tenantId}/${sample.adaId}`,
        _confirmed: 'yes',
      },
    })
    expect(confirmed.headers.location).toMatch(/^fjordlight-app:/)
    expect(replied(confirmed).code).toBeTruthy()
  })

  it('gives az what was agreed beforehand, without asking anybody', async () => {
    const answer = await pick(plain, {
      ...azureCli,
      scope: 'https://graph.microsoft.com/Application.ReadWrite.All openid',
    })
    expect(replied(answer).code).toBeTruthy()
  })
})
