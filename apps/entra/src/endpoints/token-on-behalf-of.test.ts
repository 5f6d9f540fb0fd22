import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  apiScope,
  clientCredentials,
  codeFor,
  redeem,
  refusalOf,
  tokenIn,
  tokenUrl,
} from '../testing/flows.ts'
import { sample, startTestEmulator, type TestEmulator } from '../testing/start.ts'

const secret = 'api-test-secret'
const graphUserRead = 'https://graph.microsoft.com/User.Read'
let emulator: TestEmulator
beforeAll(async () => {
  emulator = await startTestEmulator((state) => {
    const api = state.tenants[0]?.applications?.find((application) => application.appId === sample.uiAppId)
    if (api) api.passwordCredentials = [{ secretText: secret }]
  })
})
afterAll(() => emulator.close())
afterEach(() => emulator.control('reset'))

const userTokens = async () =>
  (await redeem(emulator, await codeFor(emulator, { scope: `${apiScope} openid profile` }))).json()
const exchange = (assertion: unknown, changes: Record<string, string> = {}) =>
  emulator.fetch(tokenUrl, {
    form: {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: sample.uiAppId,
      client_secret: secret,
      assertion: String(assertion),
      requested_token_use: 'on_behalf_of',
      scope: graphUserRead,
      ...changes,
    },
  })

describe('on-behalf-of', () => {
  it('gives an API a token for another API, for the same person', async () => {
    const { access_token } = await userTokens()
    const answer = (await exchange(access_token, { scope: `${graphUserRead} offline_access` })).json()
    expect(tokenIn(answer, 'access_token').claims).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: sample.uiAppId,
      appidacr: '1',
      oid: sample.adaId,
    })
    expect(answer).toHaveProperty('refresh_token')
  })

  it('is refused for what is no access token of a person for this API', async () => {
    const { access_token, id_token } = await userTokens()
    expect(refusalOf(await exchange('nonsense')).code).toBe(50013)
    expect(refusalOf(await exchange(id_token)).code).toBe(50013)
    expect(refusalOf(await exchange(`${String(access_token).slice(0, -8)}AAAAAAAA`)).code).toBe(50013)
    expect(refusalOf(await exchange((await clientCredentials(emulator)).json().access_token)).code).toBe(
      7000114,
    )
    const graph = (await exchange(access_token)).json().access_token
    expect(refusalOf(await exchange(graph)).code).toBe(500131)
    expect(refusalOf(await exchange(access_token, { requested_token_use: '' })).code).toBe(900144)
    expect(refusalOf(await exchange(access_token, { client_secret: 'wrong' })).code).toBe(7000215)
    expect((await exchange(access_token, { scope: 'Directory.Read.All' })).json()).toMatchObject({
      error: 'invalid_grant',
      error_codes: [65001],
      suberror: 'consent_required',
    })
    await emulator.control('clock', { advanceSeconds: 3601 })
    expect(refusalOf(await exchange(access_token)).code).toBe(500133)
  })
})
