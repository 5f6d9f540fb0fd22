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
  await api.put('classifications', { name: 'Money', description: 'What it is about.' })
  await api.put('tags', { classification: 'Money', name: 'Amount', description: 'An amount.' })
})
afterAll(() => catalog?.stop())

interface ShownColumn {
  readonly name: string
  readonly description?: string
  readonly tags: readonly { readonly tagFQN: string }[]
  readonly children?: readonly ShownColumn[]
}

async function columnsOf(fqn: string): Promise<readonly ShownColumn[]> {
  const { columns } = await api.get(`tables/name/${fqn}?fields=columns,tags`)
  return (columns as ShownColumn[]).flatMap((column) => [column, ...(column.children ?? [])])
}

/** Something that others wait for. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}

const choose = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}`, exact: true })

async function pickAmount(label: string): Promise<void> {
  await page.getByRole('button', { name: label }).click()
  await page.getByRole('checkbox', { name: 'Money.Amount' }).check()
  await page.keyboard.press('Escape')
}

test('chosen columns get a tag and a text in one write each, and undo takes it back', async () => {
  await page.goto(`${catalog.url}/table/${orders}`)
  for (const name of ['order_id', 'total_cents', 'zip']) await choose(name).check()
  const bar = page.getByRole('toolbar', { name: '3 columns chosen' })
  await pickAmount('Add tags and terms')
  await page.getByText('3 columns changed').waitFor()
  await watched.shoot('columns-chosen')
  expect(await watched.findings()).toEqual([])
  const worn = async () =>
    (await columnsOf(orders)).filter(({ tags }) => tags.length > 0).map(({ name }) => name)
  expect(await worn()).toEqual(['order_id', 'total_cents', 'zip'])

  await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check()
  await page.getByRole('button', { name: 'Describe', exact: true }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Description' }).fill('Of an order.')
  expect(await watched.findings()).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  // Under the pointer a notice stays, and with it the way back.
  await page.getByText('6 columns changed').hover()
  const texts = async () => (await columnsOf(orders)).map(({ description }) => description ?? '')
  expect((await texts()).filter((text) => text === 'Of an order.')).toHaveLength(6)
  expect(await texts()).toContain('Who bought.')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(async () => (await texts()).filter((text) => text === 'Of an order.')).toEqual([])

  await pickAmount('Remove tags and terms')
  await expect.poll(worn).toEqual([])
  await page.getByRole('button', { name: 'Choose none' }).click()
  await bar.waitFor({ state: 'detached' })
})

test('what somebody else changed in the meantime stays, and the rest is saved on top of it', async () => {
  await page.goto(`${catalog.url}/table/${orders}`)
  await choose('order_id').check()
  await choose('total_cents').check()
  await page.getByRole('button', { name: 'Describe', exact: true }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Description' }).fill('Mine.')
  const id = String((await api.get(`tables/name/${orders}`)).id)
  // Both save in the same moment: what the page sends is held back until theirs is stored.
  await page.route(
    `**/api/v1/tables/${id}`,
    async (route) => {
      await api.patch(`tables/${id}`, [{ op: 'add', path: '/columns/0/description', value: 'Theirs.' }])
      await route.continue()
    },
    { times: 1 },
  )
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText(/changed these in the meantime.*order_id/).waitFor()
  await page.getByText('1 column changed').waitFor()
  const columns = await columnsOf(orders)
  expect([columns[0]?.description, columns[2]?.description]).toEqual(['Theirs.', 'Mine.'])
})

test('what was read before a change was saved does not take it back', async () => {
  const [sent, read, saved] = [gate(), gate(), gate()]
  // Somebody changes the table just then: the page reads it again while it saves.
  const news = { entityType: 'table', entityFullyQualifiedName: orders }
  await page.route('**/api/v1/events/stream*', async (route) => {
    await sent.passed
    await route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(news)}\n\n` })
  })
  await page.goto(`${catalog.url}/table/${orders}`)
  await page.getByText('Nobody has described this yet').waitFor()
  let answered = 0
  await page.route('**/api/v1/tables/name/**', async (route) => {
    const answer = await route.fetch()
    read.open()
    await saved.passed
    await route.fulfill({ response: answer }).catch(() => undefined) // nobody waits for it any more
    answered += 1
  })
  await page.route(
    '**/api/v1/tables/*',
    async (route) => {
      sent.open()
      await read.passed
      await route.continue()
    },
    { times: 1 },
  )
  await page.keyboard.press('e')
  await page.locator('textarea:focus').waitFor()
  await page.keyboard.type('Said once and for all.')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Description saved').waitFor()
  await page.evaluate(`new MutationObserver(() => {
    window.wasGone ||= !document.querySelector('main').textContent.includes('Said once and for all.')
  }).observe(document, { childList: true, subtree: true, characterData: true })`)
  saved.open()
  await expect.poll(() => answered).toBeGreaterThan(1)
  await page.getByText('Said once and for all.').waitFor()
  expect(await page.evaluate('window.wasGone')).not.toBe(true)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('a refused change is taken back on the page, and says why', async () => {
  await page.route('**/api/v1/tables/*', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({ status: 403, json: { message: 'operations [EditTags] not allowed on table' } })
      : route.continue(),
  )
  await page.goto(`${catalog.url}/table/${orders}`)
  await choose('order_id').check()
  await pickAmount('Add tags and terms')
  await page.getByText('It takes the permission EditTags on table').waitFor()
  await page.getByRole('row').getByText('Money.Amount').waitFor({ state: 'detached' })
  await page.unroute('**/api/v1/tables/*')
})

test('five thousand columns are chosen by a filter and changed at once', async () => {
  const wide = 'shop_pg.shop.sales.wide'
  await page.goto(`${catalog.url}/table/${wide}`)
  await page.getByText('5,000 columns').waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(80)
  await page.getByRole('textbox', { name: 'Filter the columns' }).fill('measure_1')
  await page.getByText('1,111 of 5,000 columns').waitFor()
  await page.getByRole('checkbox', { name: 'Choose all that are shown' }).check()
  await page.getByRole('toolbar', { name: '1,111 columns chosen' }).waitFor()
  await pickAmount('Add tags and terms')
  await page.getByText('1,111 columns changed').waitFor()
  expect((await columnsOf(wide)).filter(({ tags }) => tags.length > 0)).toHaveLength(1_111)
  expect(await watched.findings()).toEqual([])
})

test('on paper a table has all its columns, black on white, and nothing to press', async () => {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  await page.goto(`${catalog.url}/table/shop_pg.shop.sales.wide`)
  await page.getByText('measure_4999', { exact: true }).waitFor()
  await page.getByRole('heading', { level: 1, name: 'wide' }).waitFor()
  expect(await page.getByRole('button').count()).toBe(0)
  expect(await page.getByRole('banner').count()).toBe(0)
  const colours =
    'const { color, backgroundColor } = getComputedStyle(document.body); [color, backgroundColor]'
  expect(await page.evaluate(colours)).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
  await page.goto(`${catalog.url}/table/${orders}`)
  await page.getByText('ordered_at', { exact: true }).waitFor()
  await watched.shoot('table-on-paper')
  await page.emulateMedia({ colorScheme: 'light', media: 'screen' })
})

test('at 360 pixels nothing hangs over the edge', async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${catalog.url}/table/${orders}`)
  await choose('order_id').check()
  await page.getByRole('toolbar', { name: '1 column chosen' }).waitFor()
  await watched.shoot('columns-narrow')
  expect(await watched.overhanging()).toEqual([])
  expect(await watched.findings()).toEqual([])
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
