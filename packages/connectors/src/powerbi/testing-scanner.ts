/**
 * The scanner API as Microsoft documents it, for tests: two workspaces of a made-up company.
 * https://learn.microsoft.com/rest/api/power-bi/admin/workspace-info-get-modified-workspaces
 * https://learn.microsoft.com/rest/api/power-bi/admin/workspace-info-post-workspace-info
 * https://learn.microsoft.com/rest/api/power-bi/admin/workspace-info-get-scan-status
 * https://learn.microsoft.com/rest/api/power-bi/admin/workspace-info-get-scan-result
 * https://learn.microsoft.com/rest/api/power-bi/admin/dataflows-export-dataflow-as-admin
 */
import type { IncomingMessage, RequestListener } from 'node:http'
import { answering } from '../testing-http.ts'

export const scanned = {
  sales: 'd507422c-8d6d-4361-ac7a-30074a8cd0a1',
  finance: 'a6a7a3b1-0f3e-4d55-8a0e-5d9f5a4c2b10',
  salesModel: '132593c4-bf8d-4548-8f25-1ebb16a1613c',
  budgetModel: '7f3f1b52-4a0e-4d1b-9a3b-6d2f7c1e8b20',
  dataflow: 'e99c6789-343b-4933-9735-c67c948bb48d',
  report: 'c6d072d1-ed20-4b60-8329-16c4b934203b',
  paginated: 'e0b0b8a7-2f6e-4a7b-a2a5-6c5a2d1f0c11',
  dashboard: '80814ece-9302-49e3-b6bc-bad2f7a86c1a',
  titledTile: 'e687cc21-5b32-48f5-8c5e-4b844f190579',
  untitledTile: '0d1c2b3a-4f5e-6d7c-8b9a-0f1e2d3c4b5a',
}

const data = (name: string, dataType: string, more: object = {}) => ({
  name,
  dataType,
  isHidden: false,
  columnType: 'Data',
  ...more,
})

const salesWorkspace = {
  id: scanned.sales,
  name: 'Sales',
  type: 'Workspace',
  state: 'Active',
  isOnDedicatedCapacity: true,
  reports: [
    {
      id: scanned.report,
      name: 'Sales by region',
      description: 'Who sold what where',
      datasetId: scanned.salesModel,
      createdDateTime: '2024-06-16T08:22:49.14',
      createdBy: 'Ada@fjordlight.example',
      reportType: 'PowerBIReport',
    },
    { id: scanned.paginated, name: 'Invoices', reportType: 'PaginatedReport' },
    {
      id: 'ffffffff-0000-4000-8000-000000000001',
      name: '[App] Sales by region',
      appId: 'an-app',
      datasetId: scanned.salesModel,
    },
  ],
  dashboards: [
    {
      id: scanned.dashboard,
      displayName: 'Sales today',
      isReadOnly: false,
      tiles: [
        { id: scanned.titledTile, title: 'Revenue', reportId: scanned.report, datasetId: scanned.salesModel },
        { id: scanned.untitledTile, datasetId: scanned.budgetModel },
      ],
    },
  ],
  datasets: [
    {
      id: scanned.salesModel,
      name: 'Sales',
      description: 'Orders and customers',
      configuredBy: 'ada@fjordlight.example',
      targetStorageMode: 'Abf',
      contentProviderType: 'PbixInImportMode',
      tables: [
        {
          name: 'Orders',
          isHidden: false,
          columns: [
            data('id', 'Int64'),
            data('Amount', 'Decimal'),
            data('Customer', 'String'),
            {
              name: 'Margin',
              dataType: 'Double',
              isHidden: false,
              columnType: 'Calculated',
              expression: '[Amount] * 0.2',
            },
            {
              name: 'RowNumber-2662979B-1795-4F74-8F37-6A1BA8059B61',
              dataType: 'Int64',
              isHidden: true,
              columnType: 'RowNumber',
            },
          ],
          measures: [
            {
              name: 'Revenue',
              expression: 'SUM(Orders[Amount])',
              description: 'All orders',
              isHidden: false,
            },
            { name: '_raw', expression: 'COUNTROWS(Orders)', isHidden: true },
          ],
          source: [
            {
              expression:
                'let\n    Source = Sql.Database(Server, "shop"),\n    dbo_orders = Source{[Schema="public",Item="orders"]}[Data],\n    #"Merged Queries" = Table.NestedJoin(dbo_orders, {"customer_id"}, Customers, {"id"}, "Customers", JoinKind.LeftOuter),\n    #"Expanded" = Table.ExpandTableColumn(#"Merged Queries", "Customers", {"name"}, {"Customer"}),\n    #"Renamed Columns" = Table.RenameColumns(#"Expanded",{{"amount", "Amount"}})\nin\n    #"Renamed Columns"',
            },
          ],
        },
        {
          name: 'Customers',
          isHidden: true,
          columns: [data('id', 'Int64'), data('name', 'String')],
          measures: [],
          source: [
            { expression: 'Sql.Database(Server, "shop", [Query="select id, name from public.customers c"])' },
          ],
        },
        {
          name: 'Rates',
          columns: [data('Currency', 'String')],
          source: [{ expression: 'Csv.Document(Web.Contents("https://rates.example/today.csv"))' }],
        },
        {
          name: 'Calendar',
          columns: [{ name: 'Date', dataType: 'DateTime', columnType: 'CalculatedTableColumn' }],
          source: [{ expression: "CALENDAR(MIN('Orders'[Date]), TODAY())" }],
        },
      ],
      expressions: [
        {
          name: 'Server',
          expression:
            '"sql.fjordlight.example" meta [IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]',
        },
      ],
    },
  ],
  dataflows: [
    { objectId: scanned.dataflow, name: 'Staging', description: '', configuredBy: 'omar@fjordlight.example' },
  ],
}

const financeWorkspace = {
  id: scanned.finance,
  name: 'Finance',
  type: 'Workspace',
  state: 'Active',
  reports: [],
  dashboards: [],
  datasets: [
    {
      id: scanned.budgetModel,
      name: 'Budget',
      tables: [
        {
          name: 'Budget',
          columns: [data('Year', 'Int64'), data('Planned', 'Decimal')],
          source: [
            {
              expression: `let Source = PowerPlatform.Dataflows(null), W = Source{[Id="Workspaces"]}[Data], S = W{[workspaceId="${scanned.sales}"]}[Data], D = S{[dataflowId="${scanned.dataflow}"]}[Data], E = D{[entity="Plan",version=""]}[Data] in Table.RenameColumns(E, {{"planned", "Planned"}})`,
            },
          ],
        },
      ],
      upstreamDataflows: [{ targetDataflowId: scanned.dataflow, groupId: scanned.sales }],
      upstreamDatasets: [{ targetDatasetId: scanned.salesModel, groupId: scanned.sales }],
    },
  ],
  dataflows: [],
}

const dataflowDefinition = {
  name: 'Staging',
  version: '1.0',
  'pbi:mashup': {
    document:
      'section Section1;\r\nshared Plan = let\r\n  Source = Sql.Databases("sql.fjordlight.example"), shop = Source{[Name = "shop"]}[Data],\r\n  t = shop{[Schema = "public", Item = "budget"]}[Data]\r\nin\r\n  t;\r\n',
  },
  entities: [
    {
      $type: 'LocalEntity',
      name: 'Plan',
      description: '',
      attributes: [
        { name: 'Year', dataType: 'int64' },
        { name: 'planned', dataType: 'double' },
      ],
    },
  ],
}

export interface ScannerOptions {
  /** Whether a request may pass. */
  readonly authorized: (request: IncomingMessage) => boolean
  /** How many of the first requests are told to wait a second. */
  readonly throttled?: number
  /** More workspaces, all empty, so that one scan does not hold them. */
  readonly empty?: number
  readonly dataflowsRefused?: boolean
}

/** What was asked for, as `GET /path`. */
export function scanner(options: ScannerOptions, seen: string[] = []): RequestListener {
  const scans = new Map<string, { workspaces: string[]; polls: number }>()
  const empties = Array.from({ length: options.empty ?? 0 }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    name: `Empty ${n}`,
    state: 'Active',
  }))
  const workspaces = [salesWorkspace, ...empties, financeWorkspace]
  let throttled = options.throttled ?? 0

  function answer(request: IncomingMessage, body: string): [number, unknown, Record<string, string>?] {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://scanner')
    const path = pathname.replace(/^\/v1\.0\/myorg/, '')
    seen.push(`${request.method} ${path}`)
    if (!options.authorized(request)) return [401, { error: { code: 'PowerBINotAuthorizedException' } }]
    if (throttled > 0) {
      throttled -= 1
      return [429, { error: { code: 'TooManyRequests', message: 'Retry later' } }, { 'Retry-After': '1' }]
    }
    if (path === '/admin/workspaces/modified') return [200, workspaces.map(({ id }) => ({ id }))]
    if (path === '/admin/workspaces/getInfo') {
      const asked: string[] = JSON.parse(body).workspaces
      if (asked.length > 100)
        return [400, { error: { code: 'InvalidRequest', message: 'too many workspaces' } }]
      if (searchParams.get('datasetExpressions') !== 'True')
        return [400, { error: { code: 'InvalidRequest' } }]
      const id = `scan-${scans.size}`
      // The first scan takes a while; the others were done before anybody asked.
      scans.set(id, { workspaces: asked, polls: scans.size === 0 ? 0 : 1 })
      return [202, { id, createdDateTime: '2024-06-15T09:00:00Z', status: 'NotStarted' }]
    }
    const [, status, id = ''] = /^\/admin\/workspaces\/(scanStatus|scanResult)\/(.+)$/.exec(path) ?? []
    const scan = scans.get(id)
    if (status === 'scanStatus' && scan) {
      scan.polls += 1
      return [200, { id, status: scan.polls > 1 ? 'Succeeded' : 'Running' }]
    }
    if (status === 'scanResult' && scan)
      return scan.polls > 1
        ? [
            200,
            {
              workspaces: workspaces.filter((each) => scan.workspaces.includes(each.id)),
              datasourceInstances: [],
            },
          ]
        : [400, { error: { code: 'InvalidRequest', message: 'the scan is not done' } }]
    if (path === `/admin/dataflows/${scanned.dataflow}/export`)
      return options.dataflowsRefused
        ? [404, { error: { code: 'DataflowNotFound', message: 'It is gone' } }]
        : [200, dataflowDefinition]
    return [404, { error: { code: 'NotFound' } }]
  }

  return answering(answer)
}
