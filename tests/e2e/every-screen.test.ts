import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf, writeSampleEntities } from './src/sample-entities.ts'
import { settled } from './src/settled.ts'
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

/** Cumulative layout shift that reads as calm. */
const mostShift = 0.1
/** Most requests to the API that a page makes. */
const mostRequests = 6
/** Every answer takes as long at least, so that parts come one after the other on a fast machine too. */
const latencyMs = 40

interface Facts {
  readonly title: string
  readonly lang: string
  readonly description: string
  /** How far things moved, with what moved. */
  readonly shift: number
  readonly moved: readonly string[]
  /** What was asked of the API, each once: who looks again every few seconds asks more often on a slow machine. */
  readonly asked: readonly string[]
}

/** Runs in the page, as text: what Lighthouse looks at beside accessibility. */
const factsOfPage = `(() => {
  const asked = performance.getEntriesByType('resource')
    .map(({ name }) => name.slice(location.origin.length))
    .filter((name) => name.startsWith('/api/') && !name.includes('/events/stream'))
  return {
    title: document.title,
    lang: document.documentElement.lang,
    description: document.querySelector('meta[name=description]')?.content ?? '',
    shift: window.shift,
    moved: window.moved,
    asked: [...new Set(asked)],
  }
})()`

/** Runs in the page before anything else, as text. */
const watchShifts = `window.shift = 0; window.moved = []
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    if (hadRecentInput) continue
    window.shift += value
    for (const { node, previousRect, currentRect } of sources)
      window.moved.push(value.toFixed(3) + ', from ' + previousRect.y + ' to ' + currentRect.y + ': ' + (node?.outerHTML ?? node?.textContent ?? 'what is gone').slice(0, 120))
  }
}).observe({ type: 'layout-shift', buffered: true })`

function findingsOf(path: string, { title, lang, description, shift, moved, asked }: Facts): string[] {
  const found: string[] = []
  if (title === '' || lang !== 'en' || description === '')
    found.push(`${path}: title '${title}', lang '${lang}', description '${description}'`)
  if (shift > mostShift)
    found.push(`${path}: what was read moves by ${shift.toFixed(2)}\n  ${moved.join('\n  ')}`)
  if (asked.length > mostRequests) found.push(`${path}: ${asked.length} requests\n  ${asked.join('\n  ')}`)
  return found
}

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

test('every screen is accessible in both themes, fits 360 pixels, has a name, keeps calm and asks for little', async () => {
  const { page } = watched
  await page.addInitScript({ content: watchShifts })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  const unlimited = { downloadThroughput: -1, uploadThroughput: -1 }
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: latencyMs, ...unlimited })
  const found: string[] = []
  for (const path of Object.values(screens).flat()) {
    await page.goto(catalog.url + path)
    await settled(page)
    found.push(...findingsOf(path, (await page.evaluate(factsOfPage)) as Facts)) // as it was written above
    // 360 pixels are 1440 at 400 %.
    for (const width of [360, 1360]) {
      await page.setViewportSize({ width, height: 860 })
      found.push(...(await watched.overhanging()).map((what) => `${path}: wider than ${width}: ${what}`))
    }
    found.push(...(await watched.findings()).map((finding) => `${path}: ${finding}`))
    found.push(...(await smallTargets(page)).map((target) => `${path}: hard to hit: ${target}`))
  }
  // As texts, since a list is printed without what is in it.
  expect(found.join('\n')).toBe('')
  expect(watched.errors.join('\n')).toBe('')
  expect(watched.violations.join('\n')).toBe('')
})
