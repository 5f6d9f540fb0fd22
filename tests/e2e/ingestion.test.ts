import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf } from './src/sample-entities.ts'
import { signIn } from './src/signing-in.ts'
import { createSourceDatabase, type SourceDatabase } from './src/source-database.ts'
import type { WatchedPage } from './src/watched-page.ts'

/** Not every role sees the statistics of queries, which are asked for last. */
const works = /The connection works|can be read, though not all/

let catalog: AzureCatalog
let source: SourceDatabase
let watched: WatchedPage
let page: Page

beforeAll(async () => {
  source = await createSourceDatabase(`
    create schema sales; create table sales.orders (id int primary key, total numeric);
    create table sales.customers (id int primary key, name text); comment on table sales.orders is 'What was sold';
    create view sales.open_orders as select id from sales.orders; create schema scratch; create table scratch.x (y int)`)
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
  page = watched.page
  const api = apiOf(watched.context, catalog.url)
  const bot = { name: 'night-bot', email: 'night-bot@bots.invalid', isBot: true, botName: 'night-bot' }
  await api.put('users', bot)
  await api.put('bots', { name: 'night-bot', botUser: 'night-bot' })
})
afterAll(async () => {
  await catalog?.stop()
  await source?.drop()
})

test('an empty catalog leads to the choice of a source, where those that are read here stand first', async () => {
  await page.goto(`${catalog.url}/welcome`)
  await page.getByRole('link', { name: 'Go home', exact: true }).click()
  await page.getByRole('link', { name: 'Connect a source' }).click()
  await page.getByRole('heading', { name: 'Connect a source' }).waitFor()
  const databases = page.getByRole('region', { name: 'Databases', exact: true })
  await databases.getByRole('link', { name: /^Postgres/ }).waitFor()
  await watched.shoot('ingestion-gallery')
  await watched.clean()
  await page.getByRole('textbox', { name: 'Find a source' }).fill('servicenow')
  const elsewhere = page.getByRole('region', { name: 'By the Python client' })
  await elsewhere.getByRole('link', { name: /^ServiceNow/ }).waitFor()
  expect(await databases.count()).toBe(0)
  await page.getByRole('textbox', { name: 'Find a source' }).fill('no such thing')
  await page.getByText('No source is called so').waitFor()
})

test('what is missing in a connection is said at its field, and nothing is sent', async () => {
  await page.goto(`${catalog.url}/ingestion/new/databaseService/Postgres`)
  await page.getByRole('button', { name: 'Save the connection' }).click()
  for (const text of ['A name is needed', 'Username is needed', 'Host port is needed', 'Database is needed'])
    await page.getByText(text).waitFor()
  await watched.clean()
})

test('a connection that fails says which step and why, and one that works is saved with its secret hidden', async () => {
  const { hostPort, username, password, database } = source
  await page.getByRole('textbox', { name: 'Name of the service' }).fill('warehouse')
  await page.getByRole('textbox', { name: 'Username' }).fill(username)
  await page.getByRole('textbox', { name: 'Host port' }).fill(hostPort)
  await page.getByRole('textbox', { name: 'Database', exact: true }).fill('no_such_database')
  await page.getByLabel('Password', { exact: true }).last().fill(password)
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await page.getByText('The source cannot be read yet. What failed stands first.').waitFor()
  await page.getByText('no_such_database').last().waitFor()
  await watched.shoot('ingestion-test-failed')
  await page.getByRole('textbox', { name: 'Database', exact: true }).fill(database)
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await page.getByText(works).waitFor()
  await watched.shoot('ingestion-test')
  await watched.clean()
  await page.getByRole('button', { name: 'Save the connection' }).click()
  await page.getByText('warehouse is saved.').waitFor()
  const seen = await watched.context.request.get(
    `${catalog.url}/api/v1/services/databaseServices/name/warehouse`,
  )
  expect(await seen.text()).not.toContain(password)
  const left = await watched.context.request.get(`${catalog.url}/api/v1/automations/workflows?include=all`)
  expect(await left.json()).toMatchObject({ paging: { total: 0 } })
})

test('filters are looked at before anything is read; the run is followed until it has brought the tables in', async () => {
  await page.getByRole('group', { name: 'Schema filter pattern' }).getByLabel('Includes').fill('^sales$')
  await page.getByRole('button', { name: 'Show what it would read' }).click()
  const preview = page.getByRole('region', { name: 'What it would read' })
  await preview
    .getByRole('row', { name: /scratch.*No/ })
    .first()
    .waitFor()
  await preview.getByRole('row', { name: /sales\.orders.*Yes/ }).waitFor()
  await page.getByText(/^At 02:00, .* Next: /).waitFor()
  await watched.shoot('ingestion-options')
  await watched.clean()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { name: 'Metadata' }).waitFor()
  // Its schedule may start another run meanwhile.
  await page
    .getByRole('row', { name: /Succeeded/ })
    .first()
    .waitFor({ timeout: 120_000 })
  await page.getByRole('log').getByText(/\w/).first().waitFor()
  await watched.shoot('ingestion-run')
  await watched.clean()
  const orders = await watched.context.request.get(
    `${catalog.url}/api/v1/tables/name/warehouse.${source.database}.sales.orders`,
  )
  expect(await orders.json()).toMatchObject({ description: 'What was sold' })
  const scratch = await watched.context.request.get(
    `${catalog.url}/api/v1/tables/name/warehouse.${source.database}.scratch.x`,
  )
  expect(scratch.status()).toBe(404)
})

test('a schedule is changed in words, paused and resumed; the list and the service show the ingestion', async () => {
  const choose = async (words: string): Promise<void> => {
    await page.getByRole('button', { name: 'Change the schedule' }).click()
    await page.getByRole('combobox', { name: 'When it runs' }).click()
    await page.getByRole('option', { name: words }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Change the schedule' }).waitFor()
  }
  // The second time there is no schedule to take away.
  await choose('Only when I start it')
  await page.getByText('Only when started').first().waitFor()
  await choose('Only when I start it')
  await choose('Every hour')
  await page
    .getByText(/^At 5 minutes past the hour/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused.').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await page.goto(`${catalog.url}/ingestion`)
  await page.getByRole('row', { name: /Metadata.*warehouse.*Succeeded.*past the hour/ }).waitFor()
  await watched.shoot('ingestions')
  await watched.clean()
  await page.goto(`${catalog.url}/databaseService/warehouse?tab=ingestion`)
  await page.getByRole('row', { name: /Metadata.*Succeeded/ }).waitFor()
  await page.getByRole('button', { name: 'Add an ingestion' }).click()
  await page.getByRole('menuitem', { name: 'Profile' }).click()
  await page.getByRole('form', { name: 'Profile' }).waitFor()
  await watched.clean()
})

test('an administrator has an ingestion run as another bot; everybody else reads why they may not', async () => {
  const form = page.getByRole('form', { name: 'Profile' })
  await form.getByRole('combobox', { name: 'Runs as' }).click()
  await page.getByRole('option', { name: 'night-bot' }).click()
  await form.getByRole('checkbox', { name: 'Run it now, too' }).uncheck()
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  const schedule = page.getByRole('region', { name: 'Schedule' })
  await schedule.getByText('Runs as night-bot').waitFor()
  await watched.clean()
  const path = new URL(page.url()).pathname

  await schedule.getByRole('button', { name: 'Change the bot' }).click()
  await schedule.getByRole('combobox', { name: 'Runs as' }).click()
  await page.getByRole('option', { name: 'ingestion-bot' }).click()
  await watched.shoot('ingestion-bot')
  await watched.clean()
  await schedule.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('It runs as ingestion-bot from its next run on').waitFor()
  await page.reload()
  await schedule.getByText('Runs as ingestion-bot').waitFor()

  const omar = await catalog.openAs('Omar Haddad', path)
  const change = omar.page.getByRole('button', { name: 'Change the bot' })
  await change.waitFor()
  expect(await change.getAttribute('title')).toMatch(/only administrators name another/)
  await change.focus()
  await omar.page.keyboard.press('Enter')
  expect(await omar.page.getByRole('combobox', { name: 'Runs as' }).count()).toBe(0)
  await omar.context.close()
})

test('what seems to be gone is kept when it is much, until somebody confirms it', async () => {
  await source.run('drop table sales.orders cascade; drop table sales.customers')
  await page.goto(`${catalog.url}/ingestion`)
  await page.getByRole('link', { name: 'Metadata' }).click()
  await page.getByRole('button', { name: 'Run now' }).click()
  await page.getByText(/^3 assets seem to be gone from the source/).waitFor({ timeout: 120_000 })
  await watched.shoot('ingestion-held-back')
  await watched.clean()
  await page.getByRole('button', { name: 'Run again and remove them' }).click()
  const path = `${catalog.url}/api/v1/tables/name/warehouse.${source.database}.sales.orders?include=all`
  await expect
    .poll(async () => (await watched.context.request.get(path)).json(), { timeout: 120_000 })
    .toMatchObject({ deleted: true })
})

test('a run that fails says why on top', async () => {
  await source.run(`alter role ${source.username} password 'another'`)
  await page.goto(`${catalog.url}/ingestion`)
  await page.getByRole('link', { name: 'Metadata' }).click()
  await page.getByRole('button', { name: 'Run now' }).click()
  await page
    .getByRole('row', { name: /Failed/ })
    .first()
    .waitFor({ timeout: 120_000 })
  await page
    .getByText(/password/i)
    .first()
    .waitFor()
  await watched.shoot('ingestion-failed')
  await watched.clean()
})

test('the connection of a service is changed, tried and saved; the service is deleted and brought back', async () => {
  await page.goto(`${catalog.url}/browse/databaseService`)
  await page.getByRole('link', { name: 'Connect a source' }).waitFor()
  await page.getByRole('link', { name: 'warehouse' }).click()
  await page.getByRole('tab', { name: 'Connection' }).click()
  const form = page.getByRole('form', { name: 'Connection' })
  await form.getByRole('textbox', { name: 'Password' }).fill('another')
  await watched.shoot('service-connection')
  await watched.clean()
  await form.getByRole('button', { name: 'Test the connection' }).click()
  await form.getByText(works).waitFor()
  await form.getByRole('button', { name: 'Save the connection' }).click()
  await page.getByText('The connection is saved').waitFor()
  await form.getByRole('button', { name: 'Test the connection' }).click()
  await form.getByText(works).waitFor()
  expect(await page.content()).not.toContain('another')

  const menu = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await menu('Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Deleted', { exact: true }).first().waitFor()
  await menu('Restore')
  await page.getByText('Restored, with everything').waitFor()
  await watched.clean()
})

test('a person without the right to make services finds saving switched off, and why', async () => {
  const other = await catalog.open()
  try {
    await other.page.goto(`${catalog.url}/ingestion/new/databaseService/Postgres`)
    await signIn(other.page, 'Omar Haddad')
    await other.page.getByRole('textbox', { name: 'Name of the service' }).fill('mine')
    const save = other.page.getByRole('button', { name: 'Save the connection' })
    await expect.poll(() => save.isDisabled()).toBe(true)
    expect(await save.getAttribute('title')).toMatch(/It takes the permission Create on databaseService/)
  } finally {
    await other.context.close()
  }
})
