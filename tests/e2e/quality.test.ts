import type { Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage
let page: Page
const table = 'shop.db.public.orders'
const test1 = `${table}.total.total_is_set`

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
  page = watched.page
})
afterAll(() => catalog?.stop())

test('a catalog without tests says where they come from', async () => {
  await page.goto(`${catalog.url}/quality`)
  await page.getByText('Nothing is tested yet').waitFor()
  await watched.clean()
})

test('a failing test opens an incident, which is acknowledged, assigned and resolved', async () => {
  const api = apiOf(watched.context, catalog.url)
  await api.put('services/databaseServices', { name: 'shop', serviceType: 'Postgres' })
  await api.put('databases', { name: 'db', service: 'shop' })
  await api.put('databaseSchemas', { name: 'public', database: 'shop.db' })
  const { id } = await api.put('tables', {
    name: 'orders',
    databaseSchema: 'shop.db.public',
    columns: [{ name: 'total', dataType: 'NUMERIC' }],
  })
  await api.put('dataQuality/testCases', {
    name: 'total_is_set',
    entityLink: `<#E::table::${table}::columns::total>`,
    testDefinition: 'columnValuesToBeNotNull',
  })
  const now = Date.now()
  for (const [days, testCaseStatus, result] of [
    [2, 'Success', 'Found no empty value'],
    [1, 'Success', 'Found no empty value'],
    [0, 'Failed', 'Found 3 empty values'],
  ] as const) {
    await api.put(`dataQuality/testCases/${encodeURIComponent(test1)}/testCaseResult`, {
      timestamp: now - days * 86_400_000,
      testCaseStatus,
      result,
      failedRows: testCaseStatus === 'Failed' ? 3 : 0,
    })
  }
  await api.put(`tables/${id}/tableProfile`, {
    tableProfile: { timestamp: now, rowCount: 1200, columnCount: 1 },
    columnProfile: [
      {
        name: 'total',
        timestamp: now,
        nullProportion: 0.0025,
        distinctProportion: 0.5,
        min: 1,
        max: 900.5,
        mean: 41.25,
        histogram: { boundaries: ['0 to 100', '100 to 1000'], frequencies: [1100, 97] },
      },
    ],
  })

  await page.reload()
  await page.getByRole('heading', { name: 'Open incidents' }).waitFor()
  await page.getByRole('row', { name: /total_is_set.*Failed.*Found 3 empty values/ }).waitFor()
  await watched.shoot('quality')
  await watched.clean()
  await page.getByRole('radiogroup', { name: 'State' }).getByText('Passed').click()
  await page.getByText('No test is like this').waitFor()
  await page.getByRole('radiogroup', { name: 'State' }).getByText('Failed').click()
  await page.getByRole('link', { name: 'total_is_set', exact: true }).click()

  await page.getByRole('img', { name: '1 of the last 3 runs failed' }).waitFor()
  const incident = page.getByRole('region', { name: 'Open incident' })
  await incident.getByText(/^New/).waitFor()
  await watched.shoot('quality-test')
  await watched.clean()
  await incident.getByRole('button', { name: 'Acknowledge' }).click()
  await incident.getByText(/^Acknowledged/).waitFor()
  await incident.getByRole('button', { name: 'Assign it' }).click()
  await page.getByRole('checkbox', { name: /Ada/ }).check()
  await page.keyboard.press('Escape')
  await incident.getByText('Assigned to Ada Lindqvist').waitFor()
  await incident.getByRole('textbox', { name: 'What was done' }).fill('The feed was late')
  await incident.getByRole('button', { name: 'Resolve' }).click()
  await incident.waitFor({ state: 'detached' })
  await watched.clean()
})

test('the page of a table shows its tests and how its columns are filled', async () => {
  await page.goto(`${catalog.url}/table/${table}?tab=quality`)
  await page.getByRole('row', { name: /total_is_set/ }).waitFor()
  await page.getByText('1,200').waitFor()
  await page.getByRole('row', { name: /total.*0\.3%.*50%.*900\.5.*41\.25/ }).waitFor()
  await watched.shoot('table-quality')
  await watched.clean()
})
