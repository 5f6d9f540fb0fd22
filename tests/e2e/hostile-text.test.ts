import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzureCatalog, startAzureCatalog } from './src/azure-catalog.ts'
import { apiOf } from './src/sample-entities.ts'
import type { WatchedPage } from './src/watched-page.ts'

let catalog: AzureCatalog
let watched: WatchedPage

beforeAll(async () => {
  catalog = await startAzureCatalog()
  watched = await catalog.openAs('Ada Lindqvist')
})
afterAll(() => catalog?.stop())

/** Each would set a global, ask for a dialog or a file of another host, if anything of it were taken as markup. */
const payloads = [
  '<script>window.hit=1</script>',
  '<img src=x onerror="window.hit=1">',
  '<svg onload="window.hit=1"></svg>',
  '<svg><script>window.hit=1</script></svg>',
  '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
  '<a href="javascript:window.hit=1">click</a>',
  '[click](javascript:window.hit=1)',
  '[click](JaVaScRiPt:window.hit=1)',
  '[click](&#106;avascript:window.hit=1)',
  '[click](data:text/html,<script>opener.hit=1</script>)',
  '[click](vbscript:hit)',
  '![x](javascript:window.hit=1)',
  '![x](https://evil.example/pixel.png)',
  '<details open ontoggle="window.hit=1">x</details>',
  '<body onload="window.hit=1">',
  '<math><mtext><table><mglyph><style><img src=x onerror="window.hit=1">',
  '<form action="https://evil.example"><button>go</button></form>',
  '<style>@import "https://evil.example/x.css"</style>',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<object data="javascript:window.hit=1"></object>',
  '<embed src="https://evil.example/x.swf">',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '"><script>window.hit=1</script>',
  "'-window.hit=1-'",
  '{{constructor.constructor("window.hit=1")()}}',
  '${window.hit=1}',
  '<em>not highlighted</em><script>window.hit=1</script>',
  '`<img src=x onerror="window.hit=1">`',
  '```\n<script>window.hit=1</script>\n```',
]

test('nothing that sources or people write is ever executed, on any page', async () => {
  const { page, context } = watched
  const api = apiOf(context, catalog.url)
  const foreign: string[] = []
  let dialogs = 0
  page.on('request', (request) => {
    if (!request.url().startsWith(catalog.url)) foreign.push(request.url())
  })
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  const everything = payloads.join('\n\n')
  await api.put('services/databaseServices', { name: 'x', serviceType: 'Postgres', description: everything })
  await api.put('databases', { name: 'x', service: 'x', description: everything, displayName: payloads[1] })
  await api.put('databaseSchemas', { name: 'x', database: 'x.x', description: everything })
  const table = await api.put('tables', {
    name: payloads[1],
    displayName: payloads[0],
    databaseSchema: 'x.x.x',
    description: everything,
    tableType: 'View',
    schemaDefinition: everything,
    columns: payloads.map((payload, index) => ({
      name: `${index}${payload}`,
      dataType: 'TEXT',
      dataTypeDisplay: payload.slice(0, 200),
      description: payload,
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

  const address = `/table/${encodeURIComponent(String(table.fullyQualifiedName))}`
  const pages = [
    '/',
    '/search?q=script',
    '/search?q=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E&tag=%3Cimg+src%3Dx+onerror%3D%22window.hit%3D1%22%3E',
    '/databaseService/x',
    '/database/x.x',
    '/databaseSchema/x.x.x',
    address,
    ...['lineage', 'definition', 'versions', 'details'].map((tab) => `${address}?tab=${tab}`),
    `/table/${encodeURIComponent(payloads[1] ?? '')}`,
    `/${encodeURIComponent(payloads[1] ?? '')}/x`,
  ]
  for (const path of pages) {
    await page.goto(catalog.url + path)
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate('window.hit'), path).toBeUndefined()
    const markup = await page.evaluate(
      `[...document.querySelectorAll('main :is(script, iframe, object, embed, form[action], base, meta, style, link), main [onerror], main [onload], a[href^="javascript:" i], a[href^="data:" i], a[href^="vbscript:" i]')].map((node) => node.outerHTML)`,
    )
    expect(markup, path).toEqual([])
  }
  expect(dialogs).toBe(0)
  expect(foreign).toEqual([])
  expect(watched.errors).toEqual([])
  expect(watched.violations).toEqual([])
})
