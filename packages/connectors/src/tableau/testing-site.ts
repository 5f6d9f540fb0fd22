/**
 * A site of Tableau as its APIs are documented, for tests: sign-in, lists of REST, the Metadata API with its limits.
 * https://help.tableau.com/current/api/rest_api/en-us/REST/rest_api_ref_authentication.htm
 * https://help.tableau.com/current/api/rest_api/en-us/REST/rest_api_concepts_paging.htm
 * https://help.tableau.com/current/api/metadata_api/en-us/docs/meta_api_errors.html
 */
import type { IncomingMessage, RequestListener } from 'node:http'
import { answering } from '../testing-http.ts'
import { execute } from './testing-graphql.ts'
import { metadataTypes } from './testing-types.ts'

export const site = {
  orders: '1f2f3e4d-0c11-4c0e-9e6b-000000000001',
  workbook: '1f2f3e4d-0c11-4c0e-9e6b-000000000002',
  revenue: '1f2f3e4d-0c11-4c0e-9e6b-000000000003',
  unnamed: '1f2f3e4d-0c11-4c0e-9e6b-000000000004',
  overview: '1f2f3e4d-0c11-4c0e-9e6b-000000000005',
  margins: '1f2f3e4d-0c11-4c0e-9e6b-000000000006',
  /** Ids of the Metadata API, for what REST does not know. */
  hiddenSheet: '7c1d0b3e-aaaa-bbbb-cccc-00000000000a',
  proxy: '7c1d0b3e-aaaa-bbbb-cccc-00000000000b',
  queries: '7c1d0b3e-aaaa-bbbb-cccc-00000000000c',
}

const shop = {
  __typename: 'DatabaseServer',
  id: 'db1',
  name: 'shop',
  connectionType: 'sqlserver',
  hostName: 'sql.fjordlight.example',
}
const databaseTable = (id: string, fullName: string, name: string) => ({
  __typename: 'DatabaseTable',
  id,
  name,
  schema: 'dbo',
  fullName,
  connectionType: 'sqlserver',
  database: shop,
})
const ordersTable = databaseTable('t1', '[dbo].[orders]', 'orders')
const customersTable = databaseTable('t2', '[dbo].[customers]', 'customers')
const fileTable = {
  __typename: 'DatabaseTable',
  id: 't3',
  name: 'targets.csv',
  schema: null,
  fullName: '[targets.csv]',
  connectionType: 'textscan',
  database: { __typename: 'File', id: 'f1', name: 'targets', connectionType: 'textscan' },
}
const column = (table: object, name: string) => ({ id: `c-${name}`, name, table })
const columnField = (name: string, dataType: string, upstreamColumns: object[] = [], more: object = {}) => ({
  __typename: 'ColumnField',
  id: `f-${name}`,
  name,
  dataType,
  isHidden: false,
  upstreamColumns,
  ...more,
})
const margin = {
  __typename: 'CalculatedField',
  id: 'f-margin',
  name: 'Margin',
  dataType: 'REAL',
  description: 'What is left',
  isHidden: false,
  formula: '[Amount] * 0.2',
  upstreamColumns: [column(ordersTable, 'amount')],
}
const ada = { username: 'ada', email: 'Ada@fjordlight.example' }
const workbook = {
  luid: site.workbook,
  name: 'Sales',
  description: 'What was sold where',
  projectName: 'Reports',
  owner: ada,
}

const sheets = [
  { id: 's1', luid: site.revenue, name: 'Revenue', path: 'Sales/Revenue', workbook },
  { id: site.hiddenSheet, luid: '', name: 'Helper', path: '', workbook },
  { id: 's3', luid: site.unnamed, name: null, path: 'Sales/Sheet3', workbook },
]

const published = {
  __typename: 'PublishedDatasource',
  id: 'p1',
  luid: site.orders,
  name: 'Orders',
  description: 'All orders',
  projectName: 'Finance',
  owner: { username: 'omar' },
  upstreamTables: [ordersTable, customersTable, fileTable],
  downstreamSheets: sheets,
  fields: [
    columnField('Id', 'INTEGER', [column(ordersTable, 'id')]),
    columnField('Amount', 'REAL', [column(ordersTable, 'amount')]),
    columnField('Customer', 'STRING', [column(customersTable, 'name')], { isHidden: true }),
    columnField('Id', 'INTEGER', [column(customersTable, 'id')]),
    margin,
  ],
}
const remote = (name: string) => ({
  __typename: 'ColumnField',
  name,
  dataType: 'REAL',
  datasource: { id: 'p1' },
})
const proxy = {
  __typename: 'EmbeddedDatasource',
  id: site.proxy,
  name: 'Orders (local)',
  workbook,
  upstreamDatasources: [{ id: 'p1' }],
  // Tableau names what is behind the published one as well.
  upstreamTables: [ordersTable],
  downstreamSheets: [sheets[0]],
  fields: [
    {
      __typename: 'DatasourceField',
      id: 'd1',
      name: 'Turnover',
      isHidden: false,
      upstreamColumns: [column(ordersTable, 'amount')],
      remoteField: remote('Amount'),
    },
  ],
}
const queries = {
  __typename: 'EmbeddedDatasource',
  id: site.queries,
  name: 'Top customers',
  workbook,
  upstreamDatasources: [],
  upstreamTables: [],
  downstreamSheets: [sheets[1]],
  fields: [columnField('Customer name', 'STRING'), columnField('Total', 'REAL')],
}
const referenced = (name: string) => [{ name, datasource: { id: site.queries } }]
const customSql = {
  __typename: 'CustomSQLTable',
  id: 'q1',
  name: 'Custom SQL Query',
  query:
    'select c.name, sum(o.amount) as total from dbo.customers c join archive.dbo.orders o on o.customer_id = c.id group by c.name',
  connectionType: 'sqlserver',
  database: shop,
  columns: [
    { name: 'name', referencedByFields: referenced('Customer name') },
    { name: 'total', referencedByFields: referenced('Total') },
  ],
}

const lists: Readonly<Record<string, readonly object[]>> = {
  publishedDatasourcesConnection: [published],
  embeddedDatasourcesConnection: [proxy, queries],
  customSQLTablesConnection: [customSql],
  sheetsConnection: sheets,
  dashboardsConnection: [
    {
      id: 'b1',
      luid: site.overview,
      name: 'Overview',
      path: 'Sales/Overview',
      sheets: sheets.slice(0, 2),
      workbook,
    },
    { id: 'b2', luid: site.margins, name: 'Margins', path: 'Sales/Margins', sheets: [sheets[0]], workbook },
  ],
}

const rest: Readonly<Record<string, readonly object[]>> = {
  project: [
    { id: 'pr1', name: 'Finance' },
    { id: 'pr2', name: 'Reports', parentProjectId: 'pr1' },
  ],
  workbook: [{ id: site.workbook, project: { id: 'pr2' }, webpageUrl: 'https://t.example/#/workbooks/7' }],
  datasource: [{ id: site.orders, project: { id: 'pr1' }, webpageUrl: 'https://t.example/#/datasources/9' }],
}

export interface SiteOptions {
  /** Items that REST gives on a page, whatever is asked for. */
  readonly restPageSize?: number
  /** More items of the Metadata API on a page than this exceed the limit of nodes. */
  readonly nodeLimit?: number
  /** Not even the first item of a page that exceeds the limit is given. */
  readonly nothingBeyondLimit?: boolean
  /** Said beside every answer of the Metadata API. */
  readonly error?: { readonly code: string; readonly severity: string }
  /** How many sessions end at once. */
  readonly shortSessions?: number
  readonly passwordOnly?: boolean
}

/** @param seen - what was asked for, as `GET /path` */
export function tableauSite(options: SiteOptions = {}, seen: string[] = []): RequestListener {
  let sessions = 0
  let short = options.shortSessions ?? 0
  let open: string | undefined

  function signIn(body: string): [number, unknown] {
    const { credentials } = JSON.parse(body)
    const known = options.passwordOnly
      ? credentials.name === 'ada' && credentials.password === 'hush'
      : credentials.personalAccessTokenName === 'catalog' && credentials.personalAccessTokenSecret === 'hush'
    if (!known || credentials.site.contentUrl !== 'sales')
      return [
        401,
        { error: { summary: 'Signin Error', detail: 'Error signing in to Tableau Server', code: '401001' } },
      ]
    sessions += 1
    open = `session-${sessions}`
    const token = open
    if (short-- > 0) open = 'another'
    return [200, { credentials: { site: { id: 'site-1', contentUrl: 'sales' }, user: { id: 'u1' }, token } }]
  }

  function restPage(kind: string, query: URLSearchParams): [number, unknown] {
    const all = rest[kind] ?? []
    const pageSize = Math.min(Number(query.get('pageSize') ?? 100), options.restPageSize ?? 1000)
    const pageNumber = Number(query.get('pageNumber') ?? 1)
    const items = all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
    const pagination = {
      pageNumber: String(pageNumber),
      pageSize: String(pageSize),
      totalAvailable: String(all.length),
    }
    return [200, { pagination, [`${kind}s`]: { [kind]: items } }]
  }

  function metadata(body: string): [number, unknown] {
    const { query, variables = {} } = JSON.parse(body)
    const errors: object[] = options.error
      ? [{ message: `said by ${options.error.code}`, extensions: options.error }]
      : []
    const { nodeLimit = Number.POSITIVE_INFINITY } = options
    try {
      const data = execute(metadataTypes, query, variables, (name, args) => {
        const all = lists[name] ?? []
        const begin = Number(args.after ?? 0)
        const nodes = all.slice(begin, begin + Number(args.first ?? 100))
        const exceeds = nodes.length > nodeLimit
        if (exceeds)
          errors.push({
            message: 'Showing partial results. The request exceeded the 20000 node limit.',
            extensions: {
              severity: 'WARNING',
              code: 'NODE_LIMIT_EXCEEDED',
              properties: { nodeLimit: 20000 },
            },
          })
        const end = begin + nodes.length
        return {
          nodes: exceeds ? nodes.slice(0, options.nothingBeyondLimit ? 0 : 1) : nodes,
          pageInfo: { hasNextPage: end < all.length, endCursor: String(end) },
        }
      })
      return [200, { data, ...(errors.length === 0 ? {} : { errors }) }]
    } catch (error) {
      return [200, { errors: [{ message: String(error), extensions: { severity: 'ERROR' } }] }]
    }
  }

  function answer(request: IncomingMessage, body: string): [number, unknown] {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://tableau')
    seen.push(`${request.method} ${pathname}`)
    if (pathname === '/api/2.4/serverinfo')
      return [200, { serverInfo: { productVersion: { value: '2024.2.0' }, restApiVersion: '3.23' } }]
    if (pathname === '/api/3.23/auth/signin') return signIn(body)
    if (open === undefined || request.headers['x-tableau-auth'] !== open)
      return [401, { error: { summary: 'Unauthorized Access', detail: 'Invalid token', code: '401002' } }]
    if (pathname === '/api/3.23/auth/signout') {
      open = undefined
      return [204, undefined]
    }
    if (pathname === '/api/metadata/graphql' && request.method === 'POST') return metadata(body)
    const kind = /^\/api\/3\.23\/sites\/site-1\/(\w+)s$/.exec(pathname)?.[1]
    if (kind !== undefined && kind in rest) return restPage(kind, searchParams)
    return [404, { error: { summary: 'Resource Not Found', detail: 'Unknown resource', code: '404000' } }]
  }

  return answering(answer)
}
