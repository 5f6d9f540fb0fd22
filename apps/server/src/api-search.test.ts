/** Search, lineage and OpenLineage end to end: the routes, their shapes, and what somebody with few rights sees of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Loose, openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())
const ids: Record<string, string> = {}

const get = (path: string, as = t.tokens.admin) => t.call('GET', `/api/v1/${path}`, { as })
const post = (path: string, body: unknown, as = t.tokens.bot) =>
  t.call('POST', `/api/v1/${path}`, { as, body })
const filter = (query: unknown) => `query_filter=${encodeURIComponent(JSON.stringify(query))}`
const hitNames = ({ body }: { body: Loose }) =>
  ((body.hits?.hits ?? []) as unknown as { _source: { name: string } }[]).map((hit) => hit._source.name)

async function put(path: string, body: unknown): Promise<Loose> {
  const answer = await t.call('PUT', `/api/v1/${path}`, { as: t.tokens.admin, body })
  if (answer.status > 201) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

const draw = (from: string, to: string, lineageDetails: object = {}) =>
  put('lineage', {
    edge: {
      fromEntity: { id: ids[from], type: 'table' },
      toEntity: { id: ids[to], type: 'table' },
      lineageDetails: { source: 'QueryLineage', ...lineageDetails },
    },
  })

beforeAll(async () => {
  await put('services/databaseServices', { name: 'svc', serviceType: 'Postgres' })
  await put('databases', { name: 'db', service: 'svc' })
  await put('databaseSchemas', { name: 's', database: 'svc.db' })
  for (const name of ['orders', 'order_items', 'revenue', 'report']) {
    const table = await put('tables', {
      name,
      databaseSchema: 'svc.db.s',
      description: name === 'orders' ? '=1+1, "every" purchase' : 'x',
      columns: [{ name: 'amount', dataType: 'INT' }],
      ...(name === 'revenue' ? { owners: [{ id: t.personId, type: 'user' }] } : {}),
    })
    ids[name] = String(table.id)
  }
  const columnsLineage = [{ fromColumns: ['svc.db.s.orders.amount'], toColumn: 'svc.db.s.revenue.amount' }]
  await draw('orders', 'revenue', { sqlQuery: 'select 1', columnsLineage })
  await draw('revenue', 'report')
})

describe('search', () => {
  it('answers with hits, totals and the usual aggregations', async () => {
    const { status, body } = await get(
      'search/query?q=orders&index=table&include_aggregations=true&sort_field=_score',
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      timed_out: false,
      hits: {
        total: { value: 2, relation: 'eq' },
        hits: [{ _index: 'table_search_index', _id: ids.orders }, {}],
      },
      aggregations: { 'sterms#serviceType': { buckets: [{ key: 'Postgres', doc_count: 2 }] } },
    })
  })

  it('takes a whole body of Elasticsearch, and the same as a request of its own', async () => {
    const body = {
      query: { bool: { must: [{ wildcard: { name: 'order*' } }] } },
      sort: [{ 'name.keyword': 'asc' }],
      aggs: { types: { terms: { field: 'entityType' } } },
      _source: ['name', 'service.name'],
      size: 1,
    }
    const found = await get(`search/query?${filter(body)}`)
    expect(found.body.hits?.hits).toMatchObject([
      { _source: { name: 'order_items' }, sort: ['order_items', expect.any(String)] },
    ])
    expect(found.body.hits?.hits?.[0]?._source).toEqual({ name: 'order_items', service: { name: 'svc' } })
    expect(found.body.aggregations).toMatchObject({ types: { buckets: [{ key: 'table', doc_count: 2 }] } })
    const posted = await post('search/query', {
      query: 'orders',
      index: 'table',
      size: 1,
      fetchSource: false,
    })
    expect(posted.body.hits?.hits).toMatchObject([{ _id: ids.orders, _source: {} }])
  })

  it.each([
    ['a clause', filter({ query: { geo_shape: {} } }), 'geo_shape'],
    ['a member of a body', filter({ query: { match_all: {} }, rescore: {} }), 'rescore'],
    ['an aggregation', `aggs=${encodeURIComponent('{"a":{"geo_bounds":{}}}')}`, 'geo_bounds'],
    ['an index', 'index=nothing', 'nothing'],
    ['a filter that is no JSON', 'query_filter=%7B', 'query_filter'],
  ])('refuses %s by name', async (_what, query, word) => {
    const { status, body } = await get(`search/query?${query}`)
    expect([status, body.message]).toEqual([400, expect.stringContaining(word)])
  })

  it('counts the values of one member, as pickers and the SDK ask for them', async () => {
    const query = 'search/aggregate?index=table_search_index&field=name.keyword&value=order.*&size=5&q='
    expect((await get(query)).body.aggregations).toMatchObject({
      'sterms#name.keyword': { buckets: [{ key: 'order_items' }, { key: 'orders' }] },
    })
    const posted = await post('search/aggregate', {
      query: 'purchase',
      index: 'table_search_index',
      fieldName: 'entityType',
    })
    expect(posted.body.aggregations).toMatchObject({
      'sterms#entityType': { buckets: [{ key: 'table', doc_count: 1 }] },
    })
    const suggested = await get('search/aggregate?q=ord&size=5')
    expect(suggested.body.aggregations?.suggest?.buckets).toMatchObject([
      { key: 'orders' },
      { key: 'order_items' },
    ])
    expect((await get('search/aggregate?field=name&value=(')).status).toBe(400)
    const counts = (await get('search/entityTypeCounts?index=dataAsset')).body.aggregations?.[
      'sterms#entityType'
    ]
    expect(counts?.buckets).toContainEqual({ key: 'table', doc_count: 4 })
  })

  it('suggests, and shows the document of one hit', async () => {
    expect(hitNames(await get('search/suggest?q=rev'))).toEqual(['revenue'])
    expect((await get(`search/get/table_search_index/doc/${ids.orders}`)).body).toMatchObject({
      name: 'orders',
    })
    expect((await get(`search/get/user_search_index/doc/${ids.orders}`)).status).toBe(404)
    // It is no search, and documented as none.
    const { body } = await t.call('GET', '/api/openapi.json')
    const answer = (path: string) => JSON.stringify(body.paths?.[`/api/v1/search/${path}`]?.get?.responses)
    expect(answer('query')).toContain('SearchResponse')
    expect(answer('get/{index}/doc/{id}')).not.toContain('SearchResponse')
  })

  it.each([
    ['a number below nothing to count to', { query: {}, track_total_hits: -1 }, /'track_total_hits'/],
    ['half a number to count to', { query: {}, track_total_hits: 1.5 }, /'track_total_hits'/],
    ['a word to count to', { query: {}, track_total_hits: 'all' }, /true, false, or a whole number/],
    ['a word as size', { query: {}, size: 'ten' }, /a whole number as 'size'/],
    ['an order that is none', { query: {}, sort: [{ name: 'sideways' }] }, /asc or desc at sort.name/],
    ['an object as documents', { query: {}, _source: { a: 1 } }, /'_source'/],
    ['one value to go on from', { query: {}, search_after: 'x' }, /a list as 'search_after'/],
    ['a member without end', { exists: { field: 'a.'.repeat(9000) } }, /at most 32 parts/],
    ['a member without end of a list', { nested: { path: 'a.'.repeat(99), query: {} } }, /at most 32 parts/],
  ])('refuses %s, and says what it takes', async (_what, query, message) => {
    const { status, body } = await get(`search/query?${filter(query)}`)
    expect([status, body.message]).toEqual([400, expect.stringMatching(message)])
  })

  it('names the parameter that it refuses', async () => {
    const refusal = async (query: string) => (await get(`search/query?${query}`)).body.message
    expect(await refusal('post_filter=3')).toContain("'post_filter'")
    expect(await refusal('aggs=3')).toContain("'aggs'")
    expect(await refusal('sort_field=name:sideways')).toContain("'sort_field'")
    expect(await refusal(`q=${'a.'.repeat(40)}a:x`)).toContain('at most 32 parts')
    expect((await get('tables?fields=__proto__')).body.message).toContain("'__proto__' is not a member")
  })

  it('exports every hit as CSV that a spreadsheet does not run', async () => {
    const { body, headers } = await get('search/export?index=table&q=orders')
    expect(headers['content-type']).toContain('text/csv')
    const lines = String(body).trimEnd().split('\r\n')
    expect(lines[0]).toContain('FQN,Name')
    expect(lines[1]).toBe(`table,svc,Postgres,svc.db.s.order_items,order_items,order_items,x,,,,,`)
    expect(lines[2]).toContain(`"'=1+1, ""every"" purchase"`)
    expect(lines).toHaveLength(3)
  })
})

describe('lineage', () => {
  it('is read as nodes by name and edges by the names of their ends', async () => {
    const { body } = await get(
      'lineage/getLineage?fqn=svc.db.s.revenue&type=table&upstreamDepth=1&downstreamDepth=1',
    )
    expect(Object.keys(body.nodes ?? {}).sort()).toEqual([
      'svc.db.s.orders',
      'svc.db.s.report',
      'svc.db.s.revenue',
    ])
    expect(body.nodes?.['svc.db.s.orders']).toMatchObject({
      nodeDepth: 1,
      entity: { name: 'orders', entityType: 'table' },
      paging: { entityUpstreamCount: 0, entityDownstreamCount: 1 },
    })
    expect(body.upstreamEdges?.['svc.db.s.orders-->svc.db.s.revenue']).toMatchObject({
      sqlQuery: 'select 1',
      fromEntity: { id: ids.orders },
      columns: [{ toColumn: 'svc.db.s.revenue.amount' }],
    })
    const down = await get('lineage/getLineage/Downstream?fqn=svc.db.s.orders&downstreamDepth=5')
    expect(Object.keys(down.body.downstreamEdges ?? {})).toHaveLength(2)
    const filtered = await get(
      `lineage/getLineage?fqn=svc.db.s.orders&type=table&${filter({ term: { 'owners.name': 'jane' } })}`,
    )
    expect(Object.keys(filtered.body.nodes ?? {}).sort()).toEqual(['svc.db.s.orders', 'svc.db.s.revenue'])
  })

  it('is counted and paged by distance', async () => {
    const info = await get('lineage/getPaginationInfo?fqn=svc.db.s.orders&type=table')
    expect(info.body).toMatchObject({
      totalUpstreamEntities: 0,
      totalDownstreamEntities: 2,
      downstreamDepthInfo: [
        { depth: 1, entityCount: 1 },
        { depth: 2, entityCount: 1 },
      ],
    })
    const page = await get(
      'lineage/getLineageByEntityCount?fqn=svc.db.s.orders&type=table&direction=Downstream&from=1&size=1',
    )
    expect(Object.keys(page.body.nodes ?? {})).toEqual(['svc.db.s.orders', 'svc.db.s.report'])
  })

  it('is listed as who is reached, with owners and the way there', async () => {
    const { body } = await get('lineage/impact?fqn=svc.db.s.orders&type=table')
    expect(body).toMatchObject({
      data: [
        { entity: { name: 'revenue' }, distance: 1, owners: [{ name: 'jane' }] },
        {
          entity: { name: 'report' },
          distance: 2,
          path: ['svc.db.s.orders', 'svc.db.s.revenue', 'svc.db.s.report'],
        },
      ],
      paging: { total: 2 },
    })
    const up = await get('lineage/impact?fqn=svc.db.s.report&direction=Upstream&maxDepth=1')
    expect(up.body.paging).toEqual({ total: 1 })
  })

  it('is exported as CSV, a line per column', async () => {
    const { body } = await get('lineage/export?fqn=svc.db.s.revenue&type=table')
    const lines = String(body).trimEnd().split('\r\n')
    expect(lines).toContain(
      'svc.db.s.orders,table,,svc.db.s.revenue,table,jane,upstream,QueryLineage,,svc.db.s.orders.amount,svc.db.s.revenue.amount,select 1,',
    )
    expect(lines).toHaveLength(3)
  })

  it('answers one edge as the SDK reads it, and takes it away by name', async () => {
    await draw('orders', 'order_items', { description: 'why' })
    const edge = await get(`lineage/getLineageEdge/${ids.orders}/${ids.order_items}`)
    expect(edge.body.edge).toMatchObject({ source: 'QueryLineage', description: 'why' })
    const path = 'lineage/table/name/svc.db.s.orders/table/name/svc.db.s.order_items'
    expect((await t.call('DELETE', `/api/v1/${path}`, { as: t.tokens.admin })).body).toBe('')
    expect((await get(`lineage/getLineageEdge/${ids.orders}/${ids.order_items}`)).status).toBe(404)
  })
})

describe('somebody who sees only what is theirs', () => {
  beforeAll(async () => {
    const { body } = await get('policies/name/OrganizationPolicy')
    const rules = body.rules as unknown as { name: string; condition?: string }[]
    const at = rules.findIndex((rule) => rule.name === 'OrganizationPolicy-View')
    const patch = [{ op: 'add', path: `/rules/${at}/condition`, value: 'isOwner()' }]
    const answer = await t.call('PATCH', `/api/v1/policies/${body.id}`, { as: t.tokens.admin, body: patch })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  })
  const mine = (path: string) => get(path, t.tokens.person)

  it('finds, counts and exports nothing else', async () => {
    const found = async () => hitNames(await mine('search/query?q=*&index=table'))
    await expect.poll(found).toEqual(['revenue'])
    const { body } = await mine('search/query?index=table&size=0&include_aggregations=true')
    expect(body.aggregations?.['sterms#entityType']).toMatchObject({
      buckets: [{ key: 'table', doc_count: 1 }],
    })
    expect(hitNames(await mine('search/suggest?q=ord'))).toEqual([])
    expect((await mine(`search/get/table/doc/${ids.orders}`)).status).toBe(404)
    expect(
      String((await mine('search/export?index=table')).body)
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(2)
  })

  it('lists nothing else, page by page, and no type that has no owners', async () => {
    const { status, body } = await mine('tables?limit=1')
    expect([status, body]).toEqual([
      200,
      { data: [expect.objectContaining({ name: 'revenue' })], paging: { total: 1 } },
    ])
    expect((await mine('bots')).status).toBe(403)
  })

  it('sees the neighbours of their table as something that is there', async () => {
    const { body } = await mine(`lineage/table/${ids.revenue}?upstreamDepth=1&downstreamDepth=0`)
    expect(body.nodes).toContainEqual({
      id: ids.orders,
      type: 'table',
      name: 'restricted',
      displayName: 'Restricted',
      href: expect.stringContaining('/api/v1/tables/'),
    })
    expect(JSON.stringify(body.upstreamEdges)).not.toContain('select')
    expect((await mine(`lineage/table/${ids.orders}`)).status).toBe(403)
    expect((await mine(`lineage/getLineageEdge/${ids.orders}/${ids.revenue}`)).status).toBe(404)
    const impact = await mine('lineage/impact?fqn=svc.db.s.revenue&type=table')
    expect(JSON.stringify(impact.body)).not.toContain('report')
    expect(String((await mine('lineage/export?fqn=svc.db.s.revenue&type=table')).body)).not.toContain(
      'orders',
    )
  })
})
