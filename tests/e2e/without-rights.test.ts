/** What somebody sees who may read and describe, and nothing more: every control that would be refused says so before it is tried. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf, writeSampleEntities } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
/** What changed the catalog, or would have. */
const sent: string[] = []

beforeAll(async () => {
  catalog = await startAzureCatalog()
  const { context } = await catalog.openAs('Ada Lindqvist')
  const api = apiOf(context, catalog.url)
  await writeSampleEntities(api)
  const me = await api.get('users/loggedInUser')
  const owners = [{ id: me.id, type: 'user' }]
  const { id } = await api.get('tables/name/shop_pg.shop.sales.customers')
  await api.patch(`tables/${id}`, [{ op: 'add', path: '/owners', value: owners }])
  await api.put('glossaries', { name: 'words', description: 'Words.', owners })
  await api.put('glossaryTerms', {
    glossary: 'words',
    name: 'revenue',
    description: 'What comes in.',
    owners,
  })
  await context.close()
  watched = await catalog.openAs('Mei Tanaka')
  watched.page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`)
  })
})
afterAll(() => catalog?.stop())

const customers = '/table/shop_pg.shop.sales.customers'

test.each<[string, readonly string[], readonly string[]]>([
  [customers, ['Change the owners', 'Change the domains'], ['Edit the description', 'Change the tags']],
  [`/databaseService/shop_pg`, ['Change the domains'], ['Change the owners']],
  [`/databaseService/shop_pg?tab=ingestion`, ['Add an ingestion'], []],
  ['/glossary/words', ['Add a term', 'Rename', 'Change the owners'], ['Edit the description']],
  ['/glossaryTerm/words.revenue', ['Add a term', 'Rename', 'Move', 'Change the synonyms'], []],
  ['/browse/glossary', ['New glossary'], []],
  ['/browse/classification', ['New classification'], []],
  ['/browse/databaseService', ['Connect a source'], []],
  ['/browse/team', ['Add a team'], []],
  ['/browse/policy', ['Add a policy'], []],
  ['/ingestion', ['Connect a source'], []],
  ['/ingestion/new/databaseService/Postgres', ['Save the connection'], []],
  ['/databaseService/shop_pg?tab=connection', ['Save the connection'], []],
  ['/policy/OrganizationPolicy', ['Add a rule'], []],
  ['/user/mei', [], ['Describe it']],
])('on %s what would be refused is switched off and says why, and the rest is not', async (path, off, on) => {
  const { page } = watched
  await page.goto(catalog.url + path)
  for (const name of off) {
    const control = page.getByRole('button', { name, exact: true }).first()
    await expect.poll(() => control.getAttribute('aria-disabled')).toBe('true')
    expect(await control.getAttribute('title')).toMatch(/^It takes the permission \w+ on \w+\./)
    await control.click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)
  }
  await page.waitForLoadState('networkidle')
  for (const name of on) {
    const control = page.getByRole('button', { name, exact: true }).first()
    expect(await control.getAttribute('aria-disabled')).toBe(null)
  }
  expect(sent).toEqual([])
})

test('the menu of an asset offers neither renaming nor deleting, and is accessible as it is', async () => {
  const { page } = watched
  await page.goto(catalog.url + customers)
  await expect
    .poll(() => page.getByRole('button', { name: 'Change the owners' }).getAttribute('aria-disabled'))
    .toBe('true')
  expect(await watched.findings()).toEqual([])
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem').first().waitFor()
  const items = await page.getByRole('menuitem').all()
  expect(items.length).toBeGreaterThan(1)
  for (const item of items) expect(await item.getAttribute('aria-disabled')).toBe('true')
  expect(sent).toEqual([])
})

test('pages for administrators name the right that is missing', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/bot/ingestion-bot`)
  await page.getByText('It takes the permission EditAll on bot.').waitFor()
  await page.goto(`${catalog.url}/settings/audit`)
  await page.getByText('You do not have the right to see this').first().waitFor()
  expect(sent).toEqual([])
})
