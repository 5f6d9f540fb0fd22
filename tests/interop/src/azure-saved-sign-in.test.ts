import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { signInAtEmulator } from '../../processes/src/sign-in-at-emulator.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'

const sampleCompany = fileURLToPath(new URL('../../../apps/entra/sample-company.yaml', import.meta.url))
const ada = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a01'
const omar = 'a0b6f1c2-1d35-4a7e-9f10-2c3d4e5f6a03'
const secret = 'not-a-real-secret-fjordlight-ui'
const callback = 'http://localhost:8585/callback'
const webCallback = 'http://localhost:8585/auth/callback'
const directory = mkdtempSync(join(tmpdir(), 'interop-saved-'))
const databaseName = `interop_${randomUUID().replaceAll('-', '')}`
const settingsPath = 'system/signInSettings'

let emulator: RunningEmulator
const replicas: RunningCatalog[] = []
let first: RunningCatalog
let second: RunningCatalog

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: process.env.WAYMARK_TEST_DATABASE_URL })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** The sample company, whose UI also has a web platform and a secret, for a server that signs people in itself. */
function companyWithSecret(): string {
  const text = readFileSync(sampleCompany, 'utf8').replace(
    `        spa:
          redirectUris:
            - ${callback}
            - ${webCallback}
`,
    `        spa: { redirectUris: ['${callback}'] }
        web: { redirectUris: ['${webCallback}'] }
        passwordCredentials: [{ secretText: ${secret} }]
`,
  )
  const file = join(directory, 'with-secret.yaml')
  writeFileSync(file, text)
  return file
}

beforeAll(async () => {
  await onServer(`create database ${databaseName}`)
  const database = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '')
  database.pathname = `/${databaseName}`
  emulator = await startEmulator(companyWithSecret())
  const ports = [await freePort(), await freePort()]
  for (const port of ports)
    replicas.push(
      await startCatalog({
        port,
        environment: {
          ...emulator.environment,
          DATABASE_URL: database.href,
          WAYMARK_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
          WAYMARK_AUTH_FAILURE_LIMIT: '0',
          AUTHORIZER_PRINCIPAL_DOMAIN: 'fjordlight.example',
          WAYMARK_ALLOWED_ORIGINS: `[${ports.map((each) => `http://localhost:${each}`)}]`,
        },
      }),
    )
  const [a, b] = replicas
  if (!a || !b) throw new Error('two replicas were started')
  ;[first, second] = [a, b]
})
afterAll(async () => {
  for (const replica of replicas) await replica.stop()
  await emulator?.stop()
  await onServer(`drop database if exists ${databaseName} with (force)`)
  rmSync(directory, { recursive: true, force: true })
})

const azure = (more: Record<string, string> = {}) => ({
  settings: {
    AUTHENTICATION_PROVIDER: 'azure',
    AUTHENTICATION_AUTHORITY: emulator.authority,
    AUTHENTICATION_CLIENT_ID: fjordlight.uiAppId,
    AUTHENTICATION_CALLBACK_URL: callback,
    ...more,
  },
})
const confidential = (OIDC_CLIENT_SECRET: string) =>
  azure({
    AUTHENTICATION_CLIENT_TYPE: 'confidential',
    AUTHENTICATION_CALLBACK_URL: webCallback,
    OIDC_CLIENT_SECRET,
  })

interface Trial {
  readonly problems: readonly object[]
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly detail?: string }[]
}
const check = (body: object) => first.api<Trial>(`${settingsPath}/check`, { method: 'POST', body })
const save = (body: object) => first.api(settingsPath, { method: 'PUT', body })
const saved = async ({ api }: RunningCatalog) =>
  (await api<{ saved?: { revertsAt?: number } }>(settingsPath)).saved
const configOf = ({ api }: RunningCatalog) => api<Record<string, string>>('system/config/auth')

async function who(catalog: RunningCatalog, cookie: string): Promise<unknown> {
  return (await fetch(`${catalog.url}/api/v1/auth/session`, { headers: { cookie } })).json()
}

describe('the check of sign-in settings', () => {
  it('asks Entra for its documents, the application and its redirect URI, and changes nothing', async () => {
    expect(await check(azure())).toEqual({
      problems: [],
      steps: [
        { step: 'discovery', ok: true, detail: `${emulator.authority}/v2.0` },
        { step: 'keys', ok: true },
        { step: 'application', ok: true, detail: callback },
      ],
    })
    expect((await configOf(first)).provider).toBe('basic')
  })

  it.each([
    [
      'an application that is not there',
      { AUTHENTICATION_CLIENT_ID: randomUUID() },
      'application',
      /AADSTS700016/,
    ],
    [
      'a redirect URI that is not registered',
      { AUTHENTICATION_CALLBACK_URL: 'http://localhost:8585/elsewhere' },
      'application',
      /AADSTS50011/,
    ],
    [
      'a tenant that does not exist',
      { AUTHENTICATION_AUTHORITY: `https://login.microsoftonline.com/${randomUUID()}` },
      'discovery',
      /answered 400/,
    ],
  ])('finds %s', async (_what, more: Record<string, string>, failing, why) => {
    const { problems, steps } = await check(azure(more))
    expect(problems).toEqual([])
    const failed = steps.find(({ ok }) => !ok)
    expect(failed).toMatchObject({ step: failing, detail: expect.stringMatching(why) })
  })

  it('obtains a token with a confidential client’s secret, and names what Entra says to a wrong one', async () => {
    expect((await check(confidential(secret))).steps.at(-1)).toEqual({
      step: 'client',
      ok: true,
      detail: 'client_secret_post',
    })
    const { steps } = await check(confidential('not the secret at all'))
    expect(steps.at(-1)).toMatchObject({
      step: 'client',
      ok: false,
      detail: expect.stringContaining('AADSTS7000215'),
    })
    expect(JSON.stringify(steps)).not.toContain('not the secret at all')
  })
})

describe('saved on one replica', () => {
  it('hold on the other soon; whoever signs in there proves them for both', async () => {
    await save(azure())
    await expect.poll(async () => (await configOf(second)).provider).toBe('azure')
    expect(await saved(first)).toHaveProperty('revertsAt')
    const cookie = await signInAtEmulator(emulator, second.url, ada)
    expect(await who(first, cookie)).toMatchObject({ name: 'ada', via: 'session' })
    for (const replica of replicas)
      await expect.poll(async () => Object.keys((await saved(replica)) ?? {})).toEqual(['by', 'at'])
  })

  it('may turn the browser’s sign-in into the server’s own, without a restart', async () => {
    const before = await fetch(`${second.url}/api/v1/auth/login`, { redirect: 'manual' })
    expect(before.status).toBe(403)
    await save(confidential(secret))
    await expect.poll(async () => (await configOf(second)).clientType).toBe('confidential')
    const cookie = await signInAtEmulator(emulator, second.url, omar)
    expect(await who(first, cookie)).toMatchObject({ name: 'omar', via: 'session' })
  })

  it('and taken back there, are gone on both; sessions go on', async () => {
    const cookie = await signInAtEmulator(emulator, first.url, ada)
    await first.api(`${settingsPath}/revert`, { method: 'POST' })
    await expect.poll(async () => (await configOf(second)).clientType).toBe('public')
    expect((await configOf(second)).provider).toBe('azure')
    expect(await who(second, cookie)).toMatchObject({ name: 'ada' })
  })
})
