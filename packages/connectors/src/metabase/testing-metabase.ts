/** Metabase as https://www.metabase.com/docs/latest/api says it is, over a small company’s questions. Refuses what it does not know. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

interface MetabaseOptions {
  /** Sessions that end before they said. */
  readonly endedSessions?: number
  /** Without an administrator's rights: no addresses, no people. */
  readonly plainUser?: boolean
  /** More dashboards in the root collection. */
  readonly more?: number
}

const ada = { id: 1, email: 'ada@fjordlight.example' }
const column = (name: string, type: string, more: object = {}) => ({
  name,
  display_name: name,
  base_type: `type/${type}`,
  ...more,
})
const stages = (...list: object[]) => ({ 'lib/type': 'mbql/query', stages: list })

const databases = [
  {
    id: 1,
    engine: 'postgres',
    details: { host: 'db.fjordlight.example', port: 5432, dbname: 'shop', password: '**MetabasePass**' },
  },
  { id: 2, engine: 'h2', details: { db: 'file:/sample' } },
  { id: 3, engine: 'snowflake', details: { account: 'fj-light', db: 'shop', warehouse: 'wh' } },
  { id: 4, engine: 'mysql', details: { host: 'my.fjordlight.example', dbname: 'crm' } },
]

const tables = [
  {
    id: 7,
    db_id: 1,
    schema: 'public',
    name: 'orders',
    fields: [
      { id: 70, name: 'id' },
      { id: 71, name: 'amount' },
      { id: 72, name: 'product_id' },
    ],
  },
  { id: 8, db_id: 1, schema: 'public', name: 'customers', fields: [{ id: 80, name: 'name' }] },
  { id: 9, db_id: 1, schema: 'public', name: 'products', fields: [{ id: 90, name: 'title' }] },
  { id: 10, db_id: 2, schema: 'PUBLIC', name: 'PEOPLE', fields: [] },
  { id: 11, db_id: 3, schema: 'PUBLIC', name: 'EVENTS', fields: [{ id: 110, name: 'AT' }] },
  { id: 12, db_id: 4, schema: null, name: 'leads', fields: [{ id: 120, name: 'email' }] },
]

const totalsSql = `select o.id, sum(o.amount) as total, max(m.customer) as customer
from public.orders o join {{#1-orders}} m on m.id = o.id
where {{placed}} and o.amount > {{least}} and {{snippet: only paid}} [[and o.note = {{note}}]]
group by o.id`

const cards = [
  {
    id: 1,
    name: 'Orders',
    type: 'model',
    display: 'table',
    description: 'One row an order',
    collection_id: 5,
    database_id: 1,
    dataset_query: {
      database: 1,
      ...stages({
        'lib/type': 'mbql.stage/mbql',
        'source-table': 7,
        joins: [{ alias: 'Customers', stages: [{ 'lib/type': 'mbql.stage/mbql', 'source-table': 8 }] }],
      }),
    },
    result_metadata: [
      column('id', 'BigInteger', { id: 70, field_ref: ['field', 70, null], description: 'Its number' }),
      column('amount', 'Decimal', { id: 71, field_ref: ['field', 71, null], display_name: 'Amount' }),
      column('customer', 'Text', { id: 80, field_ref: ['field', 80, { 'join-alias': 'Customers' }] }),
      column('placed', 'DateTimeWithLocalTZ', { field_ref: ['expression', 'placed'] }),
    ],
  },
  {
    id: 2,
    name: 'Revenue',
    type: 'question',
    display: 'line',
    collection_id: null,
    database_id: 1,
    dataset_query: {
      database: 1,
      type: 'query',
      query: { 'source-table': 'card__1', aggregation: [['count']] },
    },
    result_metadata: [
      column('customer', 'Text', { id: 80, field_ref: ['field', 80, null] }),
      column('amount', 'Decimal', { field_ref: ['aggregation', 0] }),
    ],
  },
  {
    id: 3,
    name: 'Totals',
    type: 'question',
    display: 'bar',
    collection_id: null,
    database_id: 1,
    dataset_query: {
      database: 1,
      type: 'native',
      native: {
        query: totalsSql,
        'template-tags': {
          placed: { name: 'placed', type: 'dimension' },
          least: { name: 'least', type: 'number' },
          note: { name: 'note', type: 'text' },
          '#1-orders': { name: '#1-orders', type: 'card', 'card-id': 1 },
          'snippet: only paid': { name: 'snippet: only paid', type: 'snippet' },
        },
      },
    },
    result_metadata: [column('id', 'BigInteger'), column('total', 'Decimal'), column('customer', 'Text')],
  },
  {
    id: 4,
    name: 'By unit',
    type: 'question',
    display: 'area',
    collection_id: null,
    database_id: 1,
    dataset_query: {
      database: 1,
      ...stages({
        'lib/type': 'mbql.stage/native',
        native: 'select {{mb.time_grouping("unit", "placed")}} from public.orders',
        'template-tags': [{ name: 'unit', type: 'temporal-unit' }],
      }),
    },
    result_metadata: null,
  },
  {
    id: 5,
    name: 'Sample',
    type: 'question',
    display: 'map',
    collection_id: null,
    database_id: 2,
    dataset_query: { database: 2, type: 'query', query: { 'source-table': 10 } },
    result_metadata: [],
  },
  {
    id: 6,
    name: 'Titles',
    type: 'question',
    display: 'table',
    collection_id: null,
    database_id: 1,
    dataset_query: {
      database: 1,
      ...stages({
        'lib/type': 'mbql.stage/mbql',
        'source-table': 7,
        breakout: [['field', { 'source-field': 72 }, 90]],
        aggregation: [['metric', {}, 8]],
      }),
    },
    result_metadata: [column('title', 'Text', { id: 90 })],
  },
  {
    id: 8,
    name: 'Average order',
    type: 'metric',
    display: 'scalar',
    collection_id: 5,
    database_id: 1,
    dataset_query: {
      database: 1,
      type: 'query',
      query: { 'source-query': { 'source-table': 7 }, aggregation: [['avg', ['field', 71, null]]] },
    },
    result_metadata: [],
  },
  {
    id: 9,
    // Somebody thought this enough of a name.
    name: '9',
    type: 'question',
    display: 'funnel',
    collection_id: null,
    database_id: 3,
    dataset_query: { database: 3, type: 'query', query: { 'source-table': 11 } },
    result_metadata: [column('AT', 'DateTime', { id: 110, field_ref: ['field', 110, null] })],
  },
  {
    id: 10,
    name: 'Leads',
    dataset: true,
    display: 'table',
    collection_id: null,
    database_id: 4,
    dataset_query: { database: 4, type: 'native', native: { query: 'select email from leads' } },
    result_metadata: [column('email', 'Text')],
  },
  {
    id: 11,
    name: 'Leads of Metabase',
    type: 'question',
    display: 'table',
    collection_id: null,
    database_id: 4,
    dataset_query: {
      database: 4,
      type: 'query',
      query: { 'source-table': 12, joins: [{ 'source-table': 'card__99' }, { 'source-table': 404 }] },
    },
    result_metadata: [],
  },
].map((card) => ({ ...card, creator: ada, archived: false }))

const dashboards = [
  {
    id: 1,
    name: 'Sales',
    description: 'Who bought what',
    collection_id: null,
    creator_id: 1,
    dashcards: [
      { card_id: 2, series: [{ id: 3 }] },
      { card_id: 1, series: [] },
      { card_id: null, series: [], visualization_settings: { text: 'Read me' } },
      { card_id: 99, series: [] },
    ],
  },
  { id: 2, name: 'Average', collection_id: 5, creator_id: 2, ordered_cards: [{ card_id: 8 }] },
]

/** @param seen - gets each request as `GET /api/…` */
export function metabase(options: MetabaseOptions = {}, seen: string[] = []): RequestListener {
  const { plainUser = false, more = 0 } = options
  let sessions = 0
  let toEnd = options.endedSessions ?? 0
  const inRoot = [
    { id: 1, model: 'dashboard', name: 'Sales' },
    // Deleted between the list and the question about it.
    { id: 3, model: 'dashboard', name: 'Gone' },
    ...Array.from({ length: more }, (_, n) => ({ id: 1000 + n, model: 'dashboard', name: `More ${n}` })),
  ]
  const lists: Readonly<Record<string, unknown>> = {
    '/api/user/current': ada,
    '/api/card': cards,
    '/api/collection': [
      { id: 'root', name: 'Our analytics' },
      { id: 5, name: 'Finance', archived: false },
      { id: 6, name: 'Trash', type: 'trash' },
    ],
    '/api/database': {
      data: databases.map(({ details, ...each }) => (plainUser ? each : { ...each, details })),
      total: databases.length,
    },
    '/api/native-query-snippet': [{ id: 1, name: 'only paid', content: 'o.paid and {{placed}}' }],
  }

  function one(path: string): unknown {
    const [, kind, id, rest] = /^\/api\/(\w+)\/(\d+)(\/query_metadata)?$/.exec(path) ?? []
    const byId = (each: { readonly id: number }) => each.id === Number(id)
    if (kind === 'table' && rest) return tables.find(byId)
    if (rest) return undefined
    if (kind === 'user') return byId(ada) ? ada : undefined
    if (kind === 'dashboard')
      return (
        dashboards.find(byId) ??
        (Number(id) >= 1000 && Number(id) < 1000 + more
          ? { id: Number(id), name: `More ${id}`, collection_id: null, dashcards: [] }
          : undefined)
      )
    const table = tables.find(({ fields }) => fields.some(byId))
    return kind === 'field' && table ? { id: Number(id), table_id: table.id } : undefined
  }

  function items(collection: string, query: URLSearchParams): unknown {
    if ([...query.keys()].join() !== 'models,limit,offset' || query.get('models') !== 'dashboard')
      return undefined
    const all = collection === 'root' ? inRoot : [{ id: 2, model: 'dashboard', name: 'Average' }]
    const offset = Number(query.get('offset'))
    return { total: all.length, data: all.slice(offset, offset + Number(query.get('limit'))) }
  }

  function signedIn({ headers }: IncomingMessage): boolean {
    if (headers['x-api-key'] !== undefined) return headers['x-api-key'] === 'mb_key'
    if (headers['x-metabase-session'] !== `s${sessions}` || sessions === 0) return false
    toEnd -= 1
    return toEnd < 0
  }

  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://metabase')
    const path = url.pathname
    seen.push(`${request.method} ${path}`)
    if (request.method === 'POST' && path === '/api/session') {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        const { username, password } = JSON.parse(body) as Record<string, unknown> // what the connector sent
        if (username !== ada.email || password !== 'hush')
          return answer(response, 401, { errors: { password: 'did not match stored password' } })
        sessions += 1
        answer(response, 200, { id: `s${sessions}` })
      })
      return
    }
    if (request.method !== 'GET') return answer(response, 405, {})
    if (!signedIn(request)) return answer(response, 401, 'Unauthenticated')
    const collection = /^\/api\/collection\/(root|5)\/items$/.exec(path)?.[1]
    if (collection === undefined && url.search !== '')
      return answer(response, 400, { message: 'unknown parameter' })
    if (plainUser && /^\/api\/user\/\d/.test(path))
      return answer(response, 403, "You don't have permissions to do that.")
    const found = collection === undefined ? (lists[path] ?? one(path)) : items(collection, url.searchParams)
    return found === undefined ? answer(response, 404, 'Not found.') : answer(response, 200, found)
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
