/** What every search backend has to do, as tests over the contract: the one on PostgreSQL, and any that joins it. */
import type { ResourcePredicate } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine, SearchQuery, Visibility } from '../engine.ts'
import { parseAggregations } from '../search/aggregation.ts'
import { filteredTables, foundByText, refusedQueries, tables } from './search-cases.ts'
import { searchTables, seedSearch } from './search-sample.ts'

export interface SearchSubject {
  readonly engine: Engine
  /** Waits until what was written is found. A backend that writes with the entity returns at once. */
  settled(): Promise<void>
  close(): Promise<void>
}

const ada = { name: 'ada' }

/** @param open - a catalog with the default definitions and nothing in it */
export function searchConformance(name: string, open: () => Promise<SearchSubject>): void {
  describe(`search: ${name}`, () => {
    let subject: SearchSubject
    let engine: Engine
    const search = (query: SearchQuery) => engine.search.search(query)
    const names = async (query: SearchQuery) => (await search(query)).hits.map((hit) => hit.source.name)
    const filtered = async (queryFilter: unknown) =>
      (await names({ index: tables, queryFilter, sort: { field: 'name.keyword', order: 'asc' } })).join(' ')

    beforeAll(async () => {
      subject = await open()
      engine = subject.engine
      await seedSearch(engine)
      await subject.settled()
    })
    afterAll(() => subject?.close())

    it.each(foundByText)('finds %s', async (_what, query, expected) => {
      expect(await names(query)).toEqual(expected)
    })

    it.each(filteredTables)('filters by %s', async (_what, query, expected) => {
      expect(await filtered({ query })).toBe(expected)
    }) // biome-ignore format: one case, one line

    it.each(refusedQueries)('refuses %s and names it', async (_what, query, message) => {
      await expect(search(query)).rejects.toThrow(message)
    })

    it.each([tables, 'table', 'tables', 'openmetadata_table_search_index', 'dataAsset', 'all'])(
      'answers to the index name %s',
      async (index) => {
        expect(await names({ index, q: 'zählerstände' })).toEqual(['zählerstände'])
        const { total } = await search({ index: 'user_search_index', q: 'zählerstände' })
        expect(total).toBe(0)
      },
    )

    it('finds people as the SDK looks for them: by a part of what they are called, and no bots', async () => {
      const find = (name: string) => ({
        query_string: {
          query: `${name} AND isBot:false`,
          fields: ['name', 'displayName'],
          default_operator: 'AND',
          fuzziness: 'AUTO',
        },
      })
      const index = 'user_search_index'
      expect(await names({ index, queryFilter: { query: find('Bo Hansen') } })).toEqual(['bo'])
      expect(await names({ index, queryFilter: { query: find('hans') } })).toEqual(['bo'])
      expect(await names({ index, q: 'email.keyword:BO@fjordlight.example' })).toEqual(['bo'])
      expect(await names({ index, queryFilter: { query: find('nobody') } })).toEqual([])
    })

    it('shows a hit as its readers see the entity, with its columns, owners and tags', async () => {
      const [hit] = (await search({ q: 'orders', index: tables })).hits
      const table = await engine.get('table', { fqn: 'pg.shop.sales.orders' })
      expect(hit?.index).toBe(tables)
      expect(hit?.source).toMatchObject({
        id: table.id,
        entityType: 'table',
        columns: table.columns,
        description: table.description,
        service: table.service,
        owners: [{ name: 'bo', displayName: 'Bo Hansen' }],
        tags: [],
        tier: { tagFQN: 'Tier.Tier1' },
      })
    })

    it('sorts by several members, and pages by search_after over each of them', async () => {
      const query: SearchQuery = {
        index: tables,
        size: 2,
        sort: [
          { field: 'databaseSchema.name.keyword', order: 'desc' },
          { field: 'name.keyword', order: 'asc' },
        ],
      }
      expect(await pagesOf(query)).toEqual([
        'customers',
        'order_items',
        'orders',
        'weird.name "x"',
        'zählerstände',
      ])
      const byName: SearchQuery = {
        index: tables,
        size: 2,
        sort: { field: 'fullyQualifiedName', order: 'desc' },
      }
      expect(await pagesOf(byName)).toEqual([
        'orders',
        'order_items',
        'customers',
        'zählerstände',
        'weird.name "x"',
      ])
      expect(
        (
          await pagesOf({ index: tables, size: 2, q: 'order', sort: { field: '_score', order: 'desc' } })
        ).sort(),
      ).toEqual((await names({ index: tables, q: 'order' })).sort())
    })

    async function pagesOf(query: SearchQuery): Promise<unknown[]> {
      const found: unknown[] = []
      for (let after: readonly string[] | undefined; ; ) {
        const { hits } = await search({ ...query, ...(after ? { searchAfter: after } : {}) })
        if (hits.length === 0) return found
        found.push(...hits.map((hit) => hit.source.name))
        after = hits.at(-1)?.sort
      }
    }

    it('counts facets, each without its own filter', async () => {
      const answer = await search({ index: tables, facets: { databaseSchema: ['grid'] }, withFacets: true })
      expect(answer.total).toBe(2)
      expect(answer.facets?.databaseSchema).toEqual([
        { value: 'sales', count: 3 },
        { value: 'grid', count: 2 },
      ])
      expect(answer.facets?.tag).toBeUndefined()
      expect(await names({ facets: { owner: ['bo'] } })).toEqual(['orders'])
      expect(await names({ facets: { tag: ['PII.Sensitive'] } })).toEqual(['order_items'])
      expect(await names({ facets: { tier: ['Tier.Tier1'] } })).toEqual(['orders'])
    })

    it('counts what Elasticsearch counts', async () => {
      const { aggregations } = await search({
        index: tables,
        size: 0,
        aggregations: parseAggregations({
          schemas: {
            terms: { field: 'databaseSchema.name.keyword' },
            aggs: { columns: { cardinality: { field: 'columns.name' } } },
          },
          owners: {
            terms: { field: 'owners.displayName.keyword', missing: 'nobody', order: { _key: 'asc' } },
          },
          columns: { terms: { field: 'columns.name.keyword', include: 'o.*', size: 1 } },
          tagged: {
            filter: { exists: { field: 'tags' } },
            aggs: { best: { top_hits: { size: 1, _source: ['name'] } } },
          },
          days: { date_histogram: { field: 'updatedAt', calendar_interval: 'day' } },
        }),
      })
      expect(aggregations).toMatchObject({
        schemas: {
          buckets: [
            { key: 'sales', doc_count: 3, columns: { value: 5 } },
            { key: 'grid', doc_count: 2, columns: { value: 0 } },
          ],
        },
        owners: {
          buckets: [
            { key: 'Bo Hansen', doc_count: 1 },
            { key: 'nobody', doc_count: 4 },
          ],
        },
        columns: { buckets: [{ key: 'order_id', doc_count: 2 }], sum_other_doc_count: 0 },
        tagged: { doc_count: 2, best: { hits: { hits: [{ _source: { name: 'order_items' } }] } } },
      })
      const days = aggregations?.days as { buckets: { doc_count: number }[] } // asked for above
      expect(days.buckets.reduce((sum, bucket) => sum + bucket.doc_count, 0)).toBe(5)
    })

    it('keeps a post filter from the aggregations', async () => {
      const { total, aggregations } = await search({
        index: tables,
        postFilter: { term: { 'databaseSchema.name': 'grid' } },
        aggregations: parseAggregations({ all: { value_count: { field: 'name.keyword' } } }),
      })
      expect([total, aggregations]).toEqual([2, { all: { value: 5 } }])
    })

    it('says when there is more than it counted', async () => {
      expect(await search({ index: tables, trackTotalHits: 3 })).toMatchObject({
        total: 3,
        totalRelation: 'gte',
      })
      expect(await search({ index: tables, trackTotalHits: true })).toMatchObject({
        total: 5,
        totalRelation: 'eq',
      })
    })

    it('marks matches and escapes everything else', async () => {
      const [hit] = (await search({ q: 'hourly' })).hits
      expect(hit?.highlight?.description).toEqual(['Meter readings, &#60;b&#62;<em>hourly</em>&#60;/b&#62;'])
    })

    it('puts what is used and important before what is not', async () => {
      const twins = await names({ q: 'twin', index: 'tag' })
      expect(twins.slice().sort()).toEqual(twins)
      await engine.create(
        'table',
        { name: 'ledger_b', databaseSchema: 'pg.shop.sales', columns: [], tags: [tag('Tier.Tier1')] },
        ada,
      )
      await engine.create('table', { name: 'ledger_a', databaseSchema: 'pg.shop.sales', columns: [] }, ada)
      await subject.settled()
      expect(await names({ q: 'ledger' })).toEqual(['ledger_b', 'ledger_a'])
      for (const table of ['ledger_a', 'ledger_b']) {
        await engine.delete('table', { fqn: `pg.shop.sales.${table}` }, ada, { hard: true })
      }
    })

    it('follows a change at once, and a deletion', async () => {
      const { entity } = await engine.create(
        'table',
        { name: 'shortlived', databaseSchema: 'pg.shop.sales', columns: [] },
        ada,
      )
      await subject.settled()
      expect(await names({ q: 'shortlived' })).toEqual(['shortlived'])
      await engine.delete('table', { id: entity.id }, ada)
      await subject.settled()
      expect(await names({ q: 'shortlived' })).toEqual([])
      expect(await names({ q: 'shortlived', deleted: true })).toEqual(['shortlived'])
      expect(await names({ q: 'shortlived', deleted: 'any' })).toEqual(['shortlived'])
      await engine.delete('table', { id: entity.id }, ada, { hard: true })
      await subject.settled()
      expect(await names({ q: 'shortlived', deleted: 'any' })).toEqual([])
    })

    it('shows and counts only what may be seen', async () => {
      const bo = (await engine.get('user', { fqn: 'bo' })).id
      const rights = (predicate: ResourcePredicate): Visibility => new Map([['table', predicate]])
      const seen = async (predicate: ResourcePredicate) =>
        (await names({ visible: rights(predicate), sort: { field: 'name', order: 'asc' } })).join(' ')
      expect(await seen({ kind: 'owner', ids: [bo] })).toBe('orders')
      expect(await seen({ kind: 'noOwner' })).toBe('customers order_items weird.name "x" zählerstände')
      expect(await seen({ kind: 'anyTag', tags: ['PII.Sensitive'] })).toBe('order_items')
      expect(await seen({ kind: 'not', of: { kind: 'anyTag', tags: ['PII.Sensitive', 'Tier.Tier1'] } })).toBe(
        'customers weird.name "x" zählerstände',
      )
      expect(
        await seen({
          kind: 'or',
          of: [
            { kind: 'owner', ids: [bo] },
            { kind: 'allTags', tags: ['PII.Sensitive'] },
          ],
        }),
      ).toBe('order_items orders')
      expect(await seen({ kind: 'false' })).toBe('')
      const visible = rights({ kind: 'owner', ids: [bo] })
      const answer = await search({
        index: tables,
        visible,
        withFacets: true,
        aggregations: parseAggregations({ n: { value_count: { field: 'name' } } }),
      })
      expect(answer).toMatchObject({
        total: 1,
        facets: { databaseSchema: [{ value: 'sales', count: 1 }] },
        aggregations: { n: { value: 1 } },
      })
      expect(await engine.search.suggest('cust', { visible })).toEqual([])
      const every = (await search({ index: tables })).hits
      expect(
        await engine.search.seen(
          every.map((hit) => hit.id),
          visible,
        ),
      ).toEqual(new Set(every.filter((hit) => hit.source.name === 'orders').map((hit) => hit.id)))
    })

    it.each([
      "'",
      "a' or '1'='1",
      'a & b | !c',
      ':*',
      '\\',
      '%',
      '½ ŉ',
      '(((',
      'a:b:c',
      '__proto__:x',
      '{"a":1}',
      'a:[1 TO',
      '~ ^ "',
    ])('takes %j for text and answers', async (q) => {
      await expect(search({ q, withFacets: true })).resolves.toBeDefined()
      await expect(engine.search.suggest(q, { size: 5 })).resolves.toBeDefined()
      await expect(
        search({
          queryFilter: { nested: { path: q, query: { bool: { must: { term: { [`${q}.x`]: q } } } } } },
        }),
      ).resolves.toBeDefined()
    })

    it('finds the same after its documents are made anew', async () => {
      const before = await names({ index: tables, sort: { field: 'name', order: 'asc' } })
      expect(await engine.search.rebuild('table')).toBe(Object.keys(searchTables).length)
      await subject.settled()
      expect(await names({ index: tables, sort: { field: 'name', order: 'asc' } })).toEqual(before)
      await engine.search.rebuild()
      expect(await engine.search.rebuild()).toBe(0)
    })
  })
}

function tag(tagFQN: string) {
  return { tagFQN, source: 'Classification', labelType: 'Manual', state: 'Confirmed' }
}
