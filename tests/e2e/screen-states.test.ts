import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf, writeSampleEntities } from './src/sample-entities.ts'
import { settled } from './src/settled.ts'
import type { WatchedPage } from './src/watched-page.ts'

/** Each screen with what shows every state of it; its main path has a test file of its own, and every-screen.test.ts. */
interface Screen {
  readonly name: string
  readonly path: string
  /** The request without whose answer the screen cannot be. */
  readonly needs: RegExp
  /** Shown once everything is there. */
  readonly main: string
  /** Where there is nothing, and what is said then. */
  readonly empty?: { readonly path: string; readonly says: string }
  /** What somebody without rights reads. */
  readonly refused: string
}

const noRight = 'You do not have the right to see this'
const orders = '/table/shop_pg.shop.sales.orders'

const screens: readonly Screen[] = [
  {
    name: 'sign-in',
    path: '/sign-in',
    needs: /\/system\/config\/auth/,
    main: 'Sign in with Microsoft',
    refused: 'Sign in with Microsoft',
  },
  {
    name: 'first steps',
    path: '/welcome',
    needs: /\/docStore\/name/,
    main: 'Invite',
    refused: 'administrators',
  },
  {
    name: 'home',
    path: '/',
    needs: /\/search\/query/,
    main: 'Recently changed',
    empty: { path: '/', says: 'The catalog is empty' },
    refused: 'The catalog is empty',
  },
  {
    name: 'search',
    path: '/search?q=orders',
    needs: /\/search\/query/,
    main: 'for “orders”',
    empty: { path: '/search?q=orders', says: 'Nothing matches “orders”' },
    refused: 'Nothing matches “orders”',
  },
  {
    name: 'asset page',
    path: '/databaseService/shop_pg',
    needs: /\/databaseServices\/name/,
    main: 'shop_pg',
    empty: { path: '/table/not.there', says: 'No table has this name' },
    refused: noRight,
  },
  {
    name: 'schema grid',
    path: orders,
    needs: /\/tables\/name/,
    main: 'order_id',
    empty: { path: '/browse/table', says: 'No tables here' },
    refused: noRight,
  },
  {
    name: 'lineage',
    path: `${orders}?tab=lineage`,
    needs: /\/lineage\//,
    main: '2 boxes',
    empty: { path: '/table/shop_pg.shop.sales.customers?tab=lineage', says: 'No lineage yet' },
    refused: noRight,
  },
  {
    name: 'quality',
    path: '/quality',
    needs: /\/dataQuality\/testCases\/search\/list/,
    main: 'Nothing is tested yet',
    empty: { path: '/quality', says: 'Nothing is tested yet' },
    refused: noRight,
  },
  {
    name: 'glossary',
    path: '/glossary/words',
    needs: /\/glossaryTerms\?/,
    main: 'revenue',
    empty: { path: '/browse/glossary', says: 'No glossaries here' },
    refused: noRight,
  },
  {
    name: 'domain',
    path: '/domain/retail',
    needs: /\/domains\/name/,
    main: 'Shops.',
    empty: { path: '/browse/domain', says: 'No domains here' },
    refused: noRight,
  },
  {
    name: 'ingestion',
    path: '/ingestion',
    needs: /\/ingestionPipelines/,
    main: 'No ingestion is saved yet',
    empty: { path: '/ingestion', says: 'No ingestion is saved yet' },
    refused: noRight,
  },
  {
    name: 'activity',
    path: '/activity?tab=tasks',
    needs: /\/feed\?/,
    main: 'Nobody asked you for anything',
    empty: { path: '/activity?tab=tasks', says: 'Nobody asked you for anything' },
    refused: 'Nobody asked you for anything',
  },
  {
    name: 'people',
    path: '/browse/user',
    needs: /\/users\?/,
    main: 'ada@fjordlight.example',
    empty: { path: '/browse/user?q=nobody-is-called-so', says: 'No account is like this' },
    refused: noRight,
  },
  {
    name: 'sign-in settings',
    path: '/settings/sso',
    needs: /\/system\/doctor/,
    main: 'Check again',
    refused: noRight,
  },
  {
    name: 'audit log',
    path: '/settings/audit',
    needs: /\/v1\/audit/,
    main: 'sign-in',
    empty: {
      path: '/settings/audit?actor=nobody-is-called-so',
      says: 'Nothing is recorded that is like this',
    },
    refused: noRight,
  },
]

let catalog: AzureCatalog
let ada: WatchedPage
let api: Api

beforeAll(async () => {
  catalog = await startAzureCatalog()
  ada = await catalog.openAs('Ada Lindqvist')
  api = apiOf(ada.context, catalog.url)
})
afterAll(() => catalog?.stop())

/** Waits until a text is shown; otherwise the error says what is shown in its place. */
async function reads(page: Page, text: string): Promise<void> {
  await page
    .locator('#root')
    .getByText(text)
    .first()
    .waitFor()
    .catch(async () => {
      const shown = await page.locator('main').allInnerTexts()
      throw new Error(`${page.url()} does not say '${text}' but:\n${shown.join('\n').slice(0, 1000)}`)
    })
}

/** Every screen is looked at, and all that was wrong is told at the end. */
async function onEach(look: (screen: Screen) => Promise<void>): Promise<void> {
  const found: string[] = []
  for (const screen of screens)
    await look(screen).catch((error: unknown) => found.push(`${screen.name}: ${error}`))
  expect(found.join('\n')).toBe('')
}

test('a screen with nothing to show says so, and what can be done', async () => {
  const { page } = ada
  await page.goto(`${catalog.url}/welcome`)
  await page.getByRole('link', { name: 'Go home', exact: true }).click()
  const lacking = screens.filter(({ name }) => name !== 'lineage')
  for (const { empty } of lacking) {
    if (!empty) continue
    await page.goto(catalog.url + empty.path)
    await reads(page, empty.says)
  }
  await writeSampleEntities(api)
  await api.put('glossaries', { name: 'words', description: 'Words.' })
  await api.put('glossaryTerms', { glossary: 'words', name: 'revenue', description: 'What comes in.' })
  await api.put('domains', { name: 'retail', domainType: 'Aggregate', description: 'Shops.' })
  const lineage = screens.find(({ name }) => name === 'lineage')?.empty
  await page.goto(catalog.url + lineage?.path)
  await reads(page, lineage?.says ?? '')
})

test('a screen shows that it loads, what failed, and what is there after another try', async () => {
  const signedOut = await catalog.open()
  await onEach(async ({ name, path, needs, main }) => {
    const { page } = name === 'sign-in' ? signedOut : ada
    let answer = (): void => undefined
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    const lose = async (route: Route): Promise<void> => {
      await held
      await route.abort('connectionreset').catch(() => undefined) // the page may have gone on
    }
    await page.route(needs, lose)
    await page.goto(catalog.url + path, { waitUntil: 'commit' })
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'attached' })
    answer()
    await reads(page, 'The server cannot be reached')
    await page.unroute(needs, lose)
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await reads(page, main)
  })
  await signedOut.context.close()
})

test('a screen tells somebody without rights so, and shows nothing else', async () => {
  const { page } = ada
  await page.goto(catalog.url)
  await api.put('policies', {
    name: 'NothingToSee',
    rules: [{ name: 'nothing', effect: 'deny', resources: ['all'], operations: ['ViewAll', 'ViewBasic'] }],
  })
  await api.put('roles', { name: 'Outsider', policies: ['NothingToSee'] })
  const role = await api.get('roles/name/Outsider')
  const mei = await catalog.openAs('Mei Tanaka')
  const { id } = await api.get('users/name/mei')
  await api.patch(`users/${id}`, [{ op: 'add', path: '/roles', value: [{ id: role.id, type: 'role' }] }])
  // Rights that were looked up a moment ago are not looked up again at once.
  const mine = apiOf(mei.context, catalog.url)
  await expect
    .poll(async () => (await mine.get('search/query?q=orders&index=table_search_index')).hits, {
      timeout: 60_000,
    })
    .toMatchObject({ total: { value: 0 } })
  await onEach(async ({ name, path, refused }) => {
    if (name === 'sign-in') return
    await mei.page.goto(catalog.url + path)
    await reads(mei.page, refused)
    await settled(mei.page)
    expect(await mei.page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  })
  expect(mei.errors.join('\n')).toBe('')
  await mei.context.close()
})
