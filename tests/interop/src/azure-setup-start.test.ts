import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../tools/ports/free-port.ts'
import { type AzureTenant, havbris, startAzureTenant } from './azure-tenant.ts'

let tenant: AzureTenant
beforeAll(async () => {
  tenant = await startAzureTenant()
})
afterAll(() => tenant?.stop())

it('goes from an empty tenant to a signed-in bot in one command, through a directory that is slow to know', async () => {
  await tenant.emulator.control('consistency', { delayMs: 2000 })
  const serverUrl = `http://localhost:${await freePort()}`
  const running = tenant.start([
    ...['azure', 'setup', '--start', '--url', serverUrl, '--tenant', havbris.tenantId],
    ...['--out', tenant.directory, '--admins', 'nora', '--principal-domain', 'havbris.example'],
    ...['--access-token-file', tenant.tokenFile],
  ])
  try {
    await expect
      .poll(running.stderr, { timeout: 60_000, interval: 250 })
      .toContain(`Waymark is ready: ${serverUrl}`)
    expect(running.stderr()).toMatch(/bot +ingestion-bot is bound to object id/)
    expect(running.stderr()).toMatch(/sign-in +signed in as ingestion-bot/)
    const config = await fetch(`${serverUrl}/api/v1/system/config/auth`)
    expect(await config.json()).toMatchObject({ provider: 'azure' })
    const { checks } = await tenant.doctor()
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([])
    expect(checks.find(({ id }) => id === 'bot-binding')?.status).toBe('pass')
  } finally {
    await running.stop()
  }
  expect(await running.ended).toBe(0)
})
