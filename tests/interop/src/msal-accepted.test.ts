import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { azureEnvironment, ingestionApplication } from './azure-environment.ts'
import { msalPython } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'

const pythonScript = fileURLToPath(new URL('../python/msal-client-credentials.py', import.meta.url))
const nodeScript = fileURLToPath(new URL('./msal-node-client.ts', import.meta.url))

/** The API's own audience, and the guide's: the ingestion application asks for a token for itself. */
const scopes = {
  api: `${fjordlight.uiApiUri}/.default`,
  itself: `${fjordlight.ingestionApiUri}/.default`,
}

let emulator: RunningEmulator
let catalog: RunningCatalog
let strict: RunningCatalog

beforeAll(async () => {
  emulator = await startEmulator()
  const environment = azureEnvironment(emulator)
  const { WAYMARK_EXTRA_AUDIENCES: _, ...withoutExtraAudience } = environment
  ;[catalog, strict] = await Promise.all([
    startCatalog({ environment }),
    startCatalog({ environment: withoutExtraAudience }),
  ])
  await catalog.admin('bot-bind', ingestionApplication)
})

afterAll(async () => {
  await catalog?.stop()
  await strict?.stop()
  await emulator?.stop()
})

const credentials = { clientId: fjordlight.ingestionAppId, clientSecret: fjordlight.ingestionSecret }

async function tokenFromPython(scope: string): Promise<string> {
  const program = await pythonEnvironment(msalPython)
  const { stdout, stderr } = await runProgram(program('python'), [pythonScript], {
    environment: emulator.environment,
    input: JSON.stringify({ authority: emulator.authority, requests: [{ ...credentials, scopes: [scope] }] }),
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)[0].access_token
}

async function tokenFromNode(scope: string): Promise<string> {
  const { stdout, stderr } = await runProgram(process.execPath, [nodeScript], {
    environment: emulator.environment,
    input: JSON.stringify({ authority: emulator.authority, ...credentials, scopes: [scope] }),
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout).accessToken
}

async function whoAmI(
  of: RunningCatalog,
  token: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${of.url}/api/v1/users/loggedInUser`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> } // our own API answers JSON
}

describe('tokens of the ingestion application, obtained with MSAL at the real authority URL', () => {
  it.each([
    ['MSAL for Python', 'a v2 token for the API', tokenFromPython, scopes.api],
    ['MSAL for Python', 'a v1 token for itself, as the guide has it', tokenFromPython, scopes.itself],
    ['MSAL for Node', 'a v2 token for the API', tokenFromNode, scopes.api],
    ['MSAL for Node', 'a v1 token for itself, as the guide has it', tokenFromNode, scopes.itself],
  ])('%s: the API takes %s for the bot', async (_client, _kind, obtain, scope) => {
    const { status, body } = await whoAmI(catalog, await obtain(scope))
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({ name: 'ingestion-bot', isBot: true })
  })

  it('F4: names the setting and its value where the token is for the ingestion application itself', async () => {
    const { status, body } = await whoAmI(strict, await tokenFromNode(scopes.itself))
    expect(status).toBe(401)
    expect(body.message).toContain('WAYMARK_EXTRA_AUDIENCES')
    expect(body.message).toContain(fjordlight.ingestionApiUri)
  })

  it('tells the object id and the command where the application is bound to no bot', async () => {
    const { status, body } = await whoAmI(strict, await tokenFromPython(scopes.api))
    expect(status).toBe(403)
    expect(body.message).toContain(fjordlight.ingestionObjectId)
    expect(body.message).toContain('waymark bot bind')
  })

  it('refuses a good token whose signature was tampered with', async () => {
    const token = await tokenFromNode(scopes.api)
    const [header, payload, signature = ''] = token.split('.')
    const tampered = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect((await whoAmI(catalog, tampered)).status).toBe(401)
  })
})
