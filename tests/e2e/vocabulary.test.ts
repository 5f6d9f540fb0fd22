import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf, writeSampleEntities } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

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

const tree = (from: Page) => from.getByRole('tree')
const item = (name: string) => tree(page).getByRole('treeitem', { name, exact: true })
const dialog = () => page.getByRole('dialog')

/** Names and levels of what the tree shows, top to bottom. */
const shown = async () =>
  Promise.all(
    (await tree(page).getByRole('treeitem').all()).map(
      async (row) => `${await row.getAttribute('aria-level')} ${await row.textContent()}`,
    ),
  )

async function add(
  name: string,
  description: string,
  more: () => Promise<void> = async () => {},
): Promise<void> {
  await page.getByRole('button', { name: /^Add a/ }).click()
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await dialog().getByRole('textbox', { name: 'What it means' }).fill(description)
  await more()
  await dialog().getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await tree(page).getByRole('treeitem', { name, selected: true }).waitFor()
}

test('a glossary grows from nothing: the form says what it lacks, terms stand below terms', async () => {
  await page.goto(`${catalog.url}/browse/glossary`)
  await page.getByRole('button', { name: 'New glossary' }).click()
  await dialog().getByRole('button', { name: 'Create' }).click()
  await dialog().getByText('A name is needed.').waitFor()
  await dialog().getByText('Say in a sentence what it means.').waitFor()
  expect(await watched.findings()).toEqual([])
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('energy')
  await dialog().getByRole('textbox', { name: 'Shown as' }).fill('Energy terms')
  await dialog().getByRole('textbox', { name: 'What it means' }).fill('Words we agree on.')
  await dialog().getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { level: 1, name: 'Energy terms' }).waitFor()
  await page.getByText('No terms yet').waitFor()
  expect(await watched.findings()).toEqual([])

  await add('load', 'What flows.')
  await add('baseload', 'What flows at every hour.', () =>
    dialog().getByRole('textbox', { name: 'Synonyms' }).fill('base load\nband\nband'),
  )
  await page.getByText('base load', { exact: true }).waitFor()
  await item('Energy terms').click()
  await page.getByRole('heading', { level: 1, name: 'Energy terms' }).waitFor()
  await add('price', 'What it costs.')
  await expect.poll(shown).toEqual(['1 Energy terms', '2 load', '3 baseload', '2 price'])
  await watched.shoot('glossary-tree')
  expect(await watched.findings()).toEqual([])

  await page.getByRole('button', { name: 'Add a term' }).click()
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('spot')
  await dialog().getByRole('textbox', { name: 'What it means' }).fill('x')
  await page.route('**/api/v1/glossaryTerms', (route) =>
    route.fulfill({ status: 403, json: { message: 'operations [Create] not allowed on glossaryTerm' } }),
  )
  await dialog().getByRole('button', { name: 'Create' }).click()
  await dialog().getByRole('alert').getByText('It takes the permission Create on glossaryTerm').waitFor()
  await page.unroute('**/api/v1/glossaryTerms')
  await page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
})

test('terms get other names and places by keyboard alone, and everything follows, also back', async () => {
  const label = {
    tagFQN: 'energy.load.baseload',
    source: 'Glossary',
    labelType: 'Manual',
    state: 'Confirmed',
  }
  await api.patch(`tables/name/shop_pg.shop.sales.orders`, [{ op: 'add', path: '/tags/-', value: label }])
  await page.goto(`${catalog.url}/glossaryTerm/energy.load.baseload`)
  await page.getByRole('region', { name: 'Worn by' }).getByRole('link', { name: 'orders' }).waitFor()
  await item('baseload').focus()
  await page.keyboard.press('F2')
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('base.load')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'base.load' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/glossaryTerm/energy.load.%22base.load%22')

  await item('base.load').focus()
  await page.keyboard.press('ControlOrMeta+x')
  await page.getByText('Choose where “base.load” goes.').waitFor()
  expect(await watched.findings()).toEqual([])
  await page.keyboard.press('End')
  await page.keyboard.press('ControlOrMeta+v')
  // Under the pointer a notice stays, and with it the way back.
  await page.getByText('Moved “base.load” to “price”').hover()
  await page.waitForURL('**/glossaryTerm/energy.price.*')
  await expect.poll(shown).toEqual(['1 Energy terms', '2 load', '2 price', '3 base.load'])
  await page.getByRole('region', { name: 'Worn by' }).getByRole('link', { name: 'orders' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.waitForURL('**/glossaryTerm/energy.load.*')
  await expect.poll(shown).toEqual(['1 Energy terms', '2 load', '3 base.load', '2 price'])

  await item('load').focus()
  await page.keyboard.press('ControlOrMeta+x')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ControlOrMeta+v')
  await page.getByText('It cannot go there').waitFor()
})

test('terms are dragged to another place, and clicked there', async () => {
  await item('price').dragTo(item('base.load'))
  await page.getByText('Moved “price” to “base.load”').waitFor()
  await item('price').click()
  await page.getByRole('heading', { level: 1, name: 'price' }).waitFor()
  await expect.poll(shown).toEqual(['1 Energy terms', '2 load', '3 base.load', '4 price'])
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await item('Energy terms').click()
  await page.getByText('Moved “price” to “Energy terms”').waitFor()
  await page.waitForURL('**/glossaryTerm/energy.price')
  await expect.poll(shown).toEqual(['1 Energy terms', '2 load', '3 base.load', '2 price'])
})

test('synonyms, related terms, reviewers and the approval are changed where they stand', async () => {
  await page.getByRole('button', { name: 'Change the synonyms' }).click()
  await page.getByRole('textbox', { name: 'Synonyms' }).fill('tariff\ncost')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.getByText('tariff', { exact: true }).waitFor()
  await page.getByText('Synonyms saved').waitFor()

  await page.getByRole('button', { name: 'Change the related terms' }).click()
  await page.getByRole('textbox', { name: 'Change the related terms: search' }).fill('load')
  await page.getByRole('checkbox', { name: 'load', exact: true }).check()
  await page.keyboard.press('Escape')
  const kind = page.getByRole('combobox', { name: 'How “load” is related' })
  await kind.selectOption('Broader')
  await page.getByText('Related terms saved').last().waitFor()
  await expect
    .poll(async () => (await api.get('glossaryTerms/name/energy.load?fields=relatedTerms')).relatedTerms)
    .toMatchObject([{ relationType: 'narrower', term: { name: 'price' } }])

  await page.getByText('Approved', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Change the reviewers' }).click()
  await page.getByRole('textbox', { name: 'Change the reviewers: search' }).fill('ada')
  await page.getByRole('checkbox', { name: /Ada/ }).check()
  await page.keyboard.press('Escape')
  await page.getByText('Reviewers saved').waitFor()
  await page.getByRole('button', { name: 'Reject' }).click()
  await page.getByText('Rejected', { exact: true }).first().waitFor()
  await item('price Rejected').waitFor()
  await watched.shoot('glossary-term')
  expect(await watched.findings()).toEqual([])
})

test('who is no reviewer is told so, and sees changes of others at once', async () => {
  const other = await catalog.openAs('Omar Haddad', '/glossaryTerm/energy.price', { width: 360 })
  await other.page.getByText('Its reviewers decide.').waitFor()
  expect(await other.page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Approve' }).click()
  await other.page.getByText('Approved', { exact: true }).waitFor()
  await tree(other.page).getByText('Rejected').waitFor({ state: 'detached' })
  const add = other.page.getByRole('button', { name: 'Add a term' })
  await expect.poll(() => add.getAttribute('aria-disabled')).toBe('true')
  expect(await add.getAttribute('title')).toMatch(/^It takes the permission Create on glossaryTerm\./)
  await other.shoot('glossary-narrow')
  expect(await other.overhanging()).toEqual([])
  expect(other.violations).toEqual([])
  await other.context.close()
})

test('a classification: its tags exclude each other, and one is disabled', async () => {
  await page.goto(`${catalog.url}/browse/classification`)
  await page.getByRole('button', { name: 'New classification' }).click()
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Freshness')
  await dialog().getByRole('textbox', { name: 'What it means' }).fill('How old it may be.')
  await dialog().getByRole('checkbox', { name: 'An asset wears at most one of its tags' }).check()
  await dialog().getByRole('button', { name: 'Create' }).click()
  await page.getByRole('heading', { level: 1, name: 'Freshness' }).waitFor()
  expect(await page.getByRole('switch', { name: 'An asset wears at most one of its tags' }).isChecked()).toBe(
    true,
  )
  await add('Daily', 'A day.')
  await page.getByText('Nothing wears it yet.').waitFor()
  await page.getByRole('switch', { name: 'May be put on assets' }).click()
  await item('Daily Disabled').waitFor()
  await watched.shoot('classification-tag')
  expect(await watched.findings()).toEqual([])
  // It is shown before it is stored.
  await expect.poll(async () => (await api.get('tags/name/Freshness.Daily')).disabled).toBe(true)

  await page.route('**/api/v1/tags?*', (route) => route.fulfill({ status: 409, json: { message: 'broken' } }))
  await page.reload()
  const tree = page.getByRole('complementary', { name: 'What is in Freshness' })
  await tree.getByText('The tags could not be loaded').waitFor()
  await page.unroute('**/api/v1/tags?*')
  await tree.getByRole('button', { name: 'Try again' }).click()
  await item('Daily Disabled').waitFor()
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
