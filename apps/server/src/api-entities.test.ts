/** The entity routes end to end: what clients of both generations send and get, on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
let table: Loose
const columns = [
  { name: 'id', dataType: 'INT' },
  { name: 'doc', dataType: 'XML', tags: [] },
]

beforeAll(async () => {
  const put = async (path: string, body: unknown) => {
    const answer = await t.call('PUT', `/api/v1/${path}`, { as: t.tokens.bot, body })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }
  await put('services/databaseServices', {
    name: 'svc',
    serviceType: 'Postgres',
    connection: {
      config: {
        type: 'Postgres',
        username: 'u',
        hostPort: 'h:1',
        database: 'db',
        authType: { password: 'hunter2' },
        sslMode: 'disable',
      },
    },
  })
  await put('databases', { name: 'db', service: 'svc' })
  await put('databaseSchemas', { name: 'public', database: 'svc.db' })
  table = await put('tables', {
    name: 'a."b/c',
    databaseSchema: 'svc.db.public',
    columns,
    tableType: 'View',
    schemaDefinition: 'select 1',
    sourceHash: 'abc',
    owners: [{ id: t.personId, type: 'user' }],
    tags: [{ tagFQN: 'PII.None', source: 'Classification', labelType: 'Manual', state: 'Confirmed' }],
    tablePartition: { columns: [{ columnName: 'id', intervalType: 'TIME-UNIT', interval: 'day' }] },
  })
})

const fqn = 'svc.db.public."a.""b/c"'
const byName = `/api/v1/tables/name/${encodeURIComponent(fqn)}`

describe('entities', () => {
  it('are read by id and by name, with their address and entity tag, asked for fields or not', async () => {
    const as = t.tokens.person
    const plain = await t.call('GET', byName, { as })
    expect(plain.body).toMatchObject({
      fullyQualifiedName: fqn,
      href: `http://localhost:8585/api/v1/tables/${table.id}`,
    })
    expect(plain.body.owners).toBeUndefined()
    expect(plain.headers.etag).toMatch(/^"[0-9a-f]{16}"$/)
    const full = await t.call('GET', `/api/v1/tables/${table.id}?fields=owners,tags`, { as })
    expect(full.headers.etag).toBe(plain.headers.etag)
    expect(full.body.owners?.[0]).toMatchObject({ id: t.personId, type: 'user', name: 'jane' })
    const unknown = await t.call('GET', `${byName}?fields=nonsense`, { as })
    expect(unknown.body).toMatchObject({ code: 400, errorCode: 'parameter-invalid' })
    expect((await t.call('GET', `${byName}?fields=customMetrics,testSuite`, { as })).status).toBe(200)
  })

  it('are created once, updated by PUT, and the same PUT again changes nothing', async () => {
    const as = t.tokens.bot
    const body = { name: 'x', description: 'one' }
    expect((await t.call('POST', '/api/v1/classifications', { as: t.tokens.admin, body })).status).toBe(201)
    expect(
      (await t.call('POST', '/api/v1/classifications', { as: t.tokens.admin, body })).body,
    ).toMatchObject({ code: 409 })
    const again = await t.call('PUT', '/api/v1/classifications', { as, body })
    expect([again.status, again.body.version]).toEqual([200, 0.1])
  })

  it('are not sent again to who has them, and are as soon as anything of them differs', async () => {
    const as = t.tokens.person
    const path = `/api/v1/tables/${table.id}?fields=followers`
    const ask = async (tag: unknown, base = '') =>
      await t.app.inject({
        method: 'GET',
        url: `${base}${path}`,
        headers: { authorization: `Bearer ${as}`, 'if-none-match': String(tag) },
      })
    const first = await t.call('GET', path, { as })
    const second = await ask(first.headers.etag)
    expect([second.statusCode, second.json().id]).toEqual([200, table.id])
    const { etag } = second.headers
    const same = await ask(`"other", W/${etag}`)
    expect([same.statusCode, same.body, same.headers.etag]).toEqual([304, '', etag])
    expect(same.headers['content-type']).toBeUndefined()
    expect((await ask('*')).statusCode).toBe(304)
    expect((await ask(etag, '/legacy')).statusCode).toBe(200)
    // Following makes no version.
    await t.call('PUT', `/api/v1/tables/${table.id}/followers`, { as, body: JSON.stringify(t.personId) })
    const followed = await ask(etag)
    expect([followed.statusCode, followed.json().followers.length]).toEqual([200, 1])
    await t.call('DELETE', `/api/v1/tables/${table.id}/followers/${t.personId}`, { as })
    expect((await ask(etag)).statusCode).toBe(304)

    const plain = await t.app.inject({
      method: 'GET',
      url: byName,
      headers: { authorization: `Bearer ${as}`, 'if-none-match': '""' },
    })
    const headers = { authorization: `Bearer ${as}`, 'if-none-match': String(plain.headers.etag) }
    expect((await t.app.inject({ method: 'GET', url: byName, headers })).statusCode).toBe(304)
    expect((await t.app.inject({ method: 'HEAD', url: byName, headers })).statusCode).toBe(304)
    const nothing = await t.app.inject({
      method: 'GET',
      url: '/api/v1/tables/name/nothing',
      headers: { ...headers, 'if-none-match': '*' },
    })
    expect(nothing.statusCode).toBe(404)
    // The tag of an answer serves a change as well.
    const described = { as: t.tokens.admin, body: [{ op: 'add', path: '/description', value: '0' }] }
    const ifMatch = { 'if-match': String(plain.headers.etag) }
    expect((await t.call('PATCH', byName, { ...described, headers: ifMatch })).status).toBe(200)
    expect((await t.call('PATCH', byName, { ...described, headers: ifMatch })).status).toBe(412)
    expect((await t.app.inject({ method: 'GET', url: byName, headers })).statusCode).toBe(200)
  })

  it('refuse a stale change', async () => {
    const as = t.tokens.admin
    const { headers } = await t.call('GET', byName, { as })
    const ifMatch = { 'if-match': String(headers.etag) }
    const change = (value: string) => [{ op: 'add', path: '/description', value }]
    expect((await t.call('PATCH', byName, { as, body: change('1'), headers: ifMatch })).status).toBe(200)
    const stale = await t.call('PATCH', `/api/v1/tables/${table.id}`, {
      as,
      body: change('2'),
      headers: ifMatch,
    })
    expect(stale.body).toMatchObject({ code: 412, errorCode: 'version-mismatch' })
    const removed = await t.call('DELETE', byName, { as, headers: ifMatch })
    expect(removed.body).toMatchObject({ code: 412, errorCode: 'version-mismatch' })
    expect((await t.call('GET', byName, { as })).body.description).toBe('1')
  })

  it('are followed, voted for, versioned, deleted and restored', async () => {
    const as = t.tokens.person
    const path = `/api/v1/tables/${table.id}`
    const followed = await t.call('PUT', `${path}/followers`, { as, body: JSON.stringify(t.personId) })
    expect(followed.status).toBe(200)
    expect((await t.call('GET', `${path}?fields=followers`, { as })).body.followers).toHaveLength(1)
    expect((await t.call('DELETE', `${path}/followers/${t.personId}`, { as })).status).toBe(200)
    expect(
      (await t.call('PUT', `${path}/vote`, { as, body: { updatedVoteType: 'votedUp' } })).body.votes?.upVotes,
    ).toBe(1)
    const versions = await t.call('GET', `${path}/versions`, { as })
    expect(JSON.parse(String(versions.body.versions?.[0]))).toMatchObject({ name: 'a."b/c' })
    expect((await t.call('GET', `${path}/versions/0.1`, { as })).body.version).toBe(0.1)
    const bot = t.tokens.bot
    expect(
      (await t.call('DELETE', `${path}?recursive=true&hardDelete=false`, { as: bot })).body.deleted,
    ).toBe(true)
    expect((await t.call('GET', path, { as })).status).toBe(404)
    expect((await t.call('GET', `${path}?include=deleted`, { as })).status).toBe(200)
    expect((await t.call('PUT', '/api/v1/tables/restore', { as: bot, body: { id: table.id } })).status).toBe(
      200,
    )
    expect((await t.call('GET', path, { as })).status).toBe(200)
  })

  it('keep sample data and statuses of runs beside them', async () => {
    const as = t.tokens.bot
    const rows = { columns: ['id'], rows: [[1], [null]] }
    const stored = await t.call('PUT', `/api/v1/tables/${table.id}/sampleData`, { as, body: rows })
    expect(stored.body.sampleData).toEqual(rows)
    const runs = '/api/v1/services/ingestionPipelines/svc.nightly/pipelineStatus'
    const status = {
      runId: 'r1',
      pipelineState: 'running',
      startDate: 1795320292413.05,
      timestamp: 1795320292413,
    }
    // Recorded of the 0.13 client: a time with a fraction.
    expect((await t.call('PUT', `/legacy${runs}`, { as, body: status })).status).toBe(200)
    expect((await t.call('PUT', runs, { as, body: status })).status).toBe(400)
    expect((await t.call('GET', `${runs}/r1`, { as })).body).toMatchObject({ pipelineState: 'running' })
    expect(await t.call('GET', `${runs}/none`, { as })).toMatchObject({ status: 204, body: '' })
    const form = { 'content-type': 'application/json' }
    const progress = '/api/v1/services/ingestionPipelines/progress/svc.nightly/r1'
    expect((await t.call('PUT', progress, { as, body: 'a=1&b=2', headers: form })).status).toBe(200)
  })

  it('show passwords to the bot that ingests and to nobody else', async () => {
    const path = '/api/v1/services/databaseServices/name/svc?fields=*'
    const password = async (as: string) =>
      (await t.call('GET', path, { as })).body.connection?.config?.authType?.password
    expect(await password(t.tokens.admin)).toBe('*********')
    expect(await password(t.tokens.person)).toBe('*********')
    expect(await password(t.tokens.bot)).toBe('hunter2')
  })
})

describe('bulk calls', () => {
  it('let one bad row fail alone', async () => {
    const body = [
      { name: 'n1', databaseSchema: 'svc.db.public', columns },
      { name: 'n2', databaseSchema: 'svc.db.none', columns },
    ]
    const { body: result } = await t.call('PUT', '/api/v1/tables/bulk?async=false', {
      as: t.tokens.bot,
      body,
    })
    expect(result).toMatchObject({ status: 'partialSuccess', numberOfRowsPassed: 1, numberOfRowsFailed: 1 })
  })
})

describe('clients of the 0.13 line', () => {
  const legacy = `/legacy${byName}?fields=*`

  it('get the members that their models know, under their names', async () => {
    const { body } = await t.call('GET', legacy, { as: t.tokens.bot })
    expect(Object.keys(body).sort()).toEqual(
      [
        'changeDescription', 'columns', 'database', 'databaseSchema', 'deleted', 'description', 'followers',
        'fullyQualifiedName', 'href', 'id', 'name', 'owner', 'sampleData', 'service', 'serviceType', 'tablePartition', 'tableType', 'tags',
        'updatedAt', 'updatedBy', 'version', 'viewDefinition',
      ].sort(), // biome-ignore format: a list
    )
    expect(body.owner).toMatchObject({ id: t.personId, type: 'user' })
    expect(body.tags?.[0]).toMatchObject({ source: 'Tag', tagFQN: 'PII.None' })
    expect(body.columns?.[1]).toMatchObject({ name: 'doc', dataType: 'VARIANT' })
    expect(body.tablePartition?.columns).toEqual(['id'])
    const service = await t.call('GET', '/legacy/api/v1/services/databaseServices/name/svc', {
      as: t.tokens.bot,
    })
    expect(service.body.connection).toEqual({
      config: { type: 'Postgres', username: 'u', hostPort: 'h:1', database: 'db', password: 'hunter2' },
    })
  })

  it('write what they read, with nulls for all they leave out', async () => {
    const schema = (await t.call('GET', '/api/v1/databaseSchemas/name/svc.db.public', { as: t.tokens.bot }))
      .body
    const body = {
      name: 'old',
      displayName: null,
      description: null,
      tableType: 'View',
      columns: [{ name: 'id', dataType: 'INT', children: null, tags: null, constraint: null }],
      tablePartition: { columns: ['id'], intervalType: 'TIME-UNIT', interval: 'day' },
      owner: { id: t.personId, type: 'user', href: null },
      databaseSchema: { id: schema.id, type: 'databaseSchema' },
      tags: [
        {
          tagFQN: 'PII.None',
          source: 'Tag',
          labelType: 'Manual',
          state: 'Confirmed',
          description: null,
          href: null,
        },
      ],
      viewDefinition: 'select 2',
      extension: null,
    }
    // No base path: the owner and the view definition give the generation away.
    const written = await t.call('PUT', '/api/v1/tables', { as: t.tokens.bot, body })
    expect(written.status).toBe(201)
    expect(written.body).toMatchObject({ viewDefinition: 'select 2', owner: { id: t.personId } })
    const newest = await t.call('GET', `/api/v1/tables/name/svc.db.public.old?fields=*`, {
      as: t.tokens.bot,
      headers: { 'user-agent': 'openmetadata-ingestion (v1.13.4.1)' },
    })
    expect(newest.body).toMatchObject({
      schemaDefinition: 'select 2',
      owners: [{ id: t.personId }],
      tags: [{ source: 'Classification' }],
      tablePartition: { columns: [{ columnName: 'id', intervalType: 'TIME-UNIT', interval: 'day' }] },
    })
    const patch = [
      { op: 'replace', path: '/owner', value: { id: t.personId, type: 'user' } },
      {
        op: 'add',
        path: '/columns/0/tags/7',
        value: { tagFQN: 'PII.Sensitive', source: 'Tag', labelType: 'Automated', state: 'Suggested' },
      },
    ]
    const patched = await t.call('PATCH', `/legacy/api/v1/tables/${written.body.id}`, {
      as: t.tokens.bot,
      body: patch,
    })
    expect(patched.body.columns?.[0]?.tags?.[0]).toMatchObject({ tagFQN: 'PII.Sensitive', source: 'Tag' })
  })

  it('are remembered by the version endpoint they asked, per token and address, and only when signed in', async () => {
    const read = async (as: string, from: string) => {
      const response = await t.app.inject({
        url: byName,
        headers: { authorization: `Bearer ${as}`, host: 'h' },
        remoteAddress: from,
      })
      return 'viewDefinition' in response.json() ? '0.13' : '1.13'
    }
    const ask = (path: string, as: string | undefined, from: string) =>
      t.app.inject({
        url: `/api/v1/${path}`,
        headers: as ? { authorization: `Bearer ${as}` } : {},
        remoteAddress: from,
      })
    const [token, other] = [t.tokens.bot, t.tokens.admin]
    expect(await read(token, '10.0.0.1')).toBe('1.13')
    await ask('version', token, '10.0.0.1')
    expect(await read(token, '10.0.0.1')).toBe('0.13')
    expect(await read(token, '10.0.0.2')).toBe('1.13')
    expect(await read(other, '10.0.0.1')).toBe('1.13')
    await ask('system/version', `${token}x`, '10.0.0.1')
    expect(await read(token, '10.0.0.1')).toBe('0.13')
    await ask('system/version', token, '10.0.0.1')
    expect(await read(token, '10.0.0.1')).toBe('1.13')
    const { rows } = await t.catalog.database.query<{ count: string }>(
      'select count(*) from client_generation',
    )
    // One for the token at this address, one for whoever renews it.
    expect(rows[0]?.count).toBe('2')
  })
})

describe('a bot with Azure SSO', () => {
  const authConfig = {
    clientId: '11111111-2222-4333-8444-555555555555',
    authority: 'https://login.microsoftonline.com/AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE',
    clientSecret: 's3cret',
    scopes: ['api://x/.default'],
  }
  it('is bound to its application by its settings and the object id in its address', async () => {
    const object = '99999999-8888-4777-8666-555555555555'
    const body = {
      name: object,
      email: `${object}@contoso.com`,
      isBot: true,
      authenticationMechanism: { authType: 'SSO', config: { ssoServiceType: 'azure', authConfig } },
    }
    const { status, body: user } = await t.call('PUT', '/api/v1/users', { as: t.tokens.admin, body })
    expect(status).toBe(201)
    expect(JSON.stringify(user)).not.toContain('s3cret')
    expect(await t.catalog.identity.bots.binding(String(user.id))).toEqual({
      tenantId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      clientId: authConfig.clientId,
      objectId: object,
    })
    const read = (as: string) => t.call('GET', `/api/v1/users/${user.id}`, { as })
    expect((await read(t.tokens.person)).body.authenticationMechanism).toBeUndefined()
    expect((await read(t.tokens.admin)).body.authenticationMechanism?.authType).toBe('SSO')
  })
})

describe('search and lineage', () => {
  it('answer in the shapes of the clients', async () => {
    const as = t.tokens.bot
    const found = await t.call(
      'GET',
      '/api/v1/search/fieldQuery?fieldName=fullyQualifiedName&fieldValue=svc.*.old&from=0&size=10&index=table_search_index&deleted=false',
      { as },
    )
    expect(found.body.hits?.total).toEqual({ value: 1, relation: 'eq' })
    const hit = found.body.hits?.hits?.[0]
    expect(hit).toMatchObject({
      _index: 'table_search_index',
      _source: { fullyQualifiedName: 'svc.db.public.old' },
    })
    const ends = { fromEntity: { id: table.id, type: 'table' }, toEntity: { id: hit?._id, type: 'table' } }
    const edge = { edge: { ...ends, lineageDetails: { sqlQuery: 'select 1', source: 'ViewLineage' } } }
    expect(
      (await t.call('GET', `/api/v1/lineage/getLineageEdge/${table.id}/${hit?._id}`, { as })).status,
    ).toBe(404)
    expect((await t.call('PUT', '/api/v1/lineage', { as, body: edge })).status).toBe(200)
    expect(
      (await t.call('GET', `/api/v1/lineage/getLineageEdge/${table.id}/${hit?._id}`, { as })).status,
    ).toBe(200)
    const graph = await t.call(
      'GET',
      `/api/v1/lineage/table/name/${encodeURIComponent(fqn)}?upstreamDepth=1&downstreamDepth=1`,
      { as },
    )
    expect(graph.body.downstreamEdges?.[0]).toMatchObject({ fromEntity: table.id, toEntity: hit?._id })
    const source = `/api/v1/lineage/table/${table.id}/type/ViewLineage`
    const schema = await t.call('GET', '/api/v1/databaseSchemas/name/svc.db.public', { as })
    const others = `/api/v1/lineage/databaseSchema/${schema.body.id}/type/ViewLineage`
    expect((await t.call('DELETE', others, { as: t.tokens.person })).status).toBe(403)
    expect((await t.call('DELETE', source, { as })).status).toBe(200)
    // Events come out in order: one waits for older transactions, also those of other tests on this PostgreSQL.
    const created = async () =>
      (await t.call('GET', '/api/v1/events?entityCreated=table&limit=1000', { as })).body.data
    await expect.poll(created, { timeout: 10_000 }).toHaveLength(3)
  })
})
