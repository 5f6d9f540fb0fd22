import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { msalPython } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'

const script = fileURLToPath(new URL('../python/msal-client-credentials.py', import.meta.url))

let emulator: RunningEmulator
let python: string
beforeAll(async () => {
  python = (await pythonEnvironment(msalPython))('python')
  emulator = await startEmulator()
})
afterAll(() => emulator?.stop())

interface Asked {
  clientId?: string
  clientSecret?: string
  scopes: string[]
  repeat?: number
}

/** MSAL's answers to `requests`, each asked with the ingestion application's credentials unless it says otherwise. */
async function ask(...requests: Asked[]): Promise<Record<string, unknown>[]> {
  const input = JSON.stringify({
    authority: emulator.authority,
    requests: requests.map((request) => ({
      clientId: fjordlight.ingestionAppId,
      clientSecret: fjordlight.ingestionSecret,
      ...request,
    })),
  })
  const { code, stdout, stderr } = await runProgram(python, [script], {
    environment: emulator.environment,
    input,
  })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const tokenRequests = async () =>
  (await emulator.requests()).filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/oauth2/v2.0/token'),
  )

describe('MSAL for Python at the real authority URL, with only a proxy and a CA bundle set', () => {
  it('obtains a token from the emulator with the call that openmetadata-ingestion makes', async () => {
    const [answer] = await ask({ scopes: [`${fjordlight.uiApiUri}/.default`] })
    expect(answer).toEqual({
      token_type: 'Bearer',
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_source: 'identity_provider',
    })
    expect((await tokenRequests()).at(-1)).toMatchObject({
      client: 'MSAL.Python',
      clientVersion: '1.39.0',
      status: 200,
    })
  })

  it('obtains one for the audience of the set-up guide: the ingestion application itself', async () => {
    const [answer] = await ask({ scopes: [`${fjordlight.ingestionApiUri}/.default`] })
    expect(answer).toHaveProperty('access_token')
  })

  it('takes the second one from its cache', async () => {
    const before = (await tokenRequests()).length
    const answers = await ask({ scopes: [`${fjordlight.uiApiUri}/.default`], repeat: 2 })
    expect(answers.map((answer) => answer.token_source)).toEqual(['identity_provider', 'cache'])
    expect((await tokenRequests()).length).toBe(before + 1)
  })

  it.each([
    [
      'a wrong secret',
      7000215,
      'invalid_client',
      401,
      { clientSecret: 'wrong', scopes: [`${fjordlight.uiApiUri}/.default`] },
    ],
    [
      'a scope without .default',
      1002012,
      'invalid_scope',
      400,
      { scopes: [`${fjordlight.uiApiUri}/access_as_user`] },
    ],
    ['an unknown API', 500011, 'invalid_resource', 400, { scopes: ['api://nobody/.default'] }],
    [
      'an unknown application',
      700016,
      'unauthorized_client',
      400,
      { clientId: '00000000-0000-4000-8000-000000000bad', scopes: [`${fjordlight.uiApiUri}/.default`] },
    ],
  ])('is told about %s: AADSTS%d', async (_what, code, error, status, request) => {
    const [answer] = await ask(request)
    expect(answer).toMatchObject({ error, error_codes: [code] })
    expect(answer?.error_description).toMatch(new RegExp(`^AADSTS${code}: `))
    expect((await tokenRequests()).at(-1)).toMatchObject({ status, aadsts: code })
  })

  it('asks again at once after a wrong secret, since 401 is not remembered, but not after a wrong API', async () => {
    const before = (await tokenRequests()).length
    await ask({ clientSecret: 'wrong', scopes: [`${fjordlight.uiApiUri}/.default`], repeat: 2 })
    expect((await tokenRequests()).length).toBe(before + 2)
    await ask({ scopes: ['api://nobody/.default'], repeat: 2 })
    expect((await tokenRequests()).length).toBe(before + 3)
  })

  it('is told when the secret has expired: AADSTS7000222', async () => {
    await emulator.control('faults', { kind: 'secret-expired', appId: fjordlight.ingestionAppId, times: 1 })
    const [answer] = await ask({ scopes: [`${fjordlight.uiApiUri}/.default`] })
    expect(answer).toMatchObject({ error: 'invalid_client', error_codes: [7000222] })
  })
})
