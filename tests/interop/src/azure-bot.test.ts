import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { type AzureTenant, havbris, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
let catalog: RunningCatalog
beforeAll(async () => {
  tenant = await startAzureTenant()
  await tenant.setup()
  // The test reaches it at its own port, not at the address that people would use.
  const unproxied = { OPENMETADATA_SERVER_URL: '', AUTHENTICATION_CALLBACK_URL: '' }
  catalog = await startCatalog({
    environment: { ...tenant.emulator.environment, ...tenant.settings(), ...unproxied },
  })
})
afterAll(async () => {
  await catalog?.stop()
  await tenant?.stop()
})

const onHost = () => ({ WAYMARK_HOME: catalog.home })
const binding = async () => {
  const { checks } = await tenant.doctor(onHost())
  return checks.find(({ id }) => id === 'bot-binding')
}

/** What ingestion sends, with the settings that set-up wrote. */
async function ingestionToken(): Promise<string> {
  const settings = tenant.settings()
  const response = await fetch(`${tenant.emulator.plainUrl}/${havbris.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID ?? '',
      client_secret: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET ?? '',
      scope: (settings.OM_AUTH_AIRFLOW_AZURE_SCOPES ?? '').replace(/^\[|\]$/g, ''),
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

const bind = async (changes: object = {}) => {
  const settings = tenant.settings()
  const { id } = await tenant.graph(
    'GET',
    `/servicePrincipals(appId='${settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID}')`,
  )
  await catalog.admin('bot-bind', {
    name: 'ingestion-bot',
    tenant: havbris.tenantId,
    app: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID,
    object: id,
    ...changes,
  })
}

/** Set-up on the host of the server, which binds the bot. */
const setup = () =>
  tenant.waymark(
    [
      ...['azure', 'setup', '--env-file', tenant.envFile, '--out', tenant.directory],
      ...['--access-token-file', tenant.tokenFile],
    ],
    onHost(),
  )

describe('the bot of a server that runs with what set-up wrote', () => {
  it('is not bound at first, and doctor gives the command', async () => {
    expect(await binding()).toMatchObject({
      status: 'fail',
      cause: expect.stringContaining('No application is bound'),
      fix: expect.stringMatching(/^Run: waymark bot bind ingestion-bot --tenant [0-9a-f-]{36} --app/),
    })
    const { code } = await tenant.doctor(onHost())
    expect(code).toBe(4)
  })

  it('is bound by set-up, and ingestion is signed in', async () => {
    expect((await setup()).stderr).toContain('ingestion-bot is bound')
    expect(await binding()).toMatchObject({ status: 'pass' })
    const me = await catalog.api('users/loggedInUser', { token: await ingestionToken() })
    expect(me).toMatchObject({ name: 'ingestion-bot', isBot: true })
  })

  it('F3: is told from one that is bound to the object id of the app registration', async () => {
    const { OM_AUTH_AIRFLOW_AZURE_CLIENT_ID: app } = tenant.settings()
    const { id } = await tenant.graph('GET', `/applications(appId='${app}')`)
    await bind({ object: id })
    expect(await binding()).toMatchObject({
      status: 'fail',
      cause: expect.stringContaining('of the app registration, not of the Enterprise application'),
    })
    await setup()
    expect(await binding()).toMatchObject({ status: 'pass' })
  })

  it.each([
    ['another object', { object: '00000000-1111-4222-8333-444444444444' }, "the application's is"],
    ['another application', { app: '00000000-1111-4222-8333-444444444444' }, 'another application'],
    ['another tenant', { tenant: '00000000-1111-4222-8333-444444444444' }, 'in another tenant'],
  ])('is told from one that is bound to %s', async (_what, changes, cause) => {
    await bind(changes)
    expect(await binding()).toMatchObject({ status: 'fail', cause: expect.stringContaining(cause) })
  })
})
