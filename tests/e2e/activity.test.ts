import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf, writeSampleEntities } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

const orders = 'shop_pg.shop.sales.orders'

let catalog: AzureCatalog
let watched: WatchedPage
let page: Page
let api: Api

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
  page = watched.page
  api = apiOf(watched.context, catalog.url)
  await writeSampleEntities(api)
})
afterAll(() => catalog?.stop())

const cards = (from: Page) => from.getByRole('list', { name: 'Activity' }).getByRole('article')

test('people talk about a table: start, answer, react, edit, delete, by keyboard alone where they write', async () => {
  await page.goto(`${catalog.url}/table/${orders}`)
  await page.getByRole('tab', { name: 'Activity' }).click()
  await cards(page).getByText('Created').waitFor()
  await page.getByText('Announcements', { exact: true }).click()
  await page.getByText('Nobody has said anything here yet').waitFor()
  expect(await watched.findings()).toEqual([])

  await page.getByText('Everything', { exact: true }).click()
  await page.getByRole('button', { name: 'Start a conversation' }).press('Enter')
  await page.keyboard.type('Who **knows** this?')
  await page.keyboard.press('Control+Enter')
  const thread = cards(page).filter({ hasText: 'Who knows this?' })
  await thread.locator('strong', { hasText: 'knows' }).waitFor()

  await thread.getByRole('button', { name: 'Answer' }).press('Enter')
  await page.keyboard.type('I do.')
  await page.keyboard.press('Control+Enter')
  const answer = thread.getByRole('list', { name: 'Answers' }).getByRole('listitem')
  await answer.getByText('I do.').waitFor()

  await answer.getByRole('button', { name: 'React' }).click()
  await page.getByRole('menuitem', { name: 'Heart' }).click()
  await answer.getByRole('button', { name: 'Heart, 1', pressed: true }).click()
  await answer.getByRole('button', { name: 'Heart, 1' }).waitFor({ state: 'detached' })

  await answer.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Your text' }).fill('I did once.')
  await page.keyboard.press('Control+Enter')
  await answer.getByText('I did once.').waitFor()
  await watched.shoot('activity-thread')
  expect(await watched.findings()).toEqual([])

  await answer.getByRole('button', { name: 'Delete' }).click()
  await answer.getByRole('button', { name: 'Delete for good' }).click()
  await answer.waitFor({ state: 'detached' })
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})

const dialog = (from: Page) => from.getByRole('dialog')

async function openActivity(from: Page): Promise<void> {
  await from.goto(`${catalog.url}/table/${orders}?tab=activity`)
  await from.getByRole('button', { name: 'Ask for something' }).waitFor()
}

/** Fills in who is asked in an open form. */
async function askAda(from: Page): Promise<void> {
  await dialog(from).getByRole('button', { name: 'Choose who is asked' }).click()
  await from.getByRole('textbox', { name: 'Choose who is asked: search' }).fill('ada')
  await from.getByRole('checkbox', { name: /Ada/ }).check()
  await from.keyboard.press('Escape')
  await from.getByRole('dialog', { name: 'Choose who is asked' }).waitFor({ state: 'detached' })
  await dialog(from).getByText('Ada Lindqvist').waitFor()
}

test('who may not edit asks those who may: the suggestion is taken over, the answer is seen at once', async () => {
  const other = await catalog.openAs('Omar Haddad', `/table/${orders}?tab=activity`)
  await other.page.getByRole('button', { name: 'Ask for something' }).click()
  await dialog(other.page).getByRole('button', { name: 'Send' }).click()
  await dialog(other.page).getByRole('alert').getByText('Choose at least one person').waitFor()
  expect(await other.findings()).toEqual([])
  await askAda(other.page)
  await dialog(other.page).getByRole('textbox', { name: 'What for' }).fill('New people ask me about it.')
  await dialog(other.page).getByRole('textbox', { name: 'Suggested text' }).fill('Every order of the shop.')
  await dialog(other.page).getByRole('button', { name: 'Send' }).click()
  await other.page.getByText('The task is with those you asked').waitFor()

  await page.goto(`${catalog.url}/activity?tab=tasks`)
  const task = page.getByRole('region', { name: /^Task \d+: Write a description/ })
  await task.getByText('Open').waitFor()
  await watched.shoot('activity-tasks')
  expect(await watched.findings()).toEqual([])
  await task.getByRole('button', { name: 'Save and close' }).click()
  await page.getByText('Nobody asked you for anything').waitFor()
  await cards(other.page).getByText('Closed', { exact: true }).waitFor()
  await other.page
    .getByRole('region', { name: 'Description', exact: true })
    .getByText('Every order of the shop.')
    .waitFor()
  expect(other.violations).toEqual([])
  await other.context.close()
})

test('tags of a column are asked for, refused once and accepted once', async () => {
  await api.put('classifications', { name: 'Money', description: 'What it is about.' })
  await api.put('tags', { classification: 'Money', name: 'Amount', description: 'An amount.' })
  for (const decision of ['Close without a change', 'Accept the suggestion']) {
    await openActivity(page)
    await page.getByRole('button', { name: 'Ask for something' }).click()
    await dialog(page).getByRole('combobox', { name: 'What is asked for' }).selectOption('Choose tags')
    await dialog(page).getByLabel('Column').fill('total')
    await page.getByRole('option', { name: 'total_cents' }).click()
    await askAda(page)
    await dialog(page).getByRole('textbox', { name: 'What for' }).fill('It is money.')
    await dialog(page).getByRole('button', { name: 'Choose tags to suggest' }).click()
    await page.getByRole('textbox', { name: 'Choose tags to suggest: search' }).fill('Amount')
    await page.getByRole('checkbox', { name: 'Money.Amount' }).check()
    await page.keyboard.press('Escape')
    await dialog(page).getByRole('button', { name: 'Send' }).click()
    await page.getByText('The task is with those you asked').waitFor()
    await page.goto(`${catalog.url}/activity?tab=asked`)
    const task = page.getByRole('region', { name: /^Task \d+: Choose tags/ })
    await task.getByText('Money.Amount').waitFor()
    await task.getByRole('button', { name: decision }).click()
    await page.getByText('You are waiting for nothing').waitFor()
    const { columns } = await api.get(`tables/name/${orders}?fields=columns,tags`)
    const tags = decision.startsWith('Accept') ? [{ tagFQN: 'Money.Amount' }] : []
    expect(columns).toMatchObject(expect.arrayContaining([expect.objectContaining({ name: 'total_cents' })]))
    expect((columns as { name: string; tags: unknown[] }[])[2]?.tags).toMatchObject(tags)
  }
})

test('an announcement stands above the table while it runs, for everybody, and goes at its end by itself', async () => {
  const other = await catalog.openAs('Omar Haddad', `/table/${orders}`, { width: 360 })
  await openActivity(page)
  await page.getByRole('button', { name: 'Announce' }).click()
  await dialog(page).getByRole('textbox', { name: 'In one line' }).fill('Maintenance')
  await dialog(page).getByRole('textbox', { name: 'Details' }).fill('All *night*.')
  const until = dialog(page).getByLabel('Until')
  const later = await until.inputValue()
  await until.fill('2020-01-01T00:00')
  await dialog(page).getByRole('button', { name: 'Announce' }).click()
  await dialog(page).getByText('It has to end after it starts.').waitFor()
  await watched.shoot('announcement-form')
  expect(await watched.findings()).toEqual([])
  await until.fill(later)
  await dialog(page).getByRole('button', { name: 'Announce' }).click()
  await page.getByText('Announced').waitFor()
  for (const each of [page, other.page]) {
    await each.getByRole('region', { name: 'Announcement' }).getByText('night').waitFor()
  }
  expect(await watched.findings()).toEqual([])

  await other.page.clock.install()
  await other.page.goto(`${catalog.url}/table/shop_pg.shop.sales.customers`)
  const now = Date.now()
  await api.post('feed', {
    about: '<#E::table::shop_pg.shop.sales.customers>',
    type: 'Announcement',
    message: 'Short',
    announcementDetails: { startTime: now - 1000, endTime: now + 600_000 },
  })
  const short = other.page.getByRole('region', { name: 'Announcement' })
  await short.getByText('Short').waitFor()
  await other.page.clock.fastForward(500_000)
  expect(await short.count()).toBe(1)
  await other.page.clock.fastForward(100_000)
  await short.waitFor({ state: 'detached' })
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
  await other.context.close()
})

test('what others say appears without a reload, also after the page was away', async () => {
  const other = await catalog.openAs('Omar Haddad', `/table/${orders}?tab=activity`)
  await other.page.getByRole('tab', { name: 'Activity', selected: true }).waitFor()
  const say = async (text: string) => {
    await page.getByRole('button', { name: 'Start a conversation' }).click()
    await page.keyboard.type(text)
    await page.keyboard.press('Control+Enter')
    await cards(page).getByText(text).waitFor()
  }
  await page.goto(`${catalog.url}/table/${orders}?tab=activity`)
  await cards(other.page).first().waitFor()
  await say('Heard at once')
  await cards(other.page).getByText('Heard at once').waitFor()
  // Nothing of others can be changed, and nothing is offered.
  const theirs = cards(other.page).filter({ hasText: 'Heard at once' })
  expect(await theirs.getByRole('button', { name: 'Edit' }).count()).toBe(0)
  expect(await theirs.getByRole('button', { name: 'Delete' }).count()).toBe(0)

  await other.context.setOffline(true)
  await say('Said while they were away')
  await other.context.setOffline(false)
  await cards(other.page).getByText('Said while they were away').waitFor()
  expect(other.violations).toEqual([])
  await other.context.close()
})

test('what others say between the first answers of a page and its stream appears too', async () => {
  let connect = () => {}
  const asked = new Promise<void>((resolve) => {
    connect = resolve
  })
  await page.route('**/api/v1/events/stream*', async (route) => {
    await asked
    await route.continue()
  })
  await page.goto(`${catalog.url}/table/${orders}?tab=activity`)
  await cards(page).first().waitFor()
  await api.post('feed', { about: `<#E::table::${orders}>`, message: 'Said in between' })
  connect()
  await cards(page).getByText('Said in between').waitFor()
  await page.unroute('**/api/v1/events/stream*')
})

test('a feed that cannot be loaded says so and can be asked again', async () => {
  const me = await api.get('users/loggedInUser')
  const { id } = await api.get(`tables/name/${orders}`)
  await api.patch(`tables/${id}`, [{ op: 'add', path: '/owners', value: [{ id: me.id, type: 'user' }] }])
  await page.route('**/api/v1/feed?*', (route) => route.fulfill({ status: 403, json: { message: 'no' } }))
  await page.goto(`${catalog.url}/activity`)
  await page.getByRole('alert').getByText('You do not have the right to see this').waitFor()
  await page.unroute('**/api/v1/feed?*')
  await page.goto(`${catalog.url}/activity`)
  await cards(page).first().waitFor()
  expect(await watched.findings()).toEqual([])
  await page.getByRole('tab', { name: 'Mentions' }).click()
  await page.getByText('Nobody mentioned you').waitFor()
  expect(await watched.findings()).toEqual([])
})
