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

describe('waymark doctor', () => {
  it('finds nothing in what waymark azure setup made', async () => {
    await workingDeployment()
    const result = await tenant.doctor()
    expect(result.checks.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([])
    expect(result.code).toBe(0)
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
