import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../processes/src/chromium.ts'
import { type RunningCatalog, startCatalog } from '../processes/src/start-catalog.ts'
import { openWatchedPage, type WatchedPage } from './src/watched-page.ts'

let catalog: RunningCatalog
let browser: Browser
let watched: WatchedPage
let passphrase = ''
const dbtProject = mkdtempSync(join(tmpdir(), 'waymark-dbt-'))

/** With the PostgreSQL that comes along: nothing is configured, and it is started in the folder of a dbt project. */
beforeAll(async () => {
  writeFileSync(join(dbtProject, 'dbt_project.yml'), 'name: shop\n')
  mkdirSync(join(dbtProject, 'target'))
  writeFileSync(
    join(dbtProject, 'target', 'manifest.json'),
    JSON.stringify({ metadata: { adapter_type: 'snowflake' } }),
  )
  catalog = await startCatalog({ environment: {}, cwd: dbtProject })
  browser = await launchChromium()
  watched = await openWatchedPage(browser)
})
afterAll(async () => {
  await browser?.close()
  await catalog?.stop()
  rmSync(dbtProject, { recursive: true })
})

test('the first administrator gets a passphrase that nobody can guess, and signs in with it', async () => {
  const { page } = watched
  await page.goto(catalog.setupUrl ?? '')
  passphrase = (await page.getByText(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/).textContent()) ?? ''
  await page.getByLabel('E-mail').fill('keeper@example.com')
  await watched.shoot('setup-passphrase')
  await watched.clean()
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  // The browser asks for the tick first: the passphrase is shown once.
  expect(await page.locator('input:invalid').count()).toBe(1)
  await page.getByLabel('I have put it where I find it again').check()
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await page.getByRole('heading', { name: 'First steps' }).waitFor()

  const later = await openWatchedPage(browser)
  await later.page.goto(`${catalog.url}/welcome`)
  await later.page.getByLabel('Name or e-mail').fill('admin')
  await later.page.getByLabel('Password', { exact: true }).fill(passphrase)
  await later.page.getByRole('button', { name: 'Sign in with a local account' }).click()
  await later.page.getByRole('heading', { name: 'First steps' }).waitFor()
  await later.context.close()
})

test('the first steps say where the catalog runs, and what could be read there', async () => {
  const { page } = watched
  const { waymark } = await catalog.api<{ waymark: string }>('system/version')
  await page
    .getByText(`Waymark ${waymark} at ${catalog.url}, with its data in ${catalog.home}`, { exact: true })
    .waitFor()
  await page.goto(`${catalog.url}/welcome?step=source`)
  const found = page.getByRole('region', { name: 'Found on this machine' })
  await found.getByText(dbtProject).waitFor()
  await found.getByText('On its page, an ingestion of the kind dbt').waitFor()
  await watched.clean()
  await watched.shoot('first-steps-found')
  await found.getByRole('link', { name: /^Snowflake/ }).click()
  await page.getByRole('heading', { name: 'Connect Snowflake' }).waitFor()
})

test('demo data come into a running catalog when somebody asks for them, and go without a trace', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/welcome?step=source`)
  await page.getByRole('button', { name: 'Load demo data' }).click()
  await page.getByRole('heading', { name: 'Watch it fill' }).waitFor({ timeout: 60_000 })
  await page.getByRole('link', { name: /\d+\s*Tables/ }).waitFor({ timeout: 60_000 })
  const customers = 'fjordlight.fjordlight.crm.customers'
  await expect
    .poll(
      async () => {
        const path = 'services/ingestionPipelines/name/fjordlight.demo?fields=pipelineStatuses'
        const { pipelineStatuses } = await catalog.api<{ pipelineStatuses?: { pipelineState: string } }>(path)
        return pipelineStatuses?.pipelineState
      },
      { timeout: 60_000 },
    )
    .toBe('success')
  const lineage = await catalog.api<{ downstreamEdges: unknown[] }>(`lineage/table/name/${customers}`)
  expect(lineage.downstreamEdges.length).toBeGreaterThan(0)
  await page.goto(`${catalog.url}/table/${customers}`)
  await page.getByRole('heading', { name: 'customers', exact: true }).waitFor()

  await page.goto(`${catalog.url}/welcome?step=source`)
  await page.getByRole('button', { name: 'Remove the demo data' }).click()
  await watched.clean()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove them' }).click()
  await page.getByRole('button', { name: 'Load demo data' }).waitFor({ timeout: 60_000 })
  for (const collection of ['tables', 'services/databaseServices', 'services/ingestionPipelines']) {
    const { paging } = await catalog.api<{ paging: { total: number } }>(`${collection}?limit=0&include=all`)
    expect({ collection, total: paging.total }).toEqual({ collection, total: 0 })
  }
  await watched.clean()
})
