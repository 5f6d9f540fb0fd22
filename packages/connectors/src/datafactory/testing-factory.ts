/**
 * A factory as Azure Resource Manager answers for it, for tests.
 * https://learn.microsoft.com/rest/api/datafactory/pipelines/list-by-factory
 * https://learn.microsoft.com/rest/api/datafactory/datasets/list-by-factory
 * https://learn.microsoft.com/rest/api/datafactory/linked-services/list-by-factory
 * https://learn.microsoft.com/rest/api/datafactory/data-flows/list-by-factory
 * https://learn.microsoft.com/rest/api/datafactory/triggers/list-by-factory
 * https://learn.microsoft.com/rest/api/datafactory/pipeline-runs/query-by-factory
 * https://learn.microsoft.com/rest/api/datafactory/activity-runs/query-by-pipeline-run
 */
import type { RequestListener } from 'node:http'
import { answering } from '../testing-http.ts'

const expression = (value: string) => ({ type: 'Expression', value })
const linked = (referenceName: string, parameters?: object) => ({
  referenceName,
  type: 'LinkedServiceReference',
  ...(parameters ? { parameters } : {}),
})
const dataset = (referenceName: string, parameters?: object) => ({
  referenceName,
  type: 'DatasetReference',
  ...(parameters ? { parameters } : {}),
})

const linkedServices = {
  erp: {
    type: 'AzureSqlDatabase',
    typeProperties: {
      connectionString: 'Data Source=tcp:sql.contoso.com,1433;Initial Catalog=shop;User ID=x',
    },
  },
  warehouse: {
    type: 'AzureSqlDW',
    parameters: { db: { type: 'String', defaultValue: 'dwh' } },
    typeProperties: { server: 'dwh.sql.azuresynapse.net', database: expression('@linkedService().db') },
  },
  lake: { type: 'AzureBlobFS', typeProperties: { url: 'https://contosolake.dfs.core.windows.net/' } },
  hidden: { type: 'Oracle', typeProperties: { connectionString: { type: 'SecureString' } } },
  snow: {
    type: 'Snowflake',
    typeProperties: {
      connectionString:
        'jdbc:snowflake://xy1.west-europe.azure.snowflakecomputing.com/?user=u&db=SHOP&warehouse=W',
    },
  },
}

const datasets = {
  orders: {
    type: 'AzureSqlTable',
    linkedServiceName: linked('erp'),
    schema: [
      { name: 'id', type: 'int' },
      { name: 'amount', type: 'money' },
      { name: 'secret', type: 'text' },
    ],
    typeProperties: { schema: 'sales', table: 'orders' },
  },
  anyTable: {
    type: 'AzureSqlTable',
    linkedServiceName: linked('erp'),
    parameters: { name: { type: 'String' } },
    typeProperties: { tableName: expression("@concat('[dbo].[', dataset().name, ']')") },
  },
  facts: {
    type: 'AzureSqlDWTable',
    linkedServiceName: linked('warehouse'),
    schema: [{ name: 'id' }, { name: 'amount' }],
    typeProperties: { schema: 'mart', table: 'facts' },
  },
  files: {
    type: 'Parquet',
    linkedServiceName: linked('lake'),
    parameters: { folder: { type: 'String', defaultValue: 'orders' } },
    typeProperties: {
      location: {
        type: 'AzureBlobFSLocation',
        fileSystem: 'raw',
        folderPath: expression("@concat('sales/', dataset().folder)"),
        fileName: expression('@item().name'),
      },
    },
  },
  legacy: {
    type: 'OracleTable',
    linkedServiceName: linked('hidden'),
    typeProperties: { schema: 'HR', table: 'EMP' },
  },
  snowOrders: {
    type: 'SnowflakeTable',
    linkedServiceName: linked('snow'),
    typeProperties: { schema: 'PUBLIC', table: 'ORDERS' },
  },
}

const copy = (name: string, from: object, to: object, properties: object = {}, more: object = {}) => ({
  name,
  type: 'Copy',
  dependsOn: [],
  inputs: [from],
  outputs: [to],
  typeProperties: { source: { type: 'AzureSqlSource' }, sink: { type: 'SqlDWSink' }, ...properties },
  ...more,
})

const loadOrders = {
  description: 'Loads orders into the warehouse',
  concurrency: 2,
  parameters: { table: { type: 'String', defaultValue: 'customers' }, tables: { type: 'Array' } },
  activities: [
    {
      name: 'Look',
      type: 'Lookup',
      typeProperties: {
        source: { type: 'AzureSqlSource', sqlReaderQuery: 'select max(id) from sales.orders' },
      },
    },
    copy(
      'CopyOrders',
      dataset('orders'),
      dataset('facts'),
      {},
      { dependsOn: [{ activity: 'Look', dependencyConditions: ['Succeeded'] }] },
    ),
    copy(
      'CopyMapped',
      dataset('anyTable', { name: expression('@pipeline().parameters.table') }),
      dataset('facts'),
      {
        translator: {
          type: 'TabularTranslator',
          mappings: [
            { source: { name: 'CustomerId' }, sink: { name: 'id' } },
            { source: { path: "$['total']" }, sink: { name: 'amount' } },
          ],
        },
      },
    ),
    copy('CopyQuery', dataset('orders'), dataset('snowOrders'), {
      source: {
        type: 'AzureSqlSource',
        sqlReaderQuery: expression(
          'select o.id, c.name as customer from sales.orders o join @{pipeline().parameters.table} c on c.id = o.customer_id',
        ),
      },
    }),
    {
      name: 'Each',
      type: 'ForEach',
      dependsOn: [{ activity: 'CopyOrders', dependencyConditions: ['Succeeded'] }],
      typeProperties: {
        items: expression('@pipeline().parameters.tables'),
        activities: [
          copy('ToLake', dataset('anyTable', { name: expression('@item()') }), dataset('files')),
          {
            name: 'Choose',
            type: 'IfCondition',
            dependsOn: [{ activity: 'ToLake' }],
            typeProperties: { ifTrueActivities: [copy('FromHidden', dataset('legacy'), dataset('files'))] },
          },
        ],
      },
    },
    {
      name: 'Transform',
      type: 'ExecuteDataFlow',
      typeProperties: {
        dataflow: {
          referenceName: 'Shape',
          type: 'DataFlowReference',
          datasetParameters: { lakeIn: { folder: 'incoming' } },
        },
      },
    },
    {
      name: 'Run',
      type: 'Script',
      linkedServiceName: linked('warehouse'),
      typeProperties: { scripts: [{ type: 'NonQuery', text: 'truncate table stage.x' }] },
    },
  ],
}

const pipelines: Record<string, object> = {
  LoadOrders: loadOrders,
  Nightly: { activities: [{ name: 'Wait', type: 'Wait' }] },
  'With "quotes".and.dots': { activities: [] },
}

const dataflows = {
  Shape: {
    type: 'MappingDataFlow',
    typeProperties: {
      sources: [
        { name: 'lakeIn', dataset: dataset('files') },
        { name: 'orders', dataset: dataset('orders') },
        { name: 'rates', dataset: dataset('anyTable', { name: 'rates' }) },
      ],
      sinks: [
        { name: 'facts', dataset: dataset('facts') },
        { name: 'errors', dataset: dataset('snowOrders') },
      ],
      scriptLines: [
        'source(output(id as integer, note as string), allowSchemaDrift: true) ~> lakeIn',
        'source(output(id as integer)) ~> orders',
        "source(output(rate as double), query: 'a ~> b') ~> rates",
        "lakeIn, orders join(lakeIn@id == orders@id, joinType:'inner') ~> Join1",
        'Join1 split(isNull(note), disjoint: false) ~> Split1@(bad, good)',
        'Split1@good, rates lookup(rate == id) ~> Lookup1',
        'Lookup1 sink(allowSchemaDrift: true) ~> facts',
        'Split1@bad sink() ~> errors',
      ],
    },
  },
}

const triggers = {
  hourly: {
    type: 'ScheduleTrigger',
    runtimeState: 'Started',
    pipelines: [{ pipelineReference: { referenceName: 'LoadOrders', type: 'PipelineReference' } }],
    typeProperties: { recurrence: { frequency: 'Hour', interval: 4, timeZone: 'UTC' } },
  },
  stopped: {
    type: 'ScheduleTrigger',
    runtimeState: 'Stopped',
    pipelines: [{ pipelineReference: { referenceName: 'Nightly', type: 'PipelineReference' } }],
    typeProperties: { recurrence: { frequency: 'Day', interval: 1 } },
  },
}

const kinds: Record<string, Record<string, object>> = {
  pipelines,
  datasets,
  linkedservices: linkedServices,
  dataflows,
  triggers,
}

export interface FactoryOptions {
  /** Milliseconds since 1970. */
  readonly startedMs: number
  readonly runsRefused?: boolean
}

export function factory({ startedMs, runsRefused = false }: FactoryOptions): RequestListener {
  const at = (seconds: number) => new Date(startedMs + seconds * 1000).toISOString()
  const run = (runId: string, status: string, more: object = {}) => ({
    runId,
    pipelineName: 'LoadOrders',
    status,
    runStart: at(0),
    runEnd: status === 'InProgress' ? null : at(60),
    message: '',
    ...more,
  })
  const runPages = [
    {
      value: [run('r3', 'InProgress'), run('r2', 'Failed', { message: 'Operation on target ToLake failed' })],
      continuationToken: 'p2',
    },
    { value: [run('r1', 'Succeeded'), run('r0', 'Queued', { runStart: null, runEnd: null })] },
  ]
  const activity = (activityName: string, status: string, output: object = {}) => ({
    activityName,
    status,
    activityRunStart: at(1),
    activityRunEnd: at(30),
    output,
  })
  const activityRuns = [
    activity('CopyOrders', 'Succeeded', { rowsRead: 10, rowsCopied: 9 }),
    activity('ToLake', 'Succeeded', { rowsRead: 1, rowsCopied: 1 }),
    activity('ToLake', 'Failed', { errors: [] }),
    activity('Transform', 'Skipped'),
  ]

  function answer(url: URL, body: string, host: string): [number, unknown] {
    if (url.searchParams.get('api-version') !== '2018-06-01')
      return [400, { error: { code: 'MissingApiVersionParameter', message: 'api-version' } }]
    const [, path] = /\/factories\/contoso-adf(\/.*)?$/.exec(url.pathname) ?? []
    if (!url.pathname.includes('/factories/contoso-adf'))
      return [404, { error: { code: 'ResourceNotFound', message: 'There is no such factory.' } }]
    if (path === undefined) return [200, { name: 'contoso-adf' }]
    if (path.includes('query') && runsRefused)
      return [403, { error: { code: 'AuthorizationFailed', message: 'no right to query runs' } }]
    if (path === '/queryPipelineRuns')
      return [200, runPages[JSON.parse(body).continuationToken === 'p2' ? 1 : 0]]
    if (path.endsWith('/queryActivityruns'))
      return [200, { value: path.includes('/r2/') ? activityRuns : [] }]
    const all = Object.entries(kinds[path.slice(1)] ?? {}).map(([name, properties]) => ({ name, properties }))
    // Two on a page.
    const skip = Number(url.searchParams.get('$skip') ?? 0)
    const nextLink =
      skip + 2 < all.length
        ? `http://${host}${url.pathname}?api-version=2018-06-01&$skip=${skip + 2}`
        : undefined
    return [200, { value: all.slice(skip, skip + 2), ...(nextLink ? { nextLink } : {}) }]
  }

  return answering((request, body) => {
    const url = new URL(request.url ?? '', 'http://arm')
    if (url.pathname.includes('/oauth2/')) return [200, { access_token: 'arm', expires_in: 3600 }]
    const allowed = request.headers.authorization === 'Bearer arm'
    return allowed ? answer(url, body, request.headers.host ?? '') : [401, {}]
  })
}
