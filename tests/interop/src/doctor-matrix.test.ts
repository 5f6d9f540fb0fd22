import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakages, type Deployment } from './azure-breakages.ts'
import { type AzureTenant, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
beforeAll(async () => {
  tenant = await startAzureTenant()
})
afterAll(() => tenant?.stop())

/** Sets a fresh tenant up, with nothing left for doctor to say. */
async function workingDeployment(): Promise<Deployment> {
  await tenant.emulator.control('clock', { reset: true })
  await tenant.reset()
  const { uiClientId, ingestionClientId } = await tenant.setup('--no-bind')
  tenant.writeSettings({ ...tenant.settings(), SERVER_USE_FORWARDED_HEADERS: 'true' })
  const id = async (path: string) => String((await tenant.graph('GET', path)).id)
  return {
    tenant,
    uiClientId,
    ingestionClientId,
    ui: await id(`/applications(appId='${uiClientId}')`),
    uiPrincipal: await id(`/servicePrincipals(appId='${uiClientId}')`),
    ingestion: await id(`/applications(appId='${ingestionClientId}')`),
    ingestionPrincipal: await id(`/servicePrincipals(appId='${ingestionClientId}')`),
  }
}

/** A workflow file whose sign-in is that of the settings, with another proof. */
function workflowWith(proof: Record<string, string>): string {
  const settings = tenant.settings()
  return JSON.stringify({
    source: {
      type: 'postgres',
      serviceName: 'shop',
      serviceConnection: {
        config: { type: 'Postgres', username: 'u', hostPort: 'localhost:5432', database: 'shop' },
      },
      sourceConfig: { config: { type: 'DatabaseMetadata' } },
    },
    sink: { type: 'metadata-rest', config: {} },
    workflowConfig: {
      openMetadataServerConfig: {
        hostPort: 'http://localhost:8585/api',
        authProvider: 'azure',
        securityConfig: {
          ...proof,
          authority: settings.OM_AUTH_AIRFLOW_AZURE_AUTHORITY_URL,
          clientId: settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_ID,
          scopes: (settings.OM_AUTH_AIRFLOW_AZURE_SCOPES ?? '').replace(/^\[|\]$/g, '').split(','),
        },
      },
    },
  })
}

/** What can be mended in the portal, and so has its address. */
const inPortal = new Set([
  ...['ui-application', 'ui-enterprise-application', 'redirect-platform', 'redirect-uri', 'tenants'],
  ...['token-version', 'app-id-uri', 'scope', 'app-role', 'optional-claims', 'sign-in-consent', 'assignment'],
  ...['groups', 'ingestion-application', 'ingestion-enterprise-application', 'ingestion-scope'],
  ...['ingestion-permissions', 'ingestion-consent', 'role-assignment', 'ingestion-credential'],
])

describe('waymark doctor', () => {
  it('finds nothing in what waymark azure setup made', async () => {
    await workingDeployment()
    const result = await tenant.doctor()
    expect(result.checks.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([])
    expect(result.code).toBe(0)
  })

  it('checks the sign-in of a workflow file in place of that of the settings', async () => {
    await workingDeployment()
    const settings = tenant.settings()
    const file = join(tenant.directory, 'ingest.yaml')
    const write = (clientSecret: string) => writeFileSync(file, workflowWith({ clientSecret }))
    write(settings.OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET ?? '')
    expect(await tenant.doctor({}, '--workflow', file)).toMatchObject({ failed: 0 })
    write('not-the-secret-of-this-application')
    const found = await tenant.doctor({}, '--workflow', file)
    expect(found.failed).toBeGreaterThan(0)
    expect(found.text).toContain('7000215')
    expect(found.text).not.toContain('not-the-secret-of-this-application')
  })

  it('checks the certificate that a workflow file signs in with', async () => {
    await workingDeployment()
    const file = join(tenant.directory, 'ingest.yaml')
    const made = (name: string) => {
      const [certificatePath, privateKeyPath] = [`${name}.pem`, `${name}.key`].map((each) =>
        join(tenant.directory, each),
      ) as [string, string]
      const options = [
        '-days',
        '90',
        '-subj',
        `/CN=${name}`,
        '-keyout',
        privateKeyPath,
        '-out',
        certificatePath,
      ]
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...options], {
        stdio: 'ignore',
      })
      return { certificatePath, privateKeyPath }
    }
    const registered = made('registered')
    await tenant.setup('--no-bind', '--certificate', registered.certificatePath)
    writeFileSync(file, workflowWith(registered))
    const right = await tenant.doctor({}, '--workflow', file)
    expect(right).toMatchObject({ failed: 0 })
    expect(
      right.checks.filter(({ id }) => ['ingestion-credential', 'ingestion-token'].includes(id)),
    ).toMatchObject([
      { status: 'pass', cause: expect.stringMatching(/valid for (?:89|90) more days/) },
      { status: 'pass' },
    ])
    writeFileSync(file, workflowWith(made('another')))
    const wrong = await tenant.doctor({}, '--workflow', file)
    expect(wrong.first).toBe('ingestion-credential')
    expect(wrong.text).toContain('700027')
  })

  it.each(breakages)(
    'says first what is wrong when $what',
    async ({ apply, environment, check, cause, repaired }) => {
      const broken = await workingDeployment()
      const { OM_AUTH_AIRFLOW_AZURE_CLIENT_SECRET: secret = 'none' } = tenant.settings()
      await apply(broken)
      const found = await tenant.doctor(environment)
      const first = found.checks.find(({ id }) => id === found.first)
      expect(first).toMatchObject({ id: check, cause: expect.stringMatching(cause), fix: expect.any(String) })
      expect(found.code === 0).toBe(found.failed === 0)
      if (inPortal.has(check)) expect(first?.fix).toContain('https://portal.azure.com/#view/')
      expect(found.text).not.toContain(secret)
      if (!repaired) return

      await tenant.setup('--no-bind', '--env-file', tenant.envFile)
      const after = await tenant.doctor()
      expect(after.checks.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([])
      const again = await tenant.setup('--no-bind', '--env-file', tenant.envFile)
      expect(again.changes).toBe(0)
    },
  )
})
