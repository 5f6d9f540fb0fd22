import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf, writeSampleEntities } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

const router = new URL('../../apps/web/src/routes/router.tsx', import.meta.url)

let catalog: AzureCatalog
let watched: WatchedPage

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
  const api = apiOf(watched.context, catalog.url)
  await writeSampleEntities(api)
  await api.put('glossaries', { name: 'words', description: 'Words.' })
  await api.put('glossaryTerms', { glossary: 'words', name: 'revenue', description: 'What comes in.' })
  await api.put('classifications', { name: 'Money', description: 'What it is about.' })
  await api.put('tags', { classification: 'Money', name: 'Amount', description: 'An amount.' })
  await api.put('domains', { name: 'retail', domainType: 'Aggregate', description: 'Shops.' })
  await api.put('dataProducts', { name: 'orders', domains: ['retail'], description: 'Orders.' })
  await api.put('services/pipelineServices', { name: 'jobs', serviceType: 'Airflow' })
  await api.put('pipelines', { name: 'settle', service: 'jobs', tasks: [{ name: 'load' }] })
  await api.put('services/messagingServices', { name: 'streams', serviceType: 'Kafka' })
  await api.put('topics', { name: 'readings', service: 'streams', partitions: 1 })
})
afterAll(() => catalog?.stop())

const orders = '/table/shop_pg.shop.sales.orders'
/** An address for each route, and for what looks different behind one route. */
const screens: Readonly<Record<string, readonly string[]>> = {
  '/': ['/'],
  '/search': ['/search', '/search?q=orders', '/search?q=nothing-has-this-name'],
  '/$type/$fqn': [
    orders,
    ...['lineage', 'quality', 'activity', 'versions', 'details'].map((tab) => `${orders}?tab=${tab}`),
    '/table/shop_pg.shop.sales.revenue_by_month?tab=definition',
    '/table/shop_pg.shop.sales.wide',
    '/databaseService/shop_pg',
    '/databaseService/shop_pg?tab=ingestion',
    '/databaseSchema/shop_pg.shop.sales',
    '/glossary/words',
    '/glossaryTerm/words.revenue',
    '/classification/Money',
    '/tag/Money.Amount',
    '/domain/retail',
    '/dataProduct/orders',
    '/pipeline/jobs.settle',
    '/topic/streams.readings',
    '/user/ada',
    '/team/Organization',
    '/role/DataSteward',
    '/bot/ingestion-bot',
    '/table/not.there.at.all',
  ],
  '/browse/$type': ['table', 'glossary', 'classification', 'user', 'team', 'role', 'policy', 'bot'].map(
    (type) => `/browse/${type}`,
  ),
  '/welcome': ['/welcome'],
  '/activity': ['/activity', '/activity?tab=tasks', '/activity?tab=asked', '/activity?tab=mentions'],
  '/settings/sso': ['/settings/sso', '/settings/sso?tab=settings'],
  '/settings/audit': ['/settings/audit'],
  '/quality': ['/quality'],
  '/ingestion': ['/ingestion'],
  '/ingestion/new': ['/ingestion/new'],
  '/ingestion/new/$serviceEntity/$serviceType': ['/ingestion/new/databaseService/Postgres'],
  $: ['/nonsense'],
  '/sign-in': ['/sign-in'],
  '/callback': ['/callback?error=access_denied&state=x'],
  '/auth/callback': ['/auth/callback?error=access_denied&state=x'],
  '/sign-in-refused': ['/sign-in-refused'],
  '/setup': ['/setup'],
}

/** Cumulative layout shift that reads as calm, and the screens whose parts still come one after the other. */
const mostShift = 0.1
const shifts: Readonly<Record<string, number>> = { '/': 0.25, '/settings/sso': 0.5 }

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  await page.locator('h1, [role="alert"], p').first().waitFor()
}

interface Facts {
  readonly title: string
  readonly lang: string
  readonly description: string
  readonly shift: number
}

/** Runs in the page, as text: what Lighthouse looks at beside accessibility. */
const factsOfPage = `(() => {
  return {
    title: document.title,
    lang: document.documentElement.lang,
    description: document.querySelector('meta[name=description]')?.content ?? '',
    shift: window.shift,
  }
})()`

/** Targets of less than 24 pixels with too little room around them; axe-core looks at these only when it is asked to. */
async function smallTargets(page: Page): Promise<string[]> {
  return (await page.evaluate(
    `axe.run({ runOnly: ['target-size'] }).then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 200))))`,
  )) as string[] // as it was mapped
}

test('every address of the router is walked here', () => {
  const paths = [...readFileSync(router, 'utf8').matchAll(/path: '([^']+)'/g)].map(([, path]) => path)
  expect(paths.length).toBeGreaterThan(10)
  expect(paths.filter((path) => !Object.hasOwn(screens, path ?? ''))).toEqual([])
})

test('every screen is accessible in both themes, fits 360 pixels, has a name, keeps calm and asks for little', {
  timeout: 600_000,
}, async () => {
  const { page } = watched
  await page.addInitScript({
    content: `window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
    }).observe({ type: 'layout-shift', buffered: true })`,
  })
  let asked: string[] = []
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (pathname.startsWith('/api/') && !pathname.endsWith('/events/stream')) asked.push(pathname + search)
  })
  const found: string[] = []
  for (const path of Object.values(screens).flat()) {
    asked = []
    await page.goto(catalog.url + path)
    await settle(page)
    const facts = (await page.evaluate(factsOfPage)) as Facts // as it was written above
    if (facts.title === '' || facts.lang !== 'en' || facts.description === '') {
      found.push(`${path}: title '${facts.title}', lang '${facts.lang}', description '${facts.description}'`)
    }
    if (facts.shift > (shifts[path] ?? mostShift))
      found.push(`${path}: what was read moves by ${facts.shift.toFixed(2)}`)
    // 360 pixels are 1440 at 400 %.
    for (const width of [360, 1360]) {
      await page.setViewportSize({ width, height: 860 })
      found.push(...(await watched.overhanging()).map((what) => `${path}: wider than ${width}: ${what}`))
    }
    if (asked.length > 6) found.push(`${path}: ${asked.length} requests\n  ${asked.join('\n  ')}`)
    found.push(...(await watched.findings()).map((finding) => `${path}: ${finding}`))
    found.push(...(await smallTargets(page)).map((target) => `${path}: hard to hit: ${target}`))
  }
  expect(found).toEqual([])
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
