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
    .getByRole('row', { name: /ada.*PATCH.*Omar Haddad Person.*Done/ })
    .first()
    .getByRole('link', { name: 'Omar Haddad' })
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

test('people are found, added, disabled and enabled again, and their sessions ended', async () => {
  await page.goto(`${catalog.url}/browse/user`)
  await page.getByRole('row', { name: /Omar Haddad/ }).waitFor()
  await page.getByRole('textbox', { name: 'Find people by name' }).fill('oma')
  await page.getByRole('columnheader', { name: 'People (1)' }).waitFor()
  await page.getByRole('textbox', { name: 'Find people by name' }).fill('nobody.*')
  await page.getByText('No account is like this').waitFor()
  await watched.clean()
  await page.getByRole('button', { name: 'Add a person' }).click()
  const form = page.getByRole('form', { name: 'Add a person' })
  await form.getByRole('button', { name: 'Create' }).click()
  await form.getByText('E-mail is needed').waitFor()
  await form.getByLabel('Name', { exact: true }).fill('kim')
  await form.getByLabel('E-mail').fill('kim@fjordlight.example')
  await watched.clean()
  await form.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'kim' }).waitFor()
  await page.getByRole('tab', { name: 'Sessions' }).click()
  await page.getByText('Not signed in anywhere').waitFor()

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Disable the account' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/Nobody signs in with it/).waitFor()
  await watched.clean()
  await dialog.getByRole('button', { name: 'Disable the account' }).click()
  await page.getByText('Disabled', { exact: true }).waitFor()
  await page.goto(`${catalog.url}/browse/user?state=deleted`)
  await page.getByRole('link', { name: 'kim' }).click()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Enable the account' }).click()
  await page.getByText('Disabled', { exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete for good' }).click()
  await dialog.getByLabel(/Type kim/).fill('kim')
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await page.waitForURL(/browse\/user$/)

  const omar = await catalog.openAs('Omar Haddad')
  await page.goto(`${catalog.url}/user/omar`)
  await page.getByRole('tab', { name: 'Sessions' }).click()
  await page
    .getByRole('button', { name: /^End the session of/ })
    .first()
    .waitFor()
  await watched.shoot('sessions')
  await watched.clean()
  await page.getByRole('button', { name: 'End all sessions' }).click()
  await page.getByText('Not signed in anywhere').waitFor()
  await expect
    .poll(async () => {
      const answer = await omar.context.request.get(`${catalog.url}/api/v1/users/loggedInUser`)
      return answer.status()
    })
    .toBe(401)
  await omar.context.close()
})

test('a team, a role and a policy of their own explain why somebody may not', async () => {
  await page.goto(`${catalog.url}/browse/policy`)
  await page.getByRole('button', { name: 'Add a policy' }).click()
  const rule = page.getByRole('form', { name: 'Rules' })
  await rule.getByLabel('Name of the rule').fill('no-tags')
  await rule.getByText('Deny').click()
  await rule.getByRole('combobox', { name: 'Kinds of assets' }).fill('table')
  await page.getByRole('option', { name: 'table', exact: true }).click()
  await rule.getByRole('combobox', { name: 'Operations' }).fill('EditTags')
  await page.getByRole('option', { name: 'EditTags' }).click()
  await page.keyboard.press('Escape')
  await rule.getByLabel('Condition').fill('isOwned(')
  await rule.getByRole('button', { name: 'Save the rule' }).click()
  await rule
    .getByText(/condition/)
    .last()
    .waitFor()
  await rule.getByLabel('Condition').fill('')
  await watched.shoot('policy-rule')
  await watched.clean()
  await rule.getByRole('button', { name: 'Save the rule' }).click()
  await page.getByRole('form', { name: 'Add a policy' }).getByLabel('Name').fill('Readers')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('Edit tags on Table').waitFor()
  await watched.shoot('policy')
  await watched.clean()

  await page.goto(`${catalog.url}/browse/role`)
  await page.getByRole('button', { name: 'Add a role' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Reader')
  await page.getByRole('combobox', { name: 'Policies' }).fill('Readers')
  await page.getByRole('option', { name: 'Readers' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { name: 'Reader', exact: true }).waitFor()

  await page.goto(`${catalog.url}/browse/team`)
  await page.getByRole('button', { name: 'Add a team' }).click()
  await page.getByLabel('Name', { exact: true }).fill('controlling')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('Nobody is in this team').waitFor()
  for (const [what, whom] of [
    ['people', 'Omar Haddad'],
    ['roles', 'Reader'],
  ]) {
    await page.getByRole('button', { name: `Change the ${what}` }).click()
    await page.getByRole('textbox', { name: `Change the ${what}: search` }).fill(String(whom))
    await page.getByRole('checkbox', { name: String(whom) }).check()
    await page.keyboard.press('Escape')
    await page
      .getByRole('link', { name: String(whom) })
      .first()
      .waitFor()
    // It is shown before it is stored.
    await page.getByText(new RegExp(`^${what} saved`, 'i')).waitFor()
  }
  await watched.shoot('team')
  await watched.clean()

  await page.getByRole('link', { name: 'Omar Haddad' }).first().click()
  await page.getByRole('tab', { name: 'Rights' }).click()
  await page.getByRole('combobox', { name: 'Operation' }).fill('Edit tags')
  await page.getByRole('option', { name: 'Edit tags' }).click()
  await page.getByRole('button', { name: 'Explain' }).click()
  await page.getByText(/Refused\..*no-tags.*Readers.*Reader/).waitFor()
  await watched.shoot('rights')
  await watched.clean()
})

test('the lists fit a narrow screen', async () => {
  const narrow = await catalog.open({ width: 360 })
  await narrow.context.addCookies(await watched.context.cookies())
  for (const path of ['/browse/user', '/browse/policy', '/team/controlling', '/user/ada?tab=']) {
    await narrow.page.goto(catalog.url + path)
    await narrow.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await narrow.overhanging()).toEqual([])
  }
  await narrow.shoot('person-narrow')
  await narrow.clean()
  await narrow.context.close()
})

test('somebody else sees no audit log', async () => {
  const other = await catalog.openAs('Mei Tanaka', '/settings/audit')
  await other.page.getByText('You do not have the right to see this').waitFor()
  await other.context.close()
})
