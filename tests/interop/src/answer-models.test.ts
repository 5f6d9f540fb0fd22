/** Answers that are no entities (threads, suggestions, events, runs, reports …) against the models of the published clients. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCatalog, startCatalog } from '../../processes/src/start-catalog.ts'
import { type ModelOracle, startModelOracle } from './model-oracle.ts'

type Json = Readonly<Record<string, unknown>> & { readonly id?: string; readonly data?: readonly Json[] }

let oracle: ModelOracle
let catalog: RunningCatalog
const orders = 'svc.db.public.orders'
const link = `<#E::table::${orders}>`
const column = `<#E::table::${orders}::columns::id>`

const call = (method: string, path: string, body?: unknown) =>
  catalog.api<Json>(path, { method, ...(body === undefined ? {} : { body }) })
const get = (path: string) => call('GET', path)

/** Each value is one the model takes. */
async function accept(model: string, ...values: readonly unknown[]): Promise<void> {
  expect(values.length, `answers for ${model}`).toBeGreaterThan(0)
  const { errors } = await oracle.ask({ values: values.map((value) => ({ model, value })) })
  expect(errors.flat(), model).toEqual([])
}

async function acceptAll(model: string, path: string): Promise<void> {
  await accept(model, ...((await get(path)).data ?? []))
}

let table: Json
let person: Json
beforeAll(async () => {
  catalog = await startCatalog({ environment: { WAYMARK_NOTIFY_ALLOWED_HOSTS: '127.0.0.0/8' } })
  oracle = await startModelOracle()
  await call('PUT', 'services/databaseServices', { name: 'svc', serviceType: 'Postgres' })
  await call('PUT', 'databases', { name: 'db', service: 'svc' })
  await call('PUT', 'databaseSchemas', { name: 'public', database: 'svc.db' })
  const columns = [{ name: 'id', dataType: 'INT' }]
  table = await call('PUT', 'tables', { name: 'orders', databaseSchema: 'svc.db.public', columns })
  person = await call('PUT', 'users', { name: 'grace', email: 'grace@example.com' })
})
afterAll(async () => {
  oracle?.stop()
  await catalog?.stop()
})

describe('what people say', () => {
  it('is threads, posts, tasks and announcements as the 1.13 client models them', async () => {
    const thread = await call('POST', 'feed', { message: 'hello <#E::user::grace|@grace>', about: link })
    const answered = await call('POST', `feed/${thread.id}/posts`, { message: 'hi' })
    const assignees = [{ id: person.id, type: 'user' }]
    const task = await call('POST', 'feed', {
      type: 'Task',
      message: 'describe it',
      about: `${column.slice(0, -1)}::description>`,
      taskDetails: { type: 'RequestDescription', assignees, suggestion: 'A key' },
    })
    const announcement = await call('POST', 'feed', {
      type: 'Announcement',
      message: 'moving',
      about: link,
      announcementDetails: { description: 'x', startTime: Date.now(), endTime: Date.now() + 3_600_000 },
    })
    const { id } = task.task as { id: number }
    const resolved = await call('PUT', `feed/tasks/${id}/resolve`, { newValue: 'A key' })
    await accept('entity.feed.thread:Thread', thread, answered, task, announcement, resolved)
    await accept('entity.feed.thread:Post', ...((await get(`feed/${thread.id}/posts`)).data ?? []))
    await acceptAll('api.feed.threadCount:CountOfThreadsRelatedToAnEntity', 'feed/count')
    // The cards that the catalog makes of changes are threads as well.
    await call('PATCH', `tables/${table.id}`, [{ op: 'add', path: '/description', value: 'Orders' }])
    await expect
      .poll(async () => (await get('feed?limit=100')).data?.some((one) => one.generatedBy === 'system'))
      .toBe(true)
    await acceptAll('entity.feed.thread:Thread', 'feed?limit=100')
    await accept('entity.feed.thread:Thread', await call('DELETE', `feed/${thread.id}`))
  })

  it('is suggestions', async () => {
    const made = await call('POST', 'suggestions', { entityLink: column, description: 'A number' })
    const accepted = await call('PUT', `suggestions/${made.id}/accept`)
    const label = { tagFQN: 'PII.None', source: 'Classification', labelType: 'Manual', state: 'Suggested' }
    const tags = await call('POST', 'suggestions', {
      type: 'SuggestTagLabel',
      entityLink: link,
      tagLabels: [label],
    })
    await accept('entity.feed.suggestion:Suggestion', made, accepted, tags)
    await acceptAll('entity.feed.suggestion:Suggestion', 'suggestions')
  })
})

describe('what happened', () => {
  it('is change events', async () => {
    await expect.poll(async () => (await get('events?limit=1000')).data?.length).toBeGreaterThan(5)
    await acceptAll('type.changeEvent:ChangeEvent', 'events?limit=1000')
    await accept('type.entityHistory:EntityVersionHistory', await get(`tables/${table.id}/versions`))
  })

  it('is told by alerts, with how that went', async () => {
    const config = { endpoint: 'http://127.0.0.1:9/', authType: { type: 'bearer', secretKey: 'x' } }
    const destination = { category: 'External', type: 'Webhook', config }
    const alert = await call('POST', 'events/subscriptions', {
      name: 'all of it',
      alertType: 'Notification',
      resources: ['all'],
      destinations: [destination],
      retries: 0,
    })
    await accept('events.eventSubscription:EventSubscription', alert)
    const looks = `events/subscriptions/id/${alert.id}`
    await call('PATCH', `tables/${table.id}`, [{ op: 'replace', path: '/description', value: 'All orders' }])
    const failed = async () => (await get(`${looks}/failedEvents`)) as unknown as readonly Json[]
    await expect.poll(async () => (await failed()).length).toBeGreaterThan(0)
    await accept('events.failedEventResponse:FailedEvents', ...(await failed()))
    await accept('events.subscriptionStatus:SubscriptionStatus', await get(`${looks}/status`))
    await accept('events.api.eventsRecord:EventSubscriptionEventsRecord', await get(`${looks}/eventsRecord`))
    await accept(
      'events.api.eventSubscriptionDiagnosticInfo:EventSubscriptionDiagnosticInfo',
      await get(`${looks}/diagnosticInfo`),
    )
    await acceptAll('events.api.typedEvent:TypedEvent', `${looks}/listEvents`)
    await accept(
      'events.eventSubscription:Destination',
      ...((await get(`${looks}/destinations`)) as unknown as readonly Json[]),
      ...((await call('POST', 'events/subscriptions/testDestination', {
        destinations: [destination],
      })) as unknown as readonly Json[]),
    )
    await accept(
      'events.eventSubscriptionOffset:EventSubscriptionOffset',
      await call('PUT', `${looks}/syncOffset`),
    )
    await accept(
      'type.function:Function',
      ...((await get('events/subscriptions/functions')) as unknown as readonly Json[]),
    )
    await acceptAll(
      'events.filterResourceDescriptor:FilterResourceDescriptor',
      'events/subscriptions/resources',
    )
  })
})

describe('what was measured', () => {
  it('is results, incidents and counts of tests', async () => {
    const testCase = await call('POST', 'dataQuality/testCases', {
      name: 'count',
      entityLink: link,
      testDefinition: 'tableRowCountToEqual',
      parameterValues: [{ name: 'value', value: '7' }],
    })
    const fqn = String(testCase.fullyQualifiedName)
    const failure = { timestamp: Date.now(), testCaseStatus: 'Failed', result: '3 rows' }
    await call('POST', `dataQuality/testCases/testCaseResults/${fqn}`, failure)
    await acceptAll('tests.basic:TestCaseResult', `dataQuality/testCases/testCaseResults/${fqn}?startTs=0`)
    await acceptAll(
      'tests.testCaseResolutionStatus:TestCaseResolutionStatus',
      'dataQuality/testCases/testCaseIncidentStatus?latest=true',
    )
    await accept('tests.basic:TestSummary', await get('dataQuality/testSuites/executionSummary'))
    await acceptAll('tests.testCase:TestCase', 'dataQuality/testCases/search/list?fields=*')
    await acceptAll('tests.testSuite:TestSuite', 'dataQuality/testSuites/search/list?fields=*')
  })

  it('is runs of apps', async () => {
    const started = await call('POST', 'apps/trigger/SearchIndexingApplication')
    const ended = async () => await get('apps/name/SearchIndexingApplication/runs/latest')
    await expect.poll(async () => (await ended()).status).toBe('success')
    await accept('entity.applications.appRunRecord:AppRunRecord', started, await ended())
  })
})

describe('what is asked about many', () => {
  it('is lineage, permissions and the vocabulary of policies', async () => {
    const other = await call('PUT', 'tables', { name: 'lines', databaseSchema: 'svc.db.public', columns: [] })
    await call('PUT', 'lineage', {
      edge: { fromEntity: { id: other.id, type: 'table' }, toEntity: { id: table.id, type: 'table' } },
    })
    await accept('type.entityLineage:EntityLineage', await get(`lineage/table/${table.id}`))
    const around = `fqn=${orders}&type=table`
    for (const route of [
      'getLineage',
      'getLineage/Upstream',
      'getLineageByEntityCount',
      'getDataQualityLineage',
    ]) {
      await accept(
        'api.lineage.searchLineageResult:SearchLineageResult',
        await get(`lineage/${route}?${around}`),
      )
    }
    await accept(
      'api.lineage.lineagePaginationInfo:LineagePaginationInfo',
      await get(`lineage/getPaginationInfo?${around}`),
    )
    await acceptAll('entity.policies.accessControl.resourcePermission:ResourcePermission', 'permissions')
    await acceptAll(
      'entity.policies.accessControl.resourceDescriptor:ResourceDescriptor',
      'policies/resources',
    )
  })

  it('is reports of imports and bulk calls', async () => {
    const { token } = await catalog.admin('admin-token')
    const imported = await fetch(`${catalog.url}/api/v1/databases/name/svc.db/import?dryRun=true`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'text/plain' },
      body: 'name*,displayName,description\r\nraw,,x\r\n',
    })
    await accept('type.csvImportResult:CsvImportResult', await imported.json())
    await accept('type.csvDocumentation:CsvDocumentation', await get('tables/documentation/csv'))
    const tables = [{ name: 'more', databaseSchema: 'svc.db.public', columns: [] }, { name: 'broken' }]
    const report = await catalog.api<Json>('tables/bulk', { method: 'PUT', body: tables })
    expect(report).toMatchObject({ numberOfRowsPassed: 1, numberOfRowsFailed: 1 })
    await accept('type.bulkOperationResult:BulkOperationResult', report)
  })

  it('is what the charts about the catalog show', async () => {
    await call('POST', 'analytics/dataInsights/snapshot')
    const charts = `analytics/dataInsights/system/charts`
    const days = `start=0&end=${Date.now()}`
    const shown = await get(
      `${charts}/listChartData?chartNames=total_data_assets,total_data_assets_by_tier&${days}`,
    )
    const model = 'dataInsight.custom.dataInsightCustomChartResultList:DataInsightCustomChartResultList'
    await accept(model, ...Object.values(shown), await get(`${charts}/name/total_data_assets/data?${days}`))
    await acceptAll('dataInsight.custom.dataInsightCustomChart:Chart', `${charts}?fields=*`)
    await acceptAll('analytics.reportData:ReportData', 'analytics/dataInsights/data')
  })

  it('is settings of the installation', async () => {
    const { data = [] } = await get('system/settings')
    // The client's model of settings leaves this one out.
    const isTheme = (one: Json) => one.config_type === 'customUiThemePreference'
    await accept('settings.settings:Settings', ...data.filter((one) => !isTheme(one)))
    await accept(
      'configuration.uiThemePreference:UiThemePreference',
      ...data.filter(isTheme).map((one) => one.config_value),
    )
  })
})
