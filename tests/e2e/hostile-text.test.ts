import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { type Api, apiOf } from './src/sample-entities.ts'
import { storedPayloads } from './src/stored-payloads.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
})
afterAll(() => catalog?.stop())

const everything = storedPayloads.join('\n\n')
/** Serves as a name wherever one is enough. */
const image = '<img src=x onerror="window.hit=1">'
const script = '<script>window.hit=1</script>'
const address = 'javascript:window.hit=1'

const label = (tagFQN: string, source: string) => ({
  tagFQN,
  source,
  labelType: 'Manual',
  state: 'Confirmed',
})

/** Writes every payload wherever people or sources write. Answers the pages to open. */
async function writeEverywhere(api: Api, say: (body: object) => Promise<void>): Promise<readonly string[]> {
  const pages: string[] = []
  const put = async (type: string, collection: string, body: object): Promise<Record<string, unknown>> => {
    const made = await api.put(collection, { description: everything, displayName: image, ...body })
    pages.push(`/${type}/${encodeURIComponent(String(made.fullyQualifiedName))}`)
    return made
  }
  await put('classification', 'classifications', { name: script })
  const worn = await put('tag', 'tags', { name: image, classification: script })
  const tag = label(String(worn.fullyQualifiedName), 'Classification')
  await put('glossary', 'glossaries', { name: 'words' })
  // A term for each payload: its name stands in the tree, in a list, in addresses and in what is found.
  for (const [index, payload] of storedPayloads.entries()) {
    await api.put('glossaryTerms', {
      glossary: 'words',
      name: `${index} ${payload.replaceAll(/[\p{Cc}]/gu, ' ')}`.slice(0, 250),
      displayName: payload,
      description: payload,
      synonyms: [payload],
    })
  }
  await put('glossaryTerm', 'glossaryTerms', {
    glossary: 'words',
    name: 'all',
    synonyms: storedPayloads,
    references: [{ name: image, endpoint: address }],
  })
  await put('domain', 'domains', { name: image, domainType: 'Aggregate' })
  await put('databaseService', 'services/databaseServices', { name: 'x', serviceType: 'Postgres' })
  await put('database', 'databases', { name: 'x', service: 'x' })
  await put('databaseSchema', 'databaseSchemas', { name: 'x', database: 'x.x' })
  const table = await put('table', 'tables', {
    name: image,
    displayName: script,
    databaseSchema: 'x.x.x',
    tableType: 'View',
    schemaDefinition: everything,
    sourceUrl: address,
    locationPath: image,
    tags: [tag, label('words.all', 'Glossary')],
    columns: storedPayloads.map((payload, index) => ({
      name: `${index}${payload.slice(0, 240)}`,
      dataType: 'TEXT',
      dataTypeDisplay: payload.slice(0, 200),
      description: payload,
      tags: [tag],
    })),
  })
  const other = await api.put('tables', {
    name: 'other',
    databaseSchema: 'x.x.x',
    columns: [{ name: 'a', dataType: 'INT' }],
  })
  await api.put('lineage', {
    edge: {
      fromEntity: { id: other.id, type: 'table' },
      toEntity: { id: table.id, type: 'table' },
      lineageDetails: { sqlQuery: everything, description: everything },
    },
  })
  await api.patch(`tables/${table.id}`, [{ op: 'add', path: '/description', value: `${everything} again` }])
  await api.put('services/pipelineServices', { name: 'p', serviceType: 'Airflow' })
  await put('pipeline', 'pipelines', {
    name: image,
    service: 'p',
    sourceUrl: address,
    tasks: [{ name: image, displayName: script, description: everything, sourceUrl: address }],
  })
  await api.put('services/messagingServices', { name: 'm', serviceType: 'Kafka' })
  await put('topic', 'topics', {
    name: image,
    service: 'm',
    partitions: 1,
    messageSchema: {
      schemaType: 'Avro',
      schemaText: everything,
      schemaFields: [{ name: image, dataType: 'STRING', description: everything }],
    },
  })
  await api.put('services/dashboardServices', { name: 'd', serviceType: 'Superset' })
  await put('chart', 'charts', { name: image, service: 'd', sourceUrl: address })
  const about = `<#E::table::${String(table.fullyQualifiedName)}>`
  const me = await api.get('users/loggedInUser')
  await say({ about, message: everything })
  await say({ about, message: `<#E::user::ada|@${image}> <#E::user::${image}|[${script}]>` })
  await say({
    about,
    type: 'Task',
    message: everything,
    taskDetails: {
      type: 'RequestDescription',
      assignees: [{ id: me.id, type: 'user' }],
      suggestion: everything,
    },
  })
  await say({
    about,
    type: 'Announcement',
    message: image,
    announcementDetails: {
      startTime: Date.now() - 1000,
      endTime: Date.now() + 3_600_000,
      description: everything,
    },
  })
  await api.patch(`users/${me.id}`, [
    { op: 'add', path: '/description', value: everything },
    { op: 'add', path: '/displayName', value: image },
  ])
  const page = `/table/${encodeURIComponent(String(table.fullyQualifiedName))}`
  return [
    ...pages,
    ...['lineage', 'quality', 'definition', 'activity', 'versions', 'details'].map(
      (tab) => `${page}?tab=${tab}`,
    ),
    '/user/ada',
    '/',
    '/activity',
    '/activity?tab=tasks',
    '/activity?tab=asked',
    '/activity?tab=mentions',
    ...[
      'glossary',
      'glossaryTerm',
      'classification',
      'tag',
      'domain',
      'table',
      'pipeline',
      'topic',
      'user',
    ].map((type) => `/browse/${type}`),
    '/settings/audit',
    '/quality?q=%3Cimg%20src=x%20onerror=window.hit=1%3E',
    '/search?q=script',
    '/search?q=hit',
    `/search?q=${encodeURIComponent(script)}&tag=${encodeURIComponent(image)}`,
    `/table/${encodeURIComponent(image)}`,
    `/${encodeURIComponent(image)}/x`,
    `/sign-in?return=${encodeURIComponent(address)}`,
    `/callback?error=${encodeURIComponent(script)}&error_description=${encodeURIComponent(image)}&state=x`,
  ]
}

/** What no text of a person or a source may become. */
const forbidden =
  'script, iframe, frame, object, embed, form[action], base, meta, style, link, portal, applet, template, svg script, svg use, ' +
  '[onerror], [onload], [onfocus], [onclick], [ontoggle], [srcdoc], [ping], img[src*="evil"], [style*="evil"], ' +
  'a[href^="javascript:" i], a[href^="data:" i], a[href^="vbscript:" i], a[href^="blob:" i], a[href^="file:" i]'

test(`T28: nothing of ${storedPayloads.length} hostile texts is ever executed, on any page`, async () => {
  expect(new Set(storedPayloads).size).toBeGreaterThanOrEqual(150)
  const { page, context } = watched
  const foreign: string[] = []
  let dialogs = 0
  page.on('request', (request) => {
    if (!request.url().startsWith(catalog.url) && !request.url().startsWith('blob:'))
      foreign.push(request.url())
  })
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await page.addInitScript({
    content: 'for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.hit = name }',
  })
  const paths = await writeEverywhere(apiOf(context, catalog.url), async (body) => {
    const response = await context.request.post(`${catalog.url}/api/v1/feed`, {
      headers: { origin: catalog.url },
      data: body,
    })
    expect(response.ok(), await response.text()).toBe(true)
  })
  const expectInert = async (where: string): Promise<void> => {
    expect(await page.evaluate('window.hit'), where).toBeUndefined()
    const markup = await page.evaluate(
      `[...document.querySelectorAll('#root :is(${forbidden})')].map((node) => node.outerHTML)`,
    )
    expect(markup, where).toEqual([])
  }
  for (const path of paths) {
    await page.goto(catalog.url + path)
    await page.waitForLoadState('networkidle')
    await expectInert(path)
  }
  await page.goto(catalog.url + (paths.find((path) => path.startsWith('/table/')) ?? ''))
  await page.getByRole('button', { name: 'Edit the description', exact: true }).click()
  await page.getByText('Preview', { exact: true }).click()
  await page.getByText('again').first().waitFor()
  await expectInert('the preview of a description')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Command palette' }).click()
  await page.getByRole('textbox', { name: 'Command palette' }).fill('script')
  await page.waitForLoadState('networkidle')
  await expectInert('the palette')
  expect(dialogs).toBe(0)
  expect(foreign).toEqual([])
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
