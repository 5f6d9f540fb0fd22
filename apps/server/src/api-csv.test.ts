/** CSV over HTTP: exported, tried, imported, and not dangerous to open. */
import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())

async function put(collection: string, body: Readonly<Record<string, unknown>>) {
  const answer = await t.call('PUT', `/api/v1/${collection}`, { as: t.tokens.admin, body })
  expect(answer.body).toMatchObject({ name: body.name })
  return answer.body
}

async function exported(path: string): Promise<string> {
  const url = `/api/v1/${path}/export`
  const answer = await t.app.inject({
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${t.tokens.admin}` },
  })
  expect({ status: answer.statusCode, body: answer.body.slice(0, 200) }).toMatchObject({ status: 200 })
  expect(answer.headers['content-type']).toContain('text/plain')
  return answer.body
}

async function imported(path: string, text: string, query = '', as = t.tokens.admin) {
  const answer = await t.app.inject({
    method: 'PUT',
    url: `/api/v1/${path}/import${query}`,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'text/plain' },
    payload: text,
  })
  return JSON.parse(answer.body)
}

const csv = (...rows: readonly string[]) => `${rows.join('\r\n')}\r\n`

describe('CSV of a glossary', () => {
  const file = csv(
    'parent,name*,displayName,description*,synonyms,references,owner,tags',
    ',Party,,Somebody,,,,',
    'Words.Party,Customer,The customer,"Buys, ""often""","Client;""a;b""",Handbook;https://example.com/h,user:steward,Tier.Tier1',
    'Words.Party.Customer,VIP,,=1+1,,,,',
    'Words.Nobody,Lost,,No parent,,,,',
    ',Bad,,Unknown owner,,,user:nobody-at-all,',
  )

  it('is tried as a whole, and then imported with a report of every row', async () => {
    await put('glossaries', { name: 'Words', description: 'x' })
    await put('users', { name: 'steward', email: 'steward@example.com' })
    const path = 'glossaries/name/Words'
    const tried = await imported(path, file, '?dryRun=true')
    expect(tried).toMatchObject({
      dryRun: true,
      status: 'partialSuccess',
      numberOfRowsProcessed: 5,
      numberOfRowsPassed: 3,
      numberOfRowsFailed: 2,
    })
    const missing = await t.call('GET', '/api/v1/glossaryTerms/name/Words.Party', { as: t.tokens.admin })
    expect(missing.status).toBe(404)
    const done = await imported(path, file)
    expect(done).toMatchObject({ dryRun: false, status: 'partialSuccess', numberOfRowsPassed: 3 })
    const report = String(done.importResultsCsv).split('\r\n')
    expect(report[1]).toMatch(/^success,Entity created,/)
    expect(report[4]).toMatch(/^failure,.*Words\.Nobody.*not found/)
    const term = await t.call('GET', '/api/v1/glossaryTerms/name/Words.Party.Customer?fields=*', {
      as: t.tokens.admin,
    })
    expect(term.body).toMatchObject({
      displayName: 'The customer',
      description: 'Buys, "often"',
      synonyms: ['Client', 'a;b'],
      references: [{ name: 'Handbook', endpoint: 'https://example.com/h' }],
      owners: [{ name: 'steward' }],
      tags: [{ tagFQN: 'Tier.Tier1' }],
    })
  })

  it('comes back as it was, and runs nothing in a spreadsheet', async () => {
    const text = await exported('glossaries/name/Words')
    expect(text).toContain(",'=1+1,")
    const again = await imported('glossaries/name/Words', text)
    expect(again).toMatchObject({ status: 'success', numberOfRowsProcessed: 3 })
    expect(again.importResultsCsv).not.toContain('Entity updated')
    expect(await exported('glossaries/name/Words')).toBe(text)
    expect(await exported('glossaryTerms/name/Words.Party')).toContain('VIP')
  })

  it('says what is wrong with a file', async () => {
    const reason = async (text: string) => (await imported('glossaries/name/Words', text)).abortReason
    expect(await reason('parent,nme\r\n')).toContain("Column 'nme' is not known")
    expect(await reason('parent,name*\r\n')).toContain("Column 'description' is missing")
    expect(await reason('')).toContain('empty')
    expect(await reason('"never closed')).toContain('no CSV')
    const row = async (cells: string) => {
      const text = csv('name*,description*,references,reviewers', `Odd,x,${cells}`)
      return (await imported('glossaries/name/Words', text, '?dryRun=true')).importResultsCsv
    }
    expect(await row('Handbook,')).toContain("references: 'Handbook' has no address")
    expect(await row('Handbook;-;-;https://example.com,')).toContain('Entity created')
    expect(await row(',nobody')).toContain('write user:name or team:name')
  })

  it('refuses a file of too many rows before it has read the rest of it', async () => {
    const rows = Array.from({ length: 100_000 }, () => ',a,b')
    const text = csv('parent,name*,description*', ...rows, 'a quote " in the middle')
    expect(await imported('glossaries/name/Words', text)).toMatchObject({ code: 413 })
  })

  it('is exported and imported in the background, for whoever asked to look at', async () => {
    const ended = async (jobId: unknown, as = t.tokens.admin) => {
      for (;;) {
        const answer = await t.call('GET', `/api/v1/csvJobs/${String(jobId)}`, { as })
        if ((answer.body.status as unknown) !== 'STARTED') return answer
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const path = '/api/v1/glossaries/name/Words'
    const exporting = await t.call('GET', `${path}/exportAsync`, { as: t.tokens.admin })
    expect(exporting.status).toBe(202)
    const text = (await ended(exporting.body.jobId)).body.data
    expect(text).toBe(await exported('glossaries/name/Words'))
    const headers = { 'content-type': 'text/plain' }
    const more = csv('parent,name*,description*', ',Later,x', 'Words.Nobody,Lost,x')
    const options = { as: t.tokens.admin, body: more, headers }
    const importing = await t.call('PUT', `${path}/importAsync`, options)
    const { body } = await ended(importing.body.jobId)
    expect(body).toMatchObject({
      status: 'COMPLETED',
      result: { numberOfRowsPassed: 1, numberOfRowsFailed: 1 },
    })
    expect((await ended(importing.body.jobId, t.tokens.person)).status).toBe(404)
    expect(await exported('glossaries/name/Words')).toContain('Later')
    await t.call('DELETE', '/api/v1/glossaryTerms/name/Words.Later?hardDelete=true', { as: t.tokens.admin })
  })

  it('begins no job with the character U+0000, and says where it stands and how to save the file', async () => {
    const path = '/api/v1/glossaries/name/Words'
    const refused = async (method: 'GET' | 'PUT', url: string, payload?: string) => {
      const headers = { authorization: `Bearer ${t.tokens.admin}`, 'content-type': 'text/plain' }
      const answer = await t.app.inject({ method, url, headers, ...(payload && { payload }) })
      return [answer.statusCode, JSON.parse(answer.body).message]
    }
    const told = [400, expect.stringMatching(/character 29.*U\+0000.*UTF-8/)]
    const broken = csv('parent,name*,description', ',a\0b,x')
    expect(await refused('PUT', `${path}/import`, broken)).toEqual(told)
    expect(await refused('PUT', `${path}/importAsync`, broken)).toEqual(told)
    expect(await refused('GET', '/api/v1/lineage/exportAsync?type=glossary&fqn=a%00b')).toEqual([
      400,
      expect.stringMatching(/'fqn'.*U\+0000/),
    ])
    expect(await refused('GET', '/api/v1/csvJobs/%00')).toEqual([404, expect.any(String)])
  })

  it('asks for rights on every row', async () => {
    const text = csv('parent,name*,description*', ',Stranger,x')
    const result = await imported('glossaries/name/Words', text, '', t.tokens.person)
    expect(result).toMatchObject({ status: 'failure', numberOfRowsFailed: 1 })
  })

  it('takes ten thousand rows', async () => {
    await put('glossaries', { name: 'Large', description: 'x' })
    const rows = Array.from({ length: 10_000 }, (_, at) => `,Term ${at},Description of ${at}`)
    const result = await imported('glossaries/name/Large', csv('parent,name*,description*', ...rows))
    expect(result).toMatchObject({ status: 'success', numberOfRowsPassed: 10_000 })
    expect((await exported('glossaries/name/Large')).split('\r\n')).toHaveLength(10_002)
    const more = await imported(
      'glossaries/name/Large',
      csv('parent,name*,description*', ...rows, ',One more,x'),
    )
    expect(more).toMatchObject({ code: 413 })
  })
})

describe('CSV of databases', () => {
  it('describes databases, schemas, tables and columns', async () => {
    const service = `csv ${randomUUID()}`
    await put('services/databaseServices', { name: service, serviceType: 'Postgres' })
    const header = 'name*,displayName,description,tiers'
    await imported(`databaseServices/name/${service}`, csv(header, 'db,The db,x,Tier.Tier2'))
    await imported(`databases/name/${service}.db`, csv(header, 'public,,y,'))
    await imported(`databaseSchemas/name/${service}.db.public`, csv(header, 'orders,,z,'))
    await put('tables', {
      name: 'orders',
      databaseSchema: `${service}.db.public`,
      columns: [{ name: 'who', dataType: 'STRUCT', children: [{ name: 'mail', dataType: 'TEXT' }] }],
    })
    await imported(`databaseSchemas/name/${service}.db.public`, csv(header, 'orders,Orders,,'))
    const table = `${service}.db.public.orders`
    const columns = csv(
      'column.fullyQualifiedName*,column.displayName,column.description,column.tags',
      `${table}.who.mail,Mail,Address,PII.Sensitive`,
      `${table}.nobody,,,`,
    )
    expect(await imported(`tables/name/${table}`, columns, '?dryRun=true')).toMatchObject({
      numberOfRowsFailed: 1,
    })
    expect(await imported(`tables/name/${table}`, columns)).toMatchObject({ status: 'partialSuccess' })
    const read = await t.call('GET', `/api/v1/tables/name/${encodeURIComponent(table)}?fields=columns,tags`, {
      as: t.tokens.admin,
    })
    expect(read.body).toMatchObject({
      displayName: 'Orders',
      description: 'z',
      columns: [{ children: [{ displayName: 'Mail', tags: [{ tagFQN: 'PII.Sensitive' }] }] }],
    })
    expect(await exported(`tables/name/${table}`)).toContain('who.mail,Mail,Address,,TEXT,,,PII.Sensitive')
    expect(await exported(`services/databaseServices/name/${service}`)).toContain('db,The db,x,,,,Tier.Tier2')
  })
})

describe('CSV of domains', () => {
  it('makes domains below a domain and its data products, and brings them back as they were', async () => {
    await put('domains', { name: 'Trade', description: 'x', domainType: 'Aggregate' })
    await put('users', { name: 'trader', email: 'trader@example.com' })
    const domains = csv(
      'parent,name*,description*,domainType*,experts',
      ',Buying,b,Source-aligned,trader',
      'Trade.Buying,Fruit,f,Consumer-aligned,',
    )
    expect(await imported('domains/name/Trade', domains)).toMatchObject({ status: 'success' })
    const file = await exported('domains/name/Trade')
    expect(file).toContain('Trade,Buying,,b,,,,trader,Source-aligned,')
    expect(file).toContain('Trade.Buying,Fruit,')
    const again = await imported('domains/name/Trade', file)
    expect(again).toMatchObject({ status: 'success', numberOfRowsProcessed: 2 })
    expect(again.importResultsCsv).not.toContain('Entity updated')
    const products = csv('name*,description*,owner', 'Prices,p,user:trader')
    expect(await imported('dataProducts/name/Trade', products)).toMatchObject({ status: 'success' })
    expect(await exported('dataProducts/name/Trade')).toContain('Prices,,p,,,user:trader,,Trade,,')
  })
})

describe('CSV of tests', () => {
  it('makes the tests of a table and its columns, and brings them back as they were', async () => {
    await put('services/databaseServices', { name: 'tested', serviceType: 'Postgres' })
    await put('databases', { name: 'db', service: 'tested' })
    await put('databaseSchemas', { name: 'public', database: 'tested.db' })
    const columns = [{ name: 'a.b', dataType: 'INT' }]
    await put('tables', { name: 'orders', databaseSchema: 'tested.db.public', columns })
    const path = 'dataQuality/testCases/name/tested.db.public.orders'
    const rows = csv(
      'name*,testDefinition*,entityFQN,parameterValues',
      'rows,tableRowCountToBeBetween,,minValue:1;maxValue:9',
      'filled,columnValuesToBeNotNull,"tested.db.public.orders.""a.b""",',
      'elsewhere,columnValuesToBeNotNull,tested.db.public.lines.id,',
    )
    const tried = await imported(path, rows, '?dryRun=true')
    expect(tried).toMatchObject({ status: 'partialSuccess', numberOfRowsPassed: 2, dryRun: true })
    expect(tried.importResultsCsv).toContain('is neither tested.db.public.orders nor one of its columns')
    expect((await exported(path)).split('\r\n')).toHaveLength(2)
    await imported(path, rows)
    const file = await exported(path)
    expect(file).toContain('rows,,,tableRowCountToBeBetween,tested.db.public.orders,minValue:1;maxValue:9,')
    expect(file).toContain('filled,,,columnValuesToBeNotNull,"tested.db.public.orders.""a.b""",')
    const again = await imported(path, file)
    expect(again).toMatchObject({ status: 'success', numberOfRowsProcessed: 2 })
    expect(again.importResultsCsv).not.toContain('Entity updated')
  })
})

describe('CSV of lineage', () => {
  it('is made in the background as well, for whoever asked', async () => {
    const tables = []
    for (const name of ['from', 'to']) {
      tables.push(await put('tables', { name, databaseSchema: 'tested.db.public', columns: [] }))
    }
    const [fromEntity, toEntity] = tables.map(({ id }) => ({ id, type: 'table' }))
    const edge = { fromEntity, toEntity }
    const as = t.tokens.admin
    expect((await t.call('PUT', '/api/v1/lineage', { as, body: { edge } })).status).toBe(200)
    const url = '/api/v1/lineage/exportAsync?fqn=tested.db.public.to&type=table'
    const started = await t.call('GET', url, { as })
    expect(started.status).toBe(202)
    const job = `/api/v1/csvJobs/${String(started.body.jobId)}`
    await expect.poll(async () => (await t.call('GET', job, { as })).body.status).toBe('COMPLETED')
    const { data } = (await t.call('GET', job, { as })).body
    expect(String(data)).toContain('tested.db.public.from')
    expect((await t.call('GET', job, { as: t.tokens.person })).status).toBe(404)
  })
})

describe('CSV of people', () => {
  it('makes teams and their members, and says what its columns are', async () => {
    await imported('teams/name/Organization', csv('name*,teamType*,isJoinable', 'Sales,Group,true'))
    const people = csv('name*,email*,roles', 'ann,ann@example.com,DataSteward')
    expect(await imported('users/name/Sales', people)).toMatchObject({ status: 'success' })
    expect(await exported('users/name/Sales')).toContain('ann,,,ann@example.com')
    expect(await exported('teams/name/Organization')).toContain('Sales,,,Group,Organization')
    const documented = await t.call('GET', '/api/v1/users/documentation/csv', { as: t.tokens.admin })
    expect(JSON.stringify(documented.body)).toContain('"name":"email","required":true')
  })
})
