import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  catalog = await startAzureCatalog()
  const omar = await catalog.openAs('Omar Haddad')
  await omar.context.close()
  watched = await catalog.openAs('Ada Lindqvist')
  page = watched.page
})
afterAll(() => catalog?.stop())

test('an administrator gives a person a role on their page', async () => {
  await page.goto(`${catalog.url}/user/omar`)
  await page.getByRole('button', { name: 'Change the roles' }).click()
  await page.getByRole('textbox', { name: 'Change the roles: search' }).fill('steward')
  await page.getByRole('checkbox', { name: /steward/i }).check()
  await page.keyboard.press('Escape')
  await page.getByText('Roles saved').waitFor()
  await page.getByRole('link', { name: /steward/i }).waitFor()
  await watched.shoot('person')
  await watched.clean()
})

test('the domain of an asset is set on its page, and taken back', async () => {
  const api = apiOf(watched.context, catalog.url)
  await api.put('domains', { name: 'sales', domainType: 'Aggregate', description: 'What is sold.' })
  await api.put('glossaries', { name: 'words', description: 'Words.' })
  await page.goto(`${catalog.url}/glossary/words`)
  await page.getByRole('button', { name: 'Change the domains' }).click()
  await page.getByRole('checkbox', { name: /sales/ }).check()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'sales' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('No domains').waitFor()
  await watched.clean()
})

test('the audit log shows who gave the role, is filtered, and downloads', async () => {
  await page.getByRole('button', { name: /^Ada/ }).click()
  await page.getByRole('menuitem', { name: 'Audit log' }).click()
  await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  await page
    .getByRole('row', { name: /sign-in/ })
    .first()
    .waitFor()
  await watched.shoot('audit')
  await watched.clean()
  await page.getByRole('textbox', { name: 'Text' }).fill('users/:id')
  await page.waitForURL(/q=users/)
  await page
    .getByRole('row', { name: /ada.*PATCH.*Done/ })
    .first()
    .waitFor()
  await page.getByRole('textbox', { name: 'Account' }).fill('nobody-like-this')
  await page.getByText('Nothing is recorded that is like this').waitFor()
  await page.goto(`${catalog.url}/settings/audit?outcome=ok`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^audit-[\d-]+\.csv$/)
})

test('somebody else sees no audit log', async () => {
  const other = await catalog.openAs('Mei Tanaka', '/settings/audit')
  await other.page.getByText('You do not have the right to see this').waitFor()
  await other.context.close()
})
