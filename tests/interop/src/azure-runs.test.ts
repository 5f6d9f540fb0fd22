/** Runs of saved ingestions whose bot is an application of Entra: each obtains its token there, with the settings of that moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createPipeline,
  createPostgresService,
  finalStates,
  lastLog,
  type Pipeline,
  statusesOf,
  trigger,
  untilRunIs,
} from '../../processes/src/ingestion-runs.ts'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { type AzureTenant, havbris, startAzureTenant } from './azure-tenant.ts'
import { createSourceDatabase, type SourceDatabase } from './source-database.ts'

let tenant: AzureTenant
let catalog: RunningCatalog
let source: SourceDatabase
let pipeline: Pipeline

const settings = () => {
  const {
    OM_AUTH_AIRFLOW_AZURE_CLIENT_ID: clientId = '',
    OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: clientSecret = '',
  } = tenant.settings()
  const scopes = (tenant.settings().OM_AUTH_AIRFLOW_AZURE_SCOPES ?? '').replace(/^\[|\]$/g, '')
  return { clientId, clientSecret, scopes }
}

/** What an administrator saves for the bot in the web interface. */
async function saveBotSettings(clientSecret: string): Promise<void> {
  const { clientId, scopes } = settings()
  const bot = await catalog.api<{ botUser: { id: string } }>('bots/name/ingestion-bot')
  const azure = {
    clientId,
    clientSecret,
    authority: `https://login.microsoftonline.com/${havbris.tenantId}`,
    scopes: [scopes],
  }
  await catalog.api(`users/${bot.botUser.id}`, {
    method: 'PATCH',
    body: [
      {
        op: 'add',
        path: '/authenticationMechanism',
        value: { authType: 'SSO', config: { ssoServiceType: 'azure', authConfig: azure } },
      },
    ],
  })
}

/** Client-credential requests of the ingestion's application that the tenant has answered so far. */
async function tokenRequests(): Promise<readonly { status: number }[]> {
  const response = await fetch(`${tenant.emulator.plainUrl}/__emulator/requests`)
  const entries = (await response.json()) as readonly { path: string; status: number }[]
  return entries.filter(({ path }) => path.endsWith('/oauth2/v2.0/token'))
}

beforeAll(async () => {
  tenant = await startAzureTenant()
  await tenant.setup()
  source = await createSourceDatabase()
  // The test reaches it at its own port, not at the address that people would use.
  const unproxied = { OPENMETADATA_SERVER_URL: '', AUTHENTICATION_CALLBACK_URL: '' }
  catalog = await startCatalog({
    environment: { ...tenant.emulator.environment, ...tenant.settings(), ...unproxied },
  })
  const { id } = await tenant.graph('GET', `/servicePrincipals(appId='${settings().clientId}')`)
  await catalog.admin('bot-bind', {
    name: 'ingestion-bot',
    tenant: havbris.tenantId,
    app: settings().clientId,
    object: id,
  })
  await saveBotSettings(settings().clientSecret)
  const service = await createPostgresService(catalog, 'fjord', source)
  pipeline = await createPipeline(catalog, service, { name: 'often' })
})
afterAll(async () => {
  await catalog?.stop()
  await source?.drop()
  await tenant?.stop()
})

const schedule = async (scheduleInterval: string) => {
  await catalog.api(`services/ingestionPipelines/${pipeline.id}`, {
    method: 'PATCH',
    body: [{ op: 'add', path: '/airflowConfig', value: { scheduleInterval } }],
  })
  await catalog.api(`services/ingestionPipelines/deploy/${pipeline.id}`, { method: 'POST' })
}

/** Waits for the next run that the schedule started after this moment. */
async function nextScheduledRun(): Promise<{
  pipelineState: string
  metadata?: { message?: string; hint?: string }
}> {
  const known = new Set((await statusesOf(catalog, pipeline)).map(({ runId }) => runId))
  let runId = ''
  await expect
    .poll(
      async () => {
        const fresh = (await statusesOf(catalog, pipeline)).find((each) => !known.has(each.runId))
        runId = fresh?.runId ?? ''
        return fresh?.metadata?.cause
      },
      { timeout: 60_000, interval: 300 },
    )
    .toBe('schedule')
  return await untilRunIs(catalog, pipeline, runId, finalStates)
}

describe('a run of the ingestion bot with Azure SSO', () => {
  it('obtains its token from Entra', async () => {
    const before = (await tokenRequests()).length
    const status = await untilRunIs(catalog, pipeline, await trigger(catalog, pipeline), finalStates)
    const log = await lastLog(catalog, pipeline)
    expect(status.pipelineState, log).toMatch(/success|partialSuccess/)
    expect(log).toMatch(/as Ingestion bot with Entra application .* \(client secret\)/)
    expect(log).not.toContain(settings().clientSecret)
    expect((await tokenRequests()).length).toBe(before + 1)
  })

  it('fails in the middle of a schedule when the secret expires, says so, and succeeds again with the new one', async () => {
    await schedule('*/5 * * * * *')
    expect((await nextScheduledRun()).pipelineState).toMatch(/success|partialSuccess/)

    // The only secret of the application is taken away, as Entra does on the day it expires.
    const application = `/applications(appId='${settings().clientId}')`
    const { passwordCredentials } = (await tenant.graph('GET', application)) as {
      passwordCredentials: { keyId: string }[]
    }
    for (const { keyId } of passwordCredentials)
      await tenant.graph('POST', `${application}/removePassword`, { keyId })
    await untilIdle()
    const failed = await nextScheduledRun()
    expect(failed).toMatchObject({
      pipelineState: 'failed',
      metadata: { message: expect.stringMatching(/AADSTS7000215|AADSTS7000222|secret/) },
    })
    expect(JSON.stringify(failed)).not.toContain(settings().clientSecret)

    const { secretText } = (await tenant.graph('POST', `${application}/addPassword`, {
      passwordCredential: { displayName: 'renewed' },
    })) as { secretText: string }
    await saveBotSettings(secretText)
    await untilIdle()
    const again = await nextScheduledRun()
    expect(again.pipelineState, await lastLog(catalog, pipeline)).toMatch(/success|partialSuccess/)
    expect(await lastLog(catalog, pipeline)).not.toContain(secretText)
  })
})

/** No run is under way that began before. */
async function untilIdle(): Promise<void> {
  await expect
    .poll(
      async () =>
        (await statusesOf(catalog, pipeline)).some(({ pipelineState }) =>
          ['queued', 'running'].includes(pipelineState),
        ),
      { timeout: 60_000, interval: 200 },
    )
    .toBe(false)
}
