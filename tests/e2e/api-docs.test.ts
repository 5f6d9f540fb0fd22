/** The pages to browse the API and the documentation with, in a real browser: they load without signing in, and break no policy. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../processes/src/chromium.ts'
import { type RunningCatalog, startCatalog } from '../processes/src/start-catalog.ts'
import { accessibilityFindings, openWatchedPage } from './src/watched-page.ts'

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

test('the documentation of this version can be read without signing in, down to a heading', async () => {
  const { page, errors, violations, shoot, overhanging } = await openWatchedPage(browser)
  await page.goto(`${catalog.url}/docs`)
  expect(page.url()).toBe(`${catalog.url}/docs/`)
  await shoot('documentation')
  await page.getByRole('main').getByRole('link', { name: 'Growing', exact: true }).click()
  await page.getByRole('heading', { name: 'Search on OpenSearch' }).waitFor()
  await page.getByRole('link', { name: 'ADR 0032' }).click()
  await page.getByRole('heading', { level: 1, name: /OpenSearch hears from an outbox/ }).waitFor()
  await page.goto(`${catalog.url}/docs/guides/azure-sso.html#by-hand`)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await shoot(`documentation-azure-${colorScheme}`)
    expect(await accessibilityFindings(page)).toEqual([])
  }
  await page.setViewportSize({ width: 360, height: 800 })
  await shoot('documentation-narrow')
  expect(await overhanging()).toEqual([])
  expect(violations).toEqual([])
  expect(errors).toEqual([])
  expect((await page.request.get(`${catalog.url}/docs/guides/none.html`)).status()).toBe(404)
})

test('files of the pages are sent compressed, to each as it can read them', async () => {
  const page = await (await fetch(`${catalog.url}/`)).text()
  const script = /<script type="module"[^>]* src="([^"]+)"/.exec(page)?.[1] ?? ''
  const sent = async (encoding: string) => {
    const answer = await fetch(`${catalog.url}${script}`, { headers: { 'accept-encoding': encoding } })
    expect(answer.headers.get('vary')).toContain('accept-encoding')
    return { as: answer.headers.get('content-encoding'), text: await answer.text() }
  }
  const plain = await sent('identity')
  expect(plain.as).toBeNull()
  expect(await sent('gzip')).toEqual({ as: 'gzip', text: plain.text })
  expect(await sent('gzip, deflate, br')).toEqual({ as: 'br', text: plain.text })
  expect((await fetch(`${catalog.url}${script}.br`)).status).toBe(404)
})
