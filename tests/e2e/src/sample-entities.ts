/** A small catalog, written through the API by whoever is signed in. */
import type { BrowserContext } from 'playwright-core'

export interface Api {
  post(path: string, body: unknown): Promise<Record<string, unknown>>
  put(path: string, body: unknown): Promise<Record<string, unknown>>
  get(path: string): Promise<Record<string, unknown>>
  patch(path: string, operations: unknown): Promise<Record<string, unknown>>
}

/** The API with the session of a browser; `Origin` is what the pages would send. */
export function apiOf(context: BrowserContext, url: string): Api {
  const send = async (method: string, path: string, data?: unknown, contentType = 'application/json') => {
    const response = await context.request.fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { origin: url, ...(data === undefined ? {} : { 'content-type': contentType }) },
      ...(data === undefined ? {} : { data: JSON.stringify(data) }),
    })
    if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`)
    const text = await response.text()
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) // every entity is an object
  }
  return {
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    get: (path) => send('GET', path),
    patch: (path, operations) => send('PATCH', path, operations, 'application/json-patch+json'),
  }
}

const column = (name: string, dataType: string, more: object = {}) => ({ name, dataType, ...more })

/** Tables of a shop: keys, a view with lineage, a struct, a name with everything in it, and one very wide table. */
export async function writeSampleEntities(api: Api): Promise<void> {
  await api.put('services/databaseServices', {
    name: 'shop_pg',
    serviceType: 'Postgres',
    connection: {
      config: { type: 'Postgres', username: 'reader', hostPort: 'localhost:5432', database: 'db' },
    },
  })
  await api.put('databases', { name: 'shop', service: 'shop_pg' })
  await api.put('databaseSchemas', {
    name: 'sales',
    database: 'shop_pg.shop',
    description: 'Everything from basket to invoice.',
  })
  const schema = 'shop_pg.shop.sales'
  await api.put('tables', {
    name: 'customers',
    databaseSchema: schema,
    tableType: 'Regular',
    description: 'Everybody who ever **bought** something.',
    columns: [
      column('customer_id', 'BIGINT', { constraint: 'NOT_NULL' }),
      column('email', 'VARCHAR', { dataLength: 254 }),
    ],
    tableConstraints: [{ constraintType: 'PRIMARY_KEY', columns: ['customer_id'] }],
  })
  const orders = await api.put('tables', {
    name: 'orders',
    databaseSchema: schema,
    tableType: 'Regular',
    columns: [
      column('order_id', 'BIGINT', { constraint: 'NOT_NULL' }),
      column('customer_id', 'BIGINT', { constraint: 'NOT_NULL', description: 'Who bought.' }),
      column('total_cents', 'BIGINT'),
      column('shipping', 'STRUCT', {
        dataTypeDisplay: 'address',
        children: [column('street', 'TEXT'), column('zip', 'VARCHAR', { dataLength: 12 })],
      }),
      column('ordered_at', 'TIMESTAMPZ', { dataTypeDisplay: 'timestamp with time zone' }),
    ],
    tableConstraints: [
      { constraintType: 'PRIMARY_KEY', columns: ['order_id'] },
      {
        constraintType: 'FOREIGN_KEY',
        columns: ['customer_id'],
        referredColumns: [`${schema}.customers.customer_id`],
      },
    ],
  })
  const definition =
    "select date_trunc('month', ordered_at) as month, sum(total_cents) as revenue from sales.orders group by 1"
  const view = await api.put('tables', {
    name: 'revenue_by_month',
    databaseSchema: schema,
    tableType: 'View',
    description: 'Revenue for the monthly report.',
    columns: [column('month', 'TIMESTAMPZ'), column('revenue', 'BIGINT')],
    schemaDefinition: `create view sales.revenue_by_month as\n${definition}`,
  })
  await api.put('lineage', {
    edge: {
      fromEntity: { id: orders.id, type: 'table' },
      toEntity: { id: view.id, type: 'table' },
      lineageDetails: {
        source: 'ViewLineage',
        sqlQuery: definition,
        columnsLineage: [
          { fromColumns: [`${schema}.orders.ordered_at`], toColumn: `${schema}.revenue_by_month.month` },
          { fromColumns: [`${schema}.orders.total_cents`], toColumn: `${schema}.revenue_by_month.revenue` },
        ],
      },
    },
  })
  await api.put('tables', {
    name: 'a.b "c" d/e?f#g 表 🧭',
    databaseSchema: schema,
    columns: [column('x.y "z"/ü', 'INT')],
  })
  await api.put('tables', {
    name: 'wide',
    databaseSchema: schema,
    columns: Array.from({ length: 5_000 }, (_, i) => column(`measure_${i}`, 'DOUBLE')),
  })
}
