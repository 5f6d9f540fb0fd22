import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
  await writeAssets(apiOf(watched.context, catalog.url))
})
afterAll(() => catalog?.stop())

/** One of each kind that people look for beside tables. */
async function writeAssets(api: Api): Promise<void> {
  await api.put('domains', {
    name: 'grid',
    displayName: 'Grid operations',
    domainType: 'Aggregate',
    description: 'Lines, substations and what flows through them.',
  })
  await api.put('services/dashboardServices', { name: 'boards', serviceType: 'Superset' })
  await api.put('charts', { name: 'load', displayName: 'Load by hour', service: 'boards', chartType: 'Line' })
  await api.put('dashboards', {
    name: 'control_room',
    displayName: 'Control room',
    service: 'boards',
    charts: ['boards.load'],
    domains: ['grid'],
    description: 'What the shift looks at **all day**.',
  })
  await api.put('dataProducts', { name: 'grid_state', domains: ['grid'], description: 'What flows now.' })
  await api.put('services/messagingServices', { name: 'streams', serviceType: 'Kafka' })
  await api.put('topics', {
    name: 'readings',
    service: 'streams',
    partitions: 12,
    messageSchema: {
      schemaType: 'Avro',
      schemaText: '{"type":"record","name":"Reading"}',
      schemaFields: [
        {
          name: 'Reading',
          dataType: 'RECORD',
          children: [
            { name: 'meter', dataType: 'STRING', description: 'Which meter it is' },
            { name: 'kwh', dataType: 'DOUBLE' },
          ],
        },
      ],
    },
  })
  await api.put('services/pipelineServices', { name: 'jobs', serviceType: 'Airflow' })
  await api.put('pipelines', {
    name: 'settlement',
    service: 'jobs',
    tasks: [
      { name: 'load', taskType: 'PythonOperator' },
      { name: 'settle', description: 'Prices every hour.' },
    ],
  })
  await api.put('services/storageServices', { name: 'lake', serviceType: 'ADLS' })
  await api.put('containers', { name: 'raw', service: 'lake', prefix: '/raw', numberOfObjects: 1_204_000 })
  await api.put('glossaries', {
    name: 'energy',
    displayName: 'Energy terms',
    description: 'Words we agree on.',
  })
  await api.put('glossaryTerms', {
    glossary: 'energy',
    name: 'baseload',
    description: 'What flows at every hour.',
    synonyms: ['base load', 'band'],
  })
}

test.each([
  ['dashboard', 'boards.control_room', ['Control room', 'Load by hour', 'Grid operations']],
  ['dashboardService', 'boards', ['Dashboards (1)', 'Control room']],
  ['topic', 'streams.readings', ['Message fields (3)', 'kwh', 'Which meter it is']],
  ['pipeline', 'jobs.settlement', ['Tasks (2)', 'Prices every hour.']],
  ['container', 'lake.raw', ['raw', 'ADLS']],
  ['glossary', 'energy', ['Glossary terms (1)', 'baseload']],
  ['glossaryTerm', 'energy.baseload', ['What flows at every hour.', 'Energy terms']],
  ['domain', 'grid', ['Lines, substations', 'Belongs to it', 'Control room', 'grid_state']],
  ['dataProduct', 'grid_state', ['Grid operations', 'It offers no assets yet.']],
])('a page shows what a %s consists of', async (type, fqn, texts) => {
  const { page } = watched
  await page.goto(`${catalog.url}/${type}/${fqn}`)
  for (const text of texts) await page.locator('main').getByText(text).first().waitFor()
  await watched.shoot(`asset-${type}`)
  expect(await watched.findings()).toEqual([])
  for (const tab of ['Versions', 'Details']) {
    await page.getByRole('tab', { name: tab }).click()
    await page
      .getByRole('tabpanel')
      .getByText(/0\.1|Version/)
      .first()
      .waitFor()
  }
  await watched.clean()
})

test('a data product is given assets of its domain, and lets them go; one of no domain is refused with the reason', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/dataProduct/grid_state`)
  const choices = page.getByRole('dialog', { name: 'Add or remove assets' })
  const open = () => page.getByRole('button', { name: 'Add or remove assets' }).click()
  const toggle = async (name: string): Promise<void> => {
    await choices.getByRole('checkbox', { name: new RegExp(name) }).click()
    await page.keyboard.press('Escape')
    await choices.waitFor({ state: 'detached' })
  }
  const offered = page.getByRole('region', { name: 'Offered' })
  await open()
  await choices.getByRole('textbox').fill('Control room')
  await toggle('Control room')
  await offered.getByRole('link', { name: 'Control room' }).waitFor()
  await watched.clean()
  await open()
  await choices.getByRole('textbox').fill('readings')
  await toggle('readings')
  await page.getByText('That was not saved').waitFor()
  await open()
  // What is let go stays in the list, and with it the keyboard: Esc has somebody to hear it.
  await choices.getByRole('textbox').fill('nothing is called so')
  await choices.getByText('Nothing found').waitFor()
  await toggle('Control room')
  await page.getByText('It offers no assets yet.').waitFor()
})

test('on a phone, lineage begins with the asset itself, large enough to read', async () => {
  const api = apiOf(watched.context, catalog.url)
  const idOf = async (path: string): Promise<unknown> => (await api.get(path)).id
  const topic = { type: 'topic', id: await idOf('topics/name/streams.readings') }
  const pipeline = { type: 'pipeline', id: await idOf('pipelines/name/jobs.settlement') }
  const dashboard = { type: 'dashboard', id: await idOf('dashboards/name/boards.control_room') }
  await api.put('lineage', { edge: { fromEntity: topic, toEntity: pipeline } })
  await api.put('lineage', { edge: { fromEntity: pipeline, toEntity: dashboard } })
  const phone = await catalog.openAs('Ada Lindqvist', '/pipeline/jobs.settlement?tab=lineage', { width: 360 })
  const { page } = phone
  const boxOf = async (name: string) => {
    const box = await page.locator('.react-flow__node', { hasText: name }).boundingBox()
    return box ?? { x: 0, y: 0, width: 0, height: 0 }
  }
  await expect.poll(async () => (await boxOf('settlement')).width).toBeGreaterThan(180)
  const { x, width } = await boxOf('settlement')
  expect(x).toBeGreaterThan(0)
  expect(x + width).toBeLessThan(360)
  await phone.shoot('lineage-narrow')
  // What is opened comes into view in its place.
  await page.getByRole('button', { name: 'Fit View' }).click()
  await page.getByRole('button', { name: 'Show what is downstream of Control room' }).click()
  await expect.poll(async () => (await boxOf('Control room')).width).toBeGreaterThan(180)
  expect(await phone.overhanging()).toEqual([])
  await phone.clean()
  await phone.context.close()
})

test('what somebody follows or owns is on their home page, until it is not', async () => {
  const { page } = watched
  const api = apiOf(watched.context, catalog.url)
  await page.goto(`${catalog.url}/topic/streams.readings`)
  await page.getByRole('button', { name: 'Follow', exact: true }).click()
  await page.getByRole('button', { name: 'Following', pressed: true }).waitFor()
  const { id: ada } = await api.get('users/loggedInUser')
  const { id } = await api.get('dashboards/name/boards.control_room')
  const owners = [{ op: 'add', path: '/owners', value: [{ type: 'user', id: ada }] }]
  await api.patch(`dashboards/${id}`, owners)
  await page.goto(catalog.url)
  await page
    .getByRole('region', { name: 'You own (1)' })
    .getByRole('link', { name: 'Control room' })
    .waitFor()
  const followed = page.getByRole('region', { name: 'You follow (1)' })
  await followed.getByText('streams.readings', { exact: true }).waitFor()
  await watched.clean()
  await watched.shoot('home-mine')
  await followed.getByRole('link', { name: 'readings' }).click()
  await page.getByRole('button', { name: 'Following', pressed: true }).click()
  await page.getByRole('button', { name: 'Follow', exact: true, pressed: false }).waitFor()
  await page.goto(catalog.url)
  await page.getByRole('region', { name: 'You own (1)' }).waitFor()
  expect(await followed.count()).toBe(0)
})

test('a chart leads back to its service, and its lineage says that there is none', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/dashboard/boards.control_room`)
  await page.getByRole('region', { name: 'Charts' }).getByRole('link', { name: 'Load by hour' }).click()
  await page.getByRole('heading', { name: 'Load by hour' }).waitFor()
  await page.getByRole('tab', { name: 'Lineage' }).click()
  await page
    .getByRole('tabpanel')
    .getByText(/no lineage/i)
    .waitFor()
  await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'boards' }).click()
  await page.getByRole('heading', { name: 'boards' }).waitFor()
})

test('everything of one type is a click away', async () => {
  const { page } = watched
  await page.goto(`${catalog.url}/`)
  await page.getByRole('button', { name: 'Browse' }).click()
  expect(await watched.findings()).toEqual([])
  await page.getByRole('menuitem', { name: 'Glossaries' }).click()
  await page.getByRole('heading', { name: 'Glossaries' }).waitFor()
  await watched.shoot('browse-glossaries')
  expect(await watched.findings()).toEqual([])
  await page.getByRole('link', { name: 'Energy terms' }).click()
  await page.getByRole('region', { name: 'Glossary terms' }).getByRole('link', { name: 'baseload' }).click()
  await page.getByRole('heading', { name: 'baseload' }).waitFor()
  for (const type of ['team', 'user', 'role', 'policy', 'bot', 'dataProduct', 'metric', 'testCase']) {
    await page.goto(`${catalog.url}/browse/${type}`)
    await page
      .locator('main')
      .getByRole('table')
      .or(page.locator('main').getByText(/^No .* here$/))
      .waitFor()
  }
  expect(watched.errors).toEqual([])
})
