/** What a page about quality asks: tests by how they went, in pages, and what failed above an asset. On a real engine. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pluck } from './testing/orders.ts'
import { base, openQualityCatalog, orders, result } from './testing/quality-catalog.ts'

const { t, call } = await openQualityCatalog()
afterAll(() => t.close())

const at = 1_800_000_000_000
beforeAll(async () => {
  await call('PUT', '/api/v1/tables', {
    name: 'lines',
    databaseSchema: 'svc.db.public',
    columns: [{ name: 'id', dataType: 'INT' }],
  })
  for (const [name, link] of [
    ['early', '<#E::table::svc.db.public.lines>'],
    ['late', '<#E::table::svc.db.public.lines::columns::id>'],
    ['never', '<#E::table::svc.db.public.lines>'],
  ] as const) {
    await call('POST', `${base}/testCases`, {
      name,
      entityLink: link,
      testDefinition: 'tableRowCountToEqual',
    })
  }
  const results = `${base}/testCases/testCaseResults/svc.db.public.lines`
  await call('POST', `${results}.early`, result(at, 'Success'))
  await call('POST', `${results}.id.late`, result(at + 1000, 'Failed'))
})
const names = async (query: string, collection = 'testCases') =>
  pluck((await call('GET', `${base}/${collection}/search/list?${query}`)).data, 'name')
const link = encodeURIComponent('<#E::table::svc.db.public.lines>')
const ofLines = `entityLink=${link}&includeAllTests=true`

it('gets tests by how they went, the last run first, and any page of them', async () => {
  expect(await names(ofLines)).toEqual(['late', 'early', 'never'])
  expect(await names(`${ofLines}&sortType=asc&sortField=name.keyword`)).toEqual(['early', 'late', 'never'])
  const second = await call('GET', `${base}/testCases/search/list?${ofLines}&limit=1&offset=1`)
  expect(pluck(second.data, 'name')).toEqual(['early'])
  expect(second.paging).toEqual({ total: 3, limit: 1, offset: 1 })
  expect(await names(`entityLink=${link}`)).toEqual(['early', 'never'])
  expect(await names(`${ofLines}&testCaseStatus=Failed`)).toEqual(['late'])
  expect(await names(`${ofLines}&testCaseType=column`)).toEqual(['late'])
  expect(await names(`${ofLines}&testCaseType=table`)).toEqual(['early', 'never'])
  expect(await names(`${ofLines}&startTimestamp=${at}&endTimestamp=${at + 999}`)).toEqual(['early'])
  expect(await names('serviceName=svc&q=early')).toEqual(['early'])
  expect(await names('serviceName=sv')).toEqual([])
  expect(await names(`${ofLines}&dataQualityDimension=Uniqueness`)).toEqual([])
  const { id } = await call('GET', `${base}/testSuites/name/svc.db.public.lines.testSuite`)
  expect((await names(`testSuiteId=${id}`)).sort()).toEqual(['early', 'late', 'never'])
  expect((await names('testSuiteType=basic&limit=1', 'testSuites'))[0]).toBe('svc.db.public.lines.testSuite')
})

it('lists tests in pages by their last run, both ways', async () => {
  const page = (query: string) =>
    call('GET', `${base}/testCases?${ofLines}&orderByLastExecutionDate=true&limit=2&${query}`)
  const first = await page('')
  expect(pluck(first.data, 'name')).toEqual(['late', 'early'])
  const second = await page(`after=${String(first.paging?.after)}`)
  expect(pluck(second.data, 'name')).toEqual(['never'])
  expect(second.paging).toMatchObject({ total: 3 })
  const back = await page(`before=${String(second.paging?.before)}`)
  expect(pluck(back.data, 'name')).toEqual(['late', 'early'])
  const bad = await t.call('GET', `${base}/testCases?orderByLastExecutionDate=yes`, { as: t.tokens.bot })
  expect(bad.status).toBe(400)
})

it('draws what an asset comes from that failed a test, also one of a column', async () => {
  const ids = await Promise.all(
    ['lines', 'people', 'orders'].map(
      async (name) => (await call('GET', `/api/v1/tables/name/svc.db.public.${name}`)).id,
    ),
  )
  for (const [from, to] of [
    [0, 1],
    [1, 2],
  ] as const) {
    await call('PUT', '/api/v1/lineage', {
      edge: { fromEntity: { id: ids[from], type: 'table' }, toEntity: { id: ids[to], type: 'table' } },
    })
  }
  const drawn = await call('GET', `/api/v1/lineage/getDataQualityLineage?fqn=${orders}&type=table`)
  const upstream = Object.keys(drawn.nodes ?? {}).filter((name) => name !== orders)
  expect(upstream).toEqual(['svc.db.public.lines'])
})
