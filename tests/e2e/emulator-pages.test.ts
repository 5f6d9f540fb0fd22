import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../processes/src/chromium.ts'
import {
  askIngestionToken,
  fjordlight,
  type RunningEmulator,
  startEmulator,
} from '../processes/src/start-emulator.ts'
import { accessibilityFindings } from './src/watched-page.ts'

let emulator: RunningEmulator
let browser: Browser

beforeAll(async () => {
  emulator = await startEmulator()
  browser = await launchChromium({})
})
afterAll(async () => {
  await browser?.close()
  await emulator?.stop()
})

const authorize = `${fjordlight.tenantId}/oauth2/v2.0/authorize?client_id=${fjordlight.uiAppId}&response_type=code&scope=openid&redirect_uri=${encodeURIComponent('http://localhost:8585/callback')}&code_challenge=${'a'.repeat(43)}&code_challenge_method=S256`

test.each([
  ['control', '__emulator/'],
  ['account', authorize],
  ['device code', 'common/oauth2/deviceauth'],
  ['error', authorize.replace('8585%2Fcallback', '8585%2Felsewhere')],
])('the emulator’s %s page has no serious finding of axe-core, light or dark', async (_what, path) => {
  const page = await browser.newPage()
  await page.goto(`${emulator.plainUrl.replace('127.0.0.1', 'localhost')}/${path}`)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await accessibilityFindings(page)).toEqual([])
  }
  await page.close()
})

test('a scenario is switched on and off on the control page', async () => {
  const page = await browser.newPage()
  await page.goto(`${emulator.plainUrl.replace('127.0.0.1', 'localhost')}/__emulator/`)
  const turn = (direction: string) =>
    page.getByRole('button', { name: `${direction}: The client secret has expired` }).click()
  const askToken = () => askIngestionToken(emulator).then((answer) => answer.status)
  expect(await askToken()).toBe(200)
  await turn('Switch on')
  await expect.poll(askToken).toBe(401)
  await turn('Switch off')
  await expect.poll(askToken).toBe(200)
  await page.close()
})
