/** The page to browse the API with, in a real browser: it loads, shows the operations, and breaks no policy. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../processes/src/chromium.ts'
import { type RunningCatalog, startCatalog } from '../processes/src/start-catalog.ts'
import { openWatchedPage } from './src/watched-page.ts'

let catalog: RunningCatalog
let browser: Browser

beforeAll(async () => {
  catalog = await startCatalog({ environment: {} })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await catalog?.stop()
})

test('the operations can be browsed without signing in, with files of this server alone', async () => {
  const { page, errors, violations } = await openWatchedPage(browser)
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await page.goto(`${catalog.url}/api/docs`)
  await page.getByRole('link', { name: 'Table', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Table', exact: true }).click()
  await page.getByText('/api/v1/tables/{id}', { exact: true }).first().waitFor()
  expect(violations).toEqual([])
  expect(errors).toEqual([])
  expect([...hosts]).toEqual([new URL(catalog.url).host])
})
