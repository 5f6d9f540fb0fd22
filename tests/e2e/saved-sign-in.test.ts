import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fjordlight } from '../processes/src/start-emulator.ts'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  catalog = await startAzureCatalog({}, { hasProvider: false })
  watched = await catalog.open()
  page = watched.page
})
afterAll(() => catalog?.stop())

const field = (name: string) => page.getByRole('textbox', { name, exact: true })

test('a new catalog is connected with Entra ID in its pages: tried, saved on trial, kept by the first sign-in', async () => {
  await page.goto(catalog.setupUrl ?? '')
  await field('Name').fill('keeper')
  await field('E-mail').fill('keeper@fjordlight.example')
  await page.getByLabel('Password', { exact: true }).fill('four unrelated words here')
  await page.getByLabel('Password again').fill('four unrelated words here')
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await page.getByRole('heading', { name: 'First steps' }).waitFor()
  await watched.clean()

  await page.goto(`${catalog.url}/settings/sso?tab=settings`)
  await page.getByText('Microsoft Entra ID', { exact: true }).click()
  await field('Authority').fill(
    `https://login.microsoftonline.com/${'0'.repeat(8)}-0000-4000-8000-000000000000`,
  )
  await field('Client ID').fill(fjordlight.uiAppId)
  await field('Callback URL').fill(`${catalog.url}/callback`)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText(/Discovery: /).waitFor()
  await watched.shoot('sign-in-settings-check')
  await field('Authority').fill(catalog.emulator.authority)
  await page.getByRole('button', { name: 'Save on trial', disabled: true }).waitFor()
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('Passed').nth(1).waitFor()
  await watched.clean()
  await page.getByRole('button', { name: 'Save on trial' }).click()
  await page.getByText(/^On trial for 9:\d\d more/).waitFor()
  await watched.shoot('sign-in-settings-trial')
  await watched.clean()

  const ada = await catalog.openAs('Ada Lindqvist')
  await ada.context.close()
  await page.getByText(/^Saved .* by keeper\.$/).waitFor()
  await watched.clean()
})

test('what was saved is taken back with one click', async () => {
  await page.getByRole('button', { name: 'Take them back' }).click()
  await page.getByText('The settings before are in force again').waitFor()
  const { provider } = await (
    await watched.context.request.get(`${catalog.url}/api/v1/system/config/auth`)
  ).json()
  expect(provider).toBe('basic')
})

test('a local password is changed on the page of its account, which stays signed in', async () => {
  await page.goto(`${catalog.url}/user/keeper`)
  await page.getByRole('tab', { name: 'Sessions' }).click()
  const form = page.getByRole('form', { name: 'Local password' })
  await form.getByLabel('Password until now').fill('not the one until now')
  await form.getByLabel('New password').fill('five other words, unrelated')
  await form.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText(/oldPassword: the password until now/).waitFor()
  await form.getByLabel('Password until now').fill('four unrelated words here')
  await form.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('Your password is changed').waitFor()
  await watched.shoot('local-password')
  await watched.clean()
  await page.goto(`${catalog.url}/settings/sso?tab=settings`)
})

test('what the environment says is locked and names its variable', async () => {
  await page.getByRole('button', { name: /more settings/ }).click()
  await page.getByText(/Set by the environment, at AUTHORIZER_PRINCIPAL_DOMAIN/).waitFor()
  expect(await field('Principal domain').isDisabled()).toBe(true)
  await watched.clean()
})

test('the first steps lead from an empty catalog to one with single sign-on, and are left, resumed and finished', async () => {
  await page.goto(catalog.url)
  const card = page.getByRole('region', { name: 'Set this catalog up' })
  await card.waitFor()
  await watched.shoot('home-first-steps')
  await watched.clean()
  await card.getByRole('link', { name: 'Begin' }).click()
  await page.getByText(`npx waymark azure setup --url ${catalog.url}`).waitFor()
  await field('Directory (tenant) ID').fill(fjordlight.tenantId)
  await field('Application (client) ID').fill(fjordlight.uiAppId)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('Passed').nth(1).waitFor()
  await watched.shoot('first-steps-sign-in')
  await watched.clean()
  await page.getByRole('button', { name: 'Save on trial' }).click()
  await page.getByText(/^On trial for 9:\d\d more/).waitFor()
  await page.getByRole('button', { name: 'Done, go on' }).click()

  await page.getByLabel('E-mail of an administrator').fill('omar@fjordlight.example')
  await page.getByRole('button', { name: 'Make an administrator' }).click()
  await page.getByRole('link', { name: 'omar' }).waitFor()
  await watched.shoot('first-steps-administrators')
  await watched.clean()
  await page.getByRole('button', { name: 'Done, go on' }).click()
  const omar = await catalog.openAs('Omar Haddad', '/browse/user')
  await omar.page.getByRole('heading', { name: 'People' }).waitFor()
  await omar.page.getByRole('row', { name: /Omar Haddad.*Administrator/ }).waitFor()
  await omar.context.close()

  await page.getByText('No source is connected yet.').waitFor()
  await page.getByRole('link', { name: /^Postgres\s*Databases/ }).waitFor()
  // Not its own PostgreSQL: nothing is made in a database server of somebody's.
  await page.getByText('Demo data cannot be loaded into this catalog').waitFor()
  await watched.shoot('first-steps-source')
  await watched.clean()
  await page.getByRole('link', { name: /that holds this catalog/ }).click()
  const database = new URL(process.env.WAYMARK_TEST_DATABASE_URL ?? '').host
  await expect.poll(() => field('Host port').inputValue()).toBe(database)
  // A link fills in what the catalog found itself, and nothing else.
  await page.goto(`${catalog.url}/ingestion/new/databaseService/Postgres?at=elsewhere.example:5432`)
  await field('Host port').waitFor()
  expect(await field('Host port').inputValue()).toBe('')
  await page.goto(`${catalog.url}/welcome?step=source`)
  await page.getByRole('button', { name: 'Skip for now' }).click()
  await page.getByText('Nothing has come in yet').waitFor()
  await watched.clean()
  await page.getByRole('link', { name: 'Go home', exact: true }).click()

  const resumed = page.getByRole('region', { name: 'Go on setting this catalog up' })
  await resumed.getByText('3 of 5 done').waitFor()
  await resumed.getByRole('link', { name: 'Go on' }).click()
  await page.getByRole('heading', { name: 'Watch it fill' }).waitFor()
  await page.getByRole('button', { name: 'Done, go on' }).click()
  await page.getByText(`We have a data catalog now: ${catalog.url}`).waitFor()
  await page.setViewportSize({ width: 360, height: 860 })
  await watched.shoot('first-steps-invite-narrow')
  await watched.clean()
  await page.setViewportSize({ width: 1360, height: 860 })
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByText('The catalog is empty').waitFor()
  await resumed.waitFor({ state: 'detached' })
  await page.goto(`${catalog.url}/welcome`)
  await page.waitForURL(`${catalog.url}/`)
})
