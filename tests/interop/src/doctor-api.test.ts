import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { fjordlight, type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { azureEnvironment, ingestionApplication } from './azure-environment.ts'

interface Report {
  failed: number
  first: string | null
  checks: { id: string; status: string; cause: string; fix?: string }[]
}

let emulator: RunningEmulator
let catalog: RunningCatalog
beforeAll(async () => {
  emulator = await startEmulator()
  catalog = await startCatalog({
    environment: {
      ...azureEnvironment(emulator),
      AUTHENTICATION_CALLBACK_URL: '',
      OM_AUTH_AIRFLOW_AZURE_CLIENT_ID: fjordlight.ingestionAppId,
      OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: fjordlight.ingestionSecret,
      OM_AUTH_AIRFLOW_AZURE_SCOPES: `[${fjordlight.uiApiUri}/.default]`,
    },
  })
  await catalog.admin('bot-bind', ingestionApplication)
})
afterAll(async () => {
  await catalog?.stop()
  await emulator?.stop()
})

const check = async (id: string) =>
  (await catalog.api<Report>('system/doctor')).checks.find((each) => each.id === id)

describe('the doctor of a running server', () => {
  it('checks the settings that are in force, the ingestion token and the bot, and says what it may not read', async () => {
    const { failed, checks } = await catalog.api<Report>('system/doctor')
    const verdicts = Object.fromEntries(checks.map(({ id, status }) => [id, status]))
    expect(failed).toBe(0)
    expect(verdicts).toMatchObject({ provider: 'pass', authority: 'pass', 'bot-binding': 'pass' })
    expect(checks.find(({ id }) => id === 'app-role')).toMatchObject({
      status: 'skipped',
      cause: expect.stringContaining('no right to read the directory'),
    })
  })

  it('names the secret that has expired, and never shows it', async () => {
    await emulator.control('faults', { kind: 'secret-expired', appId: fjordlight.ingestionAppId })
    const report = await catalog.api<Report>('system/doctor')
    await emulator.control('reset')
    expect(report.checks.find(({ id }) => id === report.first)?.cause).toContain('7000222')
    expect(JSON.stringify(report)).not.toContain(fjordlight.ingestionSecret)
  })

  it('explains a token and an error, without repeating either', async () => {
    const token = await catalog.admin('admin-token').then((answer) => String(answer.token))
    const report = await catalog.api('system/doctor/token', { method: 'POST', body: { token } })
    expect(report).toMatchObject({
      accepted: true,
      rules: expect.arrayContaining([
        { rule: 'issuer', verdict: 'accepts', because: expect.stringContaining('the catalog itself') },
        { rule: 'signature', verdict: 'accepts', because: expect.any(String) },
      ]),
    })
    expect(JSON.stringify(report)).not.toContain(token)
    const error = encodeURIComponent('AADSTS7000215: Invalid client secret provided.')
    expect(await catalog.api(`system/doctor/explain?error=${error}`)).toMatchObject({
      code: 'AADSTS7000215',
      fix: expect.any(String),
    })
    await expect(
      catalog.api('system/doctor/token', { method: 'POST', body: { token: 'x' } }),
    ).rejects.toThrow(/400 .*three parts/)
  })

  it('answers administrators only', async () => {
    await catalog.admin('user-create', { name: 'mei', email: 'mei@fjordlight.example' })
    const token = await catalog.botToken()
    await expect(catalog.api('system/doctor', { token })).rejects.toThrow(/403/)
    expect((await check('admin'))?.status).toBe('pass')
  })
})
