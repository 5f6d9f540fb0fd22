import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../processes/src/chromium.ts'
import { type RunningDemo, startDemo } from './src/demo-process.ts'
import { apiOf } from './src/sample-entities.ts'
import { openWatchedPage } from './src/watched-page.ts'

let demo: RunningDemo
let browser: Browser

beforeAll(async () => {
  demo = await startDemo()
  // No proxy and no trusted key: the browser a newcomer has.
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** The address that the catalog's own links have. */
function pageOf(fqn: string): string {
  const written = fqn.replace(/[/\\%~]/g, (each) => `~${each.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${demo.url}/table/${encodeURIComponent(written)}`
}

test('one command, and a newcomer’s own browser signs in and finds what was ingested', async () => {
  const watched = await openWatchedPage(browser)
  const { page, context } = watched
  expect(demo.output()).toContain(demo.url)
  await page.goto(demo.url)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.getByRole('heading', { name: 'Pick an account' }).waitFor()
  // The emulator's listener without TLS: no certificate to warn of.
  expect(new URL(page.url()).protocol).toBe('http:')
  expect(new URL(page.url()).hostname).toMatch(/^(localhost|127\.0\.0\.1)$/)
  await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
  await page.getByRole('link', { name: /\d+\s*Tables/ }).waitFor()
  expect(await watched.storedTokens()).toEqual([])
  expect(await watched.findings()).toEqual([])
  await watched.shoot('demo-home')

  const api = apiOf(context, demo.url)
  const { data } = (await api.get('tables?limit=200')) as { data: Record<string, string>[] } // a page of tables
  const views = data.filter(({ tableType }) => tableType === 'View')
  expect(data.length).toBeGreaterThan(40)
  expect(views.length).toBeGreaterThan(0)

  await page.goto(`${demo.url}/search?q=meter`)
  await page.getByRole('region', { name: 'Results' }).getByRole('article').first().waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('demo-search')

  // Names that no URL, path or attribute likes have pages like every other.
  const odd = data.filter(({ name = '' }) => !/^[a-z0-9_]+$/.test(name))
  expect(odd.length).toBeGreaterThan(3)
  for (const { fullyQualifiedName = '', displayName, name = '' } of odd) {
    await page.goto(pageOf(fullyQualifiedName))
    await page.getByRole('heading', { name: displayName ?? name, exact: true }).waitFor()
  }
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})

test('a view of the sample shows its SQL and where its columns come from', async () => {
  const watched = await openWatchedPage(browser)
  const { page, context } = watched
  await page.goto(demo.url)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.getByRole('button', { name: 'Signe Dahl' }).click()
  await page.getByRole('banner').getByRole('button', { name: 'Signe Dahl' }).waitFor()
  const api = apiOf(context, demo.url)
  const { data } = (await api.get('tables?limit=200')) as { data: Record<string, string>[] } // a page of tables
  const graphs = await Promise.all(
    data
      .filter(({ tableType }) => tableType === 'View')
      .map(async ({ fullyQualifiedName = '' }) => ({
        fqn: fullyQualifiedName,
        lineage: await api.get(`lineage/table/name/${encodeURIComponent(fullyQualifiedName)}`),
      })),
  )
  const edges = (graph: (typeof graphs)[number]): number =>
    (graph.lineage.upstreamEdges as unknown[]).length + (graph.lineage.downstreamEdges as unknown[]).length
  const richest = graphs.sort((a, b) => edges(b) - edges(a))[0]
  if (!richest) throw new Error('the sample has no view')
  const keys = ({ tableConstraints }: Record<string, unknown>): number =>
    Array.isArray(tableConstraints) ? tableConstraints.length : 0
  const connected = [...data].sort((a, b) => keys(b) - keys(a))[0]
  await page.goto(pageOf(connected?.fullyQualifiedName ?? ''))
  await page.getByRole('row').nth(3).waitFor()
  await watched.shoot('demo-table')
  const address = pageOf(richest.fqn)
  await page.goto(`${address}?tab=definition`)
  await page
    .getByRole('region', { name: 'SQL definition' })
    .getByText(/select/i)
    .waitFor()
  await page.goto(`${address}?tab=lineage`)
  await page.locator('.react-flow__node').nth(1).waitFor()
  await page.getByRole('switch', { name: 'Columns' }).click({ force: true })
  await page.locator('.react-flow__node button[aria-pressed]').first().click()
  await page.locator('.react-flow__node button[aria-pressed="true"]').waitFor()
  expect(await watched.findings()).toEqual([])
  await watched.shoot('demo-lineage')
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
