import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf, writeSampleEntities } from './src/sample-entities.ts'
import { signIn, signOut } from './src/signing-in.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
let api: Api

const orders = 'shop_pg.shop.sales.orders'
const person = 'Ada Lindqvist'

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.open()
  api = apiOf(watched.context, catalog.url)
})
afterAll(() => catalog?.stop())

/** Presses `e` once the last editor is gone, and waits for the new one: a busy machine renders later than keys are pressed. */
async function startDescribing(page: Page): Promise<void> {
  // Hidden from people is the twin with which Mantine measures a growing text.
  await expect.poll(() => page.locator('textarea:not([aria-hidden])').count()).toBe(0)
  await page.keyboard.press('e')
  await page.locator('textarea:focus').waitFor()
}

test('a newcomer is asked to sign in, at the real authority, and lands where they wanted to go', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/search?q=orders`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('sign-in')
  await signIn(page, person)
  expect(page.url()).toBe(`${catalog.url}/search?q=orders`)
  await page.getByText('Nothing matches “orders”').waitFor()
})

test('no token stays in the browser', async () => {
  expect(await watched.storedTokens()).toEqual([])
  const cookies = await watched.context.cookies(catalog.url)
  expect(cookies.length).toBeGreaterThan(0)
  for (const { name, httpOnly, sameSite, value } of cookies) {
    expect({ name, httpOnly, sameSite }).toEqual({ name, httpOnly: true, sameSite: 'Lax' })
    expect(value).not.toMatch(/^ey/)
  }
})

test('the first administrator of an empty catalog is led to its first steps, once; nobody else is', async () => {
  const { page } = watched
  const omar = await catalog.openAs('Omar Haddad', '/')
  await omar.page.getByText('The catalog is empty').waitFor()
  expect(omar.page.url()).toBe(`${catalog.url}/`)
  await omar.page.goto(`${catalog.url}/welcome`)
  await omar.page.getByText('First steps are for administrators').waitFor()
  await omar.context.close()

  await page.goto(catalog.url)
  await page.getByRole('heading', { name: 'First steps' }).waitFor()
  expect(page.url()).toBe(`${catalog.url}/welcome`)
  const isKnown = async (): Promise<boolean> => {
    const known = await watched.context.request.get(`${catalog.url}/api/v1/docStore/name/waymark.first-steps`)
    return known.ok()
  }
  await expect.poll(isKnown).toBe(true)
  await page.getByRole('link', { name: 'Go home', exact: true }).click()
  const card = page.getByRole('region', { name: 'Set this catalog up' })
  await card.waitFor()
  await page.reload()
  await card.getByRole('link', { name: 'Begin' }).click()
  await page.getByRole('button', { name: 'Not needed any more' }).click()
  await page.getByText('The catalog is empty').waitFor()
  await page.reload()
  await page.getByText('The catalog is empty').waitFor()
  expect(await card.count()).toBe(0)
})

test('the home page shows what there is, what is missing, and who one is', async () => {
  const { page } = watched
  await page.goto(catalog.url)
  await page.getByText('The catalog is empty').waitFor()
  await writeSampleEntities(api)
  await page.reload()
  await page.getByRole('link', { name: /5\s*Tables/ }).waitFor()
  await page.getByRole('heading', { name: 'Not described (' }).waitFor()
  await page.getByText('ada@fjordlight.example').waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('home')
})

test('search finds by keyboard, narrows by facet, and says what to drop when nothing is left', async () => {
  const { page } = watched
  const results = page.getByRole('region', { name: 'Results' })
  await page.keyboard.press('Tab')
  await page.locator('h1').click()
  await page.keyboard.press('/')
  await page.keyboard.type('order')
  await page.keyboard.press('Enter')
  await results.getByRole('link', { name: 'orders', exact: true }).waitFor()
  expect(await page.locator('mark').allTextContents()).toContain('orders')
  expect(await watched.findings()).toEqual([])
  await watched.shoot('search')
  // What is chosen is in the address, which comes a moment after the click.
  await page.getByRole('checkbox', { name: 'Tables' }).click()
  await page.waitForURL(/entityType=table/)
  await page.getByRole('checkbox', { name: 'Tables', checked: true }).waitFor()
  await page.goto(`${page.url()}&tag=PII.None`)
  await page.getByRole('button', { name: 'Drop “Tag: PII.None”' }).click()
  await results.getByRole('link', { name: 'orders', exact: true }).waitFor()
  await page.locator('h1').click()
  await page.keyboard.press('j')
  await page.keyboard.press('o')
  await page.waitForURL(/\/table\//)
})

test('the table page shows columns, keys and types, and foreign keys lead on', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/table/${orders}`)
  const row = page.getByRole('row', { name: /customer_id/ })
  await row.getByText('FK').waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('table')
  await row.getByRole('link', { name: 'customers.customer_id' }).click()
  await page.getByRole('heading', { name: 'customers' }).waitFor()
  await page.goBack()
})

test('a description is edited by keyboard, saved, undone, and kept as a version', async () => {
  const { page } = watched
  await page.getByText('Nobody has described this yet').waitFor()
  await startDescribing(page)
  await page.keyboard.type('One row per **order**.')
  await page.keyboard.press('Control+Enter')
  await page.locator('strong', { hasText: 'order' }).waitFor()
  await page.getByText('Description saved').waitFor()
  // What is shown at once is also stored.
  expect((await api.get(`tables/name/${orders}`)).description).toBe('One row per **order**.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Nobody has described this yet').waitFor()
  await startDescribing(page)
  await page.keyboard.type('One row per **order**, from the moment it is paid.')
  await page.keyboard.press('Control+Enter')
  await page.getByText('from the moment it is paid').waitFor()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.locator('ins', { hasText: 'One row per' }).waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('versions')
})

test('a column is described in place', async () => {
  const { page } = watched
  await page.getByRole('tab', { name: 'Schema' }).click()
  const row = page.getByRole('row', { name: /zip/ })
  await row.hover()
  await row.getByRole('button', { name: 'Edit the description of zip' }).click()
  await page.keyboard.type('Postal code')
  await page.keyboard.press('Control+Enter')
  await row.getByText('Postal code').waitFor()
  await expect
    .poll(async () => JSON.stringify((await api.get(`tables/name/${orders}`)).columns))
    .toContain('"description":"Postal code"')
})

test('two people at once: the later one sees both texts and chooses', async () => {
  const { page } = watched
  await startDescribing(page)
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Mine.')
  const { id } = await api.get(`tables/name/${orders}`)
  await api.patch(`tables/${id}`, [{ op: 'add', path: '/description', value: 'Written by somebody else.' }])
  await page.keyboard.press('Control+Enter')
  await page.getByText('changed this text while you were writing').waitFor()
  await page.getByText('Written by somebody else.').waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('conflict')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByText('changed this text while you were writing').waitFor({ state: 'hidden' })
  expect((await api.get(`tables/name/${orders}`)).description).toContain('Mine.')
})

test('a change elsewhere on the asset is no conflict', async () => {
  const { page } = watched
  await startDescribing(page)
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' More.')
  const { id } = await api.get(`tables/name/${orders}`)
  await api.patch(`tables/${id}`, [{ op: 'add', path: '/displayName', value: 'Orders' }])
  await page.keyboard.press('Control+Enter')
  await page.getByText('Mine. More.').waitFor()
  await expect
    .poll(() => api.get(`tables/name/${orders}`))
    .toMatchObject({ displayName: 'Orders', description: expect.stringContaining('Mine. More.') })
})

test('lineage is a graph with columns and SQL, and the same as a table and as CSV', async () => {
  const { page } = watched
  await page.getByRole('tab', { name: 'Lineage' }).click()
  await page.getByRole('link', { name: 'revenue_by_month' }).waitFor()
  await page.getByRole('switch', { name: 'Columns' }).click({ force: true })
  await page.getByRole('button', { name: 'revenue', exact: true }).click()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('lineage')
  const boxes = page.getByRole('radiogroup', { name: 'Draw a box for each' })
  await boxes.getByText('Schema').click()
  await page.getByText('1 box, 0 edges').waitFor()
  expect(await watched.findings()).toEqual([])
  await boxes.getByText('Asset').click()
  await page.getByText('Table', { exact: true }).last().click()
  await page.getByRole('cell', { name: 'total_cents' }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ])
  expect(readFileSync(await download.path(), 'utf8')).toContain(
    `${orders},total_cents,shop_pg.shop.sales.revenue_by_month,revenue,ViewLineage`,
  )
  await page.getByRole('button', { name: 'ViewLineage' }).first().click()
  await page.getByRole('dialog').getByText('sum(total_cents)').waitFor()
  await page.keyboard.press('Escape')
})

test('a name with dots, quotes, slashes and emoji has a page, from the list and by reload', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/databaseSchema/shop_pg.shop.sales`)
  const name = 'a.b "c" d/e?f#g 表 🧭'
  await page.getByRole('link', { name }).click()
  await page.getByRole('heading', { name }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name }).waitFor()
  await page.getByText('x.y "z"/ü').waitFor()
})

test('five thousand columns scroll and filter without waiting', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/table/shop_pg.shop.sales.wide`)
  await page.getByText('5,000 columns').waitFor()
  const rows = await page.getByRole('row').count()
  expect(rows).toBeLessThan(120)
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await page.getByText('measure_4999', { exact: true }).waitFor()
  await page.getByLabel('Filter the columns').fill('measure_2500')
  await page.getByText('1 of 5,000 columns').waitFor()
  expect(await watched.findings()).toEqual([])
})

test('the palette, the help sheet and the way home work by keyboard', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/table/${orders}`)
  await page.getByRole('row', { name: /order_id/ }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Go to an asset').fill('custom')
  await page.getByRole('button', { name: /^customers/ }).waitFor()
  await watched.shoot('palette')
  await page.keyboard.press('Escape')
  await page.locator('.mantine-Spotlight-content').waitFor({ state: 'hidden' })
  // Together, since one has to follow the other within a second.
  await Promise.all([page.keyboard.press('g'), page.keyboard.press('h')])
  await page.waitForURL(`${catalog.url}/`)
})

test('what is not there says so and offers a search', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/table/shop_pg.shop.sales.nothing`)
  await page.getByText('No table has this name').waitFor()
  expect(await watched.findings()).toEqual([])
  await page.goto(`${catalog.url}/nonsense/x`)
  await page.getByText('There is no such page').waitFor()
})

test('signing out ends the session here and at the provider', async () => {
  const { page } = watched
  await page.goto(catalog.url)
  await signOut(page, person)
  expect(new URL(page.url()).origin).toBe(catalog.url)
  expect((await watched.context.request.get(`${catalog.url}/api/v1/users/loggedInUser`)).status()).toBe(401)
  const kept = await page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)])
  expect(kept.filter((key) => key.startsWith('waymark'))).toEqual([])
  const requests = await catalog.emulator.requests()
  expect(requests.some(({ path }) => path.endsWith('/logout'))).toBe(true)
})

test('none of this logged an error or met the content security policy', () => {
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
