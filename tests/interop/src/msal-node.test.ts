import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'

const script = fileURLToPath(new URL('./msal-node-client.ts', import.meta.url))

let emulator: RunningEmulator
beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(() => emulator?.stop())

async function ask(changes: object = {}): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runProgram(process.execPath, [script], {
    environment: emulator.environment,
    input: JSON.stringify({
      authority: emulator.authority,
      clientId: fjordlight.ingestionAppId,
      clientSecret: fjordlight.ingestionSecret,
      scopes: [`${fjordlight.uiApiUri}/.default`],
      ...changes,
    }),
  })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('MSAL for Node at the real authority URL, with only a proxy and a CA set', () => {
  it('obtains a token from the emulator', async () => {
    const answer = await ask()
    expect(answer).toMatchObject({
      fromCache: false,
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    })
    const lifetimeSeconds = (Date.parse(String(answer.expiresOn)) - Date.now()) / 1000
    expect(lifetimeSeconds).toBeGreaterThan(3500)
    expect(lifetimeSeconds).toBeLessThanOrEqual(3602)
    const seen = await emulator.requests()
    expect(seen.at(-1)).toMatchObject({
      client: 'msal.js.node',
      host: 'login.microsoftonline.com',
      status: 200,
    })
    // Its endpoints are built in: it asks for no discovery document at a well-known host.
    expect(
      seen.filter(({ path }) => path.includes('discovery') || path.includes('openid-configuration')),
    ).toEqual([])
  })

  it.each([
    ['a wrong secret', 7000215, 'invalid_client', { clientSecret: 'wrong' }],
    [
      'a scope without .default',
      1002012,
      'invalid_scope',
      { scopes: [`${fjordlight.uiApiUri}/access_as_user`] },
    ],
    ['an unknown API', 500011, 'invalid_resource', { scopes: ['api://nobody/.default'] }],
  ])('is told about %s: AADSTS%d', async (_what, code, errorCode, changes) => {
    const answer = await ask(changes)
    expect(answer.errorCode).toBe(errorCode)
    expect(answer.errorMessage).toContain(`AADSTS${code}: `)
  })
})
