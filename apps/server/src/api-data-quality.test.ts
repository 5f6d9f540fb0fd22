/** Tests, results, incidents and suites end to end, on a real engine. */
import { settledEvents } from '@waymark/engine/testing'
import type { TestCaseResolutionStatus } from '@waymark/spec'
import { afterAll, describe, expect, it } from 'vitest'
import { pluck } from './testing/orders.ts'
import { base, openQualityCatalog, orders, result } from './testing/quality-catalog.ts'

const { t, call } = await openQualityCatalog()
afterAll(() => t.close())

describe('test cases', () => {
  it('belong to the suite of their table, which the first one makes', async () => {
    const made = await call('POST', `${base}/testCases`, {
      name: 'count',
      entityLink: `<#E::table::${orders}>`,
      testDefinition: 'tableRowCountToEqual',
      parameterValues: [{ name: 'value', value: '7' }],
    })
    expect(made).toMatchObject({
      fullyQualifiedName: `${orders}.count`,
      entityFQN: orders,
      testSuite: { type: 'testSuite', fullyQualifiedName: `${orders}.testSuite` },
      testDefinition: { name: 'tableRowCountToEqual' },
    })
    await call('POST', `${base}/testCases`, {
      name: 'unique',
      entityLink: `<#E::table::${orders}::columns::id>`,
      testDefinition: 'tableRowCountToEqual',
    })
    const table = await call('GET', `/api/v1/tables/name/${orders}?fields=testSuite`)
    expect(table.testSuite).toMatchObject({ fullyQualifiedName: `${orders}.testSuite` })
    const suite = await call('GET', `${base}/testSuites/name/${orders}.testSuite?fields=tests`)
    expect(pluck(suite.tests, 'name').sort()).toEqual(['count', 'unique'])
    expect(suite).toMatchObject({ basic: true, basicEntityReference: { fullyQualifiedName: orders } })
  })

  it('show whole suites, not references', async () => {
    const test = await call('GET', `${base}/testCases/name/${orders}.count?fields=*`)
    expect(test.testSuites).toHaveLength(1)
    expect(test.testSuites?.[0]).toMatchObject({ fullyQualifiedName: `${orders}.testSuite`, basic: true })
    expect(test.testSuites?.[0]?.type).toBeUndefined()
  })

  it('are listed by what they are about, alone or with what is below', async () => {
    const list = async (query: string) =>
      pluck((await call('GET', `${base}/testCases?${query}`)).data, 'name')
    const link = encodeURIComponent(`<#E::table::${orders}>`)
    expect(await list(`entityLink=${link}`)).toEqual(['count'])
    expect((await list(`entityLink=${link}&includeAllTests=true`)).sort()).toEqual(['count', 'unique'])
    expect(await list(`entityLink=${encodeURIComponent(`<#E::table::${orders}::columns::id>`)}`)).toEqual([
      'unique',
    ])
  })

  it('refuse a column that their table does not have, and say which one was meant', async () => {
    const link = `<#E::table::${orders}::columns::ID>`
    const body = { name: 'typo', entityLink: link, testDefinition: 'columnValuesToBeUnique' }
    const refused = await t.call('POST', `${base}/testCases`, { as: t.tokens.bot, body })
    expect(refused.body).toMatchObject({
      code: 400,
      message: expect.stringMatching(/no 'ID'.*Did you mean 'id'/),
    })
    const rows = await t.call('PUT', `${base}/testCases/bulk`, { as: t.tokens.bot, body: [body] })
    expect(rows.body).toMatchObject({ numberOfRowsFailed: 1 })
  })

  it('refuse a link that is none and a table that is not there, and leave nothing behind', async () => {
    const post = (entityLink: string) =>
      t.call('POST', `${base}/testCases`, {
        as: t.tokens.bot,
        body: { name: 'x', entityLink, testDefinition: 'tableRowCountToEqual' },
      })
    expect((await post('orders')).body).toMatchObject({
      code: 400,
      message: expect.stringContaining('entityLink'),
    })
    expect((await post('<#E::table::svc.db.public.gone>')).body).toMatchObject({
      code: 404,
      message: expect.stringContaining('entityLink'),
    })
    const gone = await t.call('GET', `${base}/testSuites/name/svc.db.public.gone.testSuite`, {
      as: t.tokens.bot,
    })
    expect(gone.status).toBe(404)
  })
})

describe('test definitions', () => {
  it('are listed by platform, data type and service', async () => {
    const list = async (query: string) =>
      pluck((await call('GET', `${base}/testDefinitions?limit=1000&${query}`)).data, 'name')
    const all = await list('')
    await call('POST', `${base}/testDefinitions`, {
      name: 'freshness',
      description: 'x',
      entityType: 'TABLE',
      testPlatforms: ['dbt', 'Soda'],
      supportedServices: ['Snowflake'],
    })
    expect(await list('testPlatform=Soda')).toEqual(['freshness'])
    expect((await list('testPlatform=OpenMetadata')).sort()).toEqual(all.sort())
    const ofBooleans = await list('entityType=COLUMN&supportedDataType=BOOLEAN')
    expect(ofBooleans).toContain('columnValuesToBeNotNull')
    expect(ofBooleans).not.toContain('columnValueLengthsToBeBetween')
    expect(await list('supportedService=Snowflake')).toContain('freshness')
    const ofPostgres = await list('supportedService=Postgres')
    expect(ofPostgres).toEqual(expect.arrayContaining(['tableRowCountToEqual']))
    expect(ofPostgres).not.toContain('freshness')
  })
})

describe('results', () => {
  const results = `${base}/testCases/testCaseResults/${orders}.count`

  it('show on the test, newest first, and count in its suites', async () => {
    await call('POST', results, result(2000, 'Success'))
    await call('POST', results, result(1000, 'Aborted'))
    expect(pluck((await call('GET', `${results}?startTs=0&endTs=5000`)).data, 'timestamp')).toEqual([
      2000, 1000,
    ])
    const test = await call('GET', `${base}/testCases/name/${orders}.count`)
    expect(test).toMatchObject({
      testCaseStatus: 'Success',
      testCaseResult: { timestamp: 2000 },
      version: 0.1,
    })
    const suite = await call('GET', `${base}/testSuites/name/${orders}.testSuite`)
    const counts = { success: 0, failed: 0, aborted: 0, queued: 0 }
    const columnTestSummary = [{ ...counts, total: 1, entityLink: `<#E::table::${orders}::columns::id>` }]
    expect(suite.summary).toEqual({ ...counts, success: 1, total: 2, columnTestSummary })
    expect(suite.testCaseResultSummary).toEqual([
      { testCaseName: `${orders}.count`, status: 'Success', timestamp: 2000 },
    ])
    expect((await call('GET', `${base}/testCases?testCaseStatus=Success`)).data).toHaveLength(1)
    expect(await call('GET', `${base}/testSuites/executionSummary?testSuiteId=${suite.id}`)).toEqual(
      suite.summary,
    )
  })

  it('all count when they come at the same moment, and the newest shows', async () => {
    const people = 'svc.db.public.people'
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const name of names) {
      await call('POST', `${base}/testCases`, {
        name,
        entityLink: `<#E::table::${people}>`,
        testDefinition: 'tableRowCountToEqual',
      })
    }
    const at = (name: string) => `${base}/testCases/testCaseResults/${people}.${name}`
    await Promise.all(names.map((name) => call('POST', at(name), result(1000, 'Success'))))
    const suite = async () => await call('GET', `${base}/testSuites/name/${people}.testSuite`)
    expect((await suite()).summary).toMatchObject({ success: 6, total: 6 })
    const times = [7000, 3000, 9000, 5000, 2000]
    await Promise.all(times.map((time) => call('POST', at('a'), result(time, 'Aborted'))))
    const test = await call('GET', `${base}/testCases/name/${people}.a`)
    expect(test).toMatchObject({ testCaseStatus: 'Aborted', testCaseResult: { timestamp: 9000 } })
    expect((await suite()).summary).toMatchObject({ success: 5, aborted: 1, total: 6 })
    for (const name of names) await call('DELETE', `${base}/testCases/name/${people}.${name}?hardDelete=true`)
  })

  it('open one incident however often the test fails, until it is resolved', async () => {
    const first = await call('POST', results, result(3000, 'Failed'))
    const second = await call('POST', results, result(4000, 'Failed'))
    expect(first.incidentId).toBeDefined()
    expect(second.incidentId).toBe(first.incidentId)
    const incidents = `${base}/testCases/testCaseIncidentStatus`
    const next = (testCaseResolutionStatusType: string, testCaseResolutionStatusDetails?: unknown) =>
      call('POST', incidents, {
        testCaseResolutionStatusType,
        testCaseReference: `${orders}.count`,
        ...(testCaseResolutionStatusDetails ? { testCaseResolutionStatusDetails } : {}),
      })
    expect((await next('Ack')).stateId).toBe(first.incidentId)
    const assigned = await next('Assigned', { assignee: { id: t.personId, type: 'user' } })
    expect(assigned.testCaseResolutionStatusDetails?.assignee?.name).toBe('jane')
    expect((await call('GET', `${incidents}?latest=true&assignee=jane`)).data).toHaveLength(1)
    const severe = await call('PATCH', `${incidents}/${assigned.id}`, [
      { op: 'add', path: '/severity', value: 'Severity1' },
    ])
    expect(severe.severity).toBe('Severity1')
    const resolved = await next('Resolved', {
      testCaseFailureReason: 'MissingData',
      testCaseFailureComment: 'late',
    })
    expect(resolved).toMatchObject({ stateId: first.incidentId, severity: 'Severity1' })
    expect(resolved.testCaseResolutionStatusDetails?.resolvedBy).toBeDefined()
    const states = await call('GET', `${incidents}/stateId/${first.incidentId}`)
    expect(pluck(states.data, 'testCaseResolutionStatusType')).toEqual(['Resolved', 'Assigned', 'Ack', 'New'])
    expect((await call('GET', `${base}/testCases/name/${orders}.count`)).incidentId).toBeUndefined()
    const third = await call('POST', results, result(5000, 'Failed'))
    expect(third.incidentId).not.toBe(first.incidentId)
  })

  it('tell alerts of every step of an incident, once', async () => {
    const events = await settledEvents(t.catalog, 0)
    const steps = events.flatMap(({ entityType, userName, changeDescription }) =>
      (changeDescription?.fieldsUpdated ?? [])
        .filter(({ name }) => name === 'testCaseResolutionStatus')
        .map(({ newValue }) => {
          const { testCaseResolutionStatusType, severity } = newValue as TestCaseResolutionStatus // the series' entries
          return [entityType, userName, testCaseResolutionStatusType, severity]
        }),
    )
    expect(steps).toEqual(
      [['New'], ['Ack'], ['Assigned'], ['Assigned', 'Severity1'], ['Resolved', 'Severity1'], ['New']].map(
        ([type, severity]) => ['testCase', 'ingestion-bot', type, severity],
      ),
    )
  })

  it('are corrected and removed, and the test follows', async () => {
    await call('PATCH', `${results}/5000`, [{ op: 'replace', path: '/testCaseStatus', value: 'Success' }])
    expect((await call('GET', `${base}/testCases/name/${orders}.count`)).testCaseStatus).toBe('Success')
    await call('DELETE', `${results}/5000`)
    const test = await call('GET', `${base}/testCases/name/${orders}.count`)
    expect(test).toMatchObject({ testCaseStatus: 'Failed', testCaseResult: { timestamp: 4000 } })
    const moved = await t.call('PATCH', `${results}/4000`, {
      as: t.tokens.bot,
      body: [{ op: 'replace', path: '/timestamp', value: 1 }],
    })
    expect(moved.status).toBe(400)
  })

  it('keep dimensions beside the whole', async () => {
    const id = '6f1f9c0e-8e1c-4d2e-9f1a-0d3c5b7a9e11'
    await call('POST', results, {
      ...result(6000, 'Failed'),
      dimensionResults: [
        {
          id,
          testCaseResultId: id,
          timestamp: 6000,
          dimensionKey: 'eu',
          dimensionValues: [{ name: 'region', value: 'eu' }],
          testCaseStatus: 'Failed',
          failedRows: 3,
        },
      ],
    })
    const dimensions = await call('GET', `${base}/testCases/dimensionResults/${orders}.count`)
    expect(dimensions.data).toMatchObject([{ dimensionKey: 'eu', failedRows: 3 }])
  })
})

describe('suites', () => {
  it('of people hold tests of any table, and forget them again', async () => {
    const suite = await call('POST', `${base}/testSuites`, { name: 'nightly' })
    const test = await call('GET', `${base}/testCases/name/${orders}.count`)
    await call('PUT', `${base}/testCases/logicalTestCases`, { testSuiteId: suite.id, testCaseIds: [test.id] })
    expect((await call('GET', `${base}/testSuites/${suite.id}?fields=tests`)).tests).toHaveLength(1)
    expect((await call('GET', `${base}/testCases?testSuiteId=${suite.id}`)).data).toHaveLength(1)
    expect((await call('GET', `${base}/testCases/${test.id}?fields=testSuites`)).testSuites).toHaveLength(2)
    await call('DELETE', `${base}/testCases/logicalTestCases/${suite.id}/${test.id}`)
    expect((await call('GET', `${base}/testSuites/${suite.id}?fields=tests`)).tests).toEqual([])
    expect(pluck((await call('GET', `${base}/testSuites?testSuiteType=logical`)).data, 'name')).toEqual([
      'nightly',
    ])
  })

  it('of a table are made once, whatever they are called, and need a table', async () => {
    const body = { name: 'people tests', basicEntityReference: 'svc.db.public.people' }
    const made = await call('PUT', `${base}/testSuites/executable`, body)
    expect(made.fullyQualifiedName).toBe('svc.db.public.people.testSuite')
    expect((await call('PUT', `${base}/testSuites/basic`, { ...body, name: 'other' })).id).toBe(made.id)
    const none = await t.call('PUT', `${base}/testSuites/executable`, {
      as: t.tokens.bot,
      body: { name: 'x' },
    })
    expect(none.body).toMatchObject({ code: 400, message: expect.stringContaining('basicEntityReference') })
  })

  it('are counted by the members of their tests', async () => {
    const query = encodeURIComponent('bucketName=status:aggType=terms:field=testCaseStatus')
    const report = await call(
      'GET',
      `${base}/testSuites/dataQualityReport?index=testCase&aggregationQuery=${query}`,
    )
    expect(report.data).toEqual([{ testCaseStatus: 'Failed', document_count: '1' }])
  })
})

describe('what shows failed rows', () => {
  it('is kept with the test: rows, and the query as plain text', async () => {
    const { id } = await call('GET', `${base}/testCases/name/${orders}.count`)
    await call('PUT', `${base}/testCases/${id}/failedRowsSample`, { columns: ['id'], rows: [[1], [null]] })
    expect(await call('GET', `${base}/testCases/${id}/failedRowsSample`)).toEqual({
      columns: ['id'],
      rows: [[1], [null]],
    })
    const answer = await t.app.inject({
      method: 'PUT',
      url: `${base}/testCases/${id}/inspectionQuery`,
      headers: { authorization: `Bearer ${t.tokens.bot}`, 'content-type': 'application/json' },
      payload: 'select * from orders where id is null',
    })
    expect([answer.statusCode, answer.json().inspectionQuery]).toEqual([
      200,
      'select * from orders where id is null',
    ])
  })
})

describe('a renamed table', () => {
  it('keeps its tests, with results and incidents under the new names', async () => {
    const { id } = await call('GET', `/api/v1/tables/name/${orders}`)
    await call('PATCH', `/api/v1/tables/${id}`, [{ op: 'replace', path: '/name', value: 'purchases' }])
    const count = 'svc.db.public.purchases.count'
    const { testSuite, testSuites, ...own } = await call('GET', `${base}/testCases/name/${count}?fields=*`)
    expect(JSON.stringify(own)).not.toContain(orders)
    expect(testSuite?.fullyQualifiedName).toBe('svc.db.public.purchases.testSuite')
    expect(pluck(testSuites?.[0]?.testCaseResultSummary, 'testCaseName')).toEqual([count])
    const incidents = `${base}/testCases/testCaseIncidentStatus`
    const { data } = await call('GET', `${incidents}?testCaseFQN=${count}&latest=true`)
    expect(pluck(data, 'testCaseResolutionStatusType')).toEqual(['New', 'Resolved'])
    expect(JSON.stringify(data)).not.toContain(orders)
    const severe = [{ op: 'add', path: '/severity', value: 'Severity2' }]
    expect((await call('PATCH', `${incidents}/${data?.[0]?.id}`, severe)).severity).toBe('Severity2')
    const results = await call(
      'GET',
      `${base}/testCases/testCaseResults/${count}?startTs=0&endTs=${Date.now()}`,
    )
    expect(pluck(results.data, 'timestamp').length).toBeGreaterThan(1)
    expect(JSON.stringify(results)).not.toContain(orders)
  })
})
