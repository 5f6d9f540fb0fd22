import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf, writeSampleEntities } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

const orders = 'shop_pg.shop.sales.orders'
const about = `<#E::table::${orders}>`

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

test('a task writes its value to the table, and an announcement stands above it while it runs', async () => {
  const me = await api.get('users/loggedInUser')
  const taskDetails = { type: 'RequestDescription', assignees: [{ id: me.id, type: 'user' }] }
  const post = (body: object) =>
    watched.context.request.post(`${catalog.url}/api/v1/feed`, {
      headers: { origin: catalog.url },
      data: { about, ...body },
    })
  expect((await post({ type: 'Task', message: 'Describe it', taskDetails })).ok()).toBe(true)
  const now = Date.now()
  const announcementDetails = { startTime: now - 1000, endTime: now + 3_600_000, description: 'All *night*.' }
  expect((await post({ type: 'Announcement', message: 'Maintenance', announcementDetails })).ok()).toBe(true)

  await page.getByRole('region', { name: 'Announcement' }).getByText('Maintenance').waitFor()
  await page.goto(`${catalog.url}/activity?tab=tasks`)
  const task = page.getByRole('region', { name: /^Task \d+: Write a description/ })
  await task.getByText('Open').waitFor()
  await watched.shoot('activity-tasks')
  expect(await watched.findings()).toEqual([])
  await task.getByRole('textbox', { name: 'Text to save' }).fill('Every order of the shop.')
  await task.getByRole('button', { name: 'Save and close' }).click()
  await page.getByText('Nobody asked you for anything').waitFor()
  await page.goto(`${catalog.url}/table/${orders}?tab=activity`)
  await page.getByText('Every order of the shop.').first().waitFor()
  await page.getByRole('region', { name: 'Announcement' }).getByText('night').waitFor()
  await page.getByText('Tasks', { exact: true }).click()
  await cards(page).getByText('Closed', { exact: true }).waitFor()
  await watched.clean()
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

test('a feed that cannot be loaded says so and can be asked again', async () => {
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
