import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine } from '../create-engine.ts'
import type { Engine, SearchQuery } from '../engine.ts'
import { createSecretBox } from '../secret-box.ts'
import { createTestDatabase, type TestDatabase } from '../testing/index.ts'

const ada = { name: 'ada' }

const tables: Record<string, { description?: string; columns?: string[]; schema?: string; tags?: string[] }> =
  {
    orders: {
      description: 'Every purchase, one row each',
      columns: ['order_id', 'placed_on'],
      tags: ['Tier.Tier1'],
    },
    order_items: { columns: ['order_id', 'articleNumber'], tags: ['PII.Sensitive'] },
    customers: { description: 'People who ordered something', columns: ['id', 'e_mail'] },
    zählerstände: { description: 'Meter readings, <b>hourly</b>', schema: 'grid' },
    'weird.name "x"': { schema: 'grid' },
  }

describe('search in PostgreSQL', () => {
  let test: TestDatabase
  let engine: Engine
  const names = async (query: SearchQuery) =>
    (await engine.search.search(query)).hits.map((hit) => hit.source.name)

  beforeAll(async () => {
    test = await createTestDatabase()
    const secrets = createSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
    engine = createEngine({ database: test.database, registry: createRegistry(), secrets })
    await engine.create('classification', { name: 'Tier', description: 'How much it matters' }, ada)
    await engine.create('classification', { name: 'PII', description: 'Personal data' }, ada)
    await engine.create('tag', { name: 'Tier1', classification: 'Tier', description: 'Most' }, ada)
    await engine.create('tag', { name: 'Sensitive', classification: 'PII', description: 'Yes' }, ada)
    await engine.create('user', { name: 'bo', email: 'bo@fjordlight.example' }, ada)
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'shop', service: 'pg' }, ada)
    await engine.create('databaseSchema', { name: 'sales', database: 'pg.shop' }, ada)
    await engine.create('databaseSchema', { name: 'grid', database: 'pg.shop' }, ada)
    for (const [name, { description, columns = [], schema = 'sales', tags = [] }] of Object.entries(tables)) {
      await engine.create(
        'table',
        {
          name,
          databaseSchema: `pg.shop.${schema}`,
          columns: columns.map((column) => ({ name: column, dataType: 'TEXT' })),
          tags: tags.map((tagFQN) => ({
            tagFQN,
            source: 'Classification',
            labelType: 'Manual',
            state: 'Confirmed',
          })),
          ...(description === undefined ? {} : { description }),
          ...(name === 'orders' ? { owners: ['bo'] } : {}),
        },
        ada,
      )
    }
  })
  afterAll(() => test?.drop())

  it.each<[string, SearchQuery, string[]]>([
    [
      'a whole name before names that begin with it',
      { q: 'orders', index: 'table_search_index' },
      ['orders', 'order_items', 'customers'],
    ],
    ['the beginning of a word', { q: 'cust' }, ['customers']],
    ['a word inside a name with underscores', { q: 'items' }, ['order_items']],
    ['a hump of a column name', { q: 'article' }, ['order_items']],
    ['without its accents', { q: 'zahlerstande' }, ['zählerstände']],
    ['a stemmed word of a description', { q: 'purchases' }, ['orders']],
    ['a phrase', { q: '"meter readings"' }, ['zählerstände']],
    ['with a word excluded', { q: 'order_id -items' }, ['orders']],
    ['by one member', { q: 'name:customers' }, ['customers']],
    // Recorded from the 0.13 client.
    [
      'by a wildcard in the fully qualified name',
      { q: 'fullyQualifiedName:pg.*.sales.customers' },
      ['customers'],
    ],
    ['with a typing error', { q: 'custmers' }, ['customers']],
    ['a quoted odd name', { q: 'weird' }, ['weird.name "x"']],
    ['nothing for what is not there', { q: 'xyzzy' }, []],
  ])('finds %s', async (_what, query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('shows the columns of a table as the table itself does, and can ask for tables that have some', async () => {
    const { hits } = await engine.search.search({
      q: 'orders',
      queryFilter: { query: { exists: { field: 'columns' } } },
    })
    const table = await engine.get('table', { fqn: 'pg.shop.sales.orders' })
    expect(hits[0]?.source.columns).toEqual(table.columns)
    expect(table.columns).toHaveLength(2)
  })

  it('filters by facets, and counts each facet without its own filter', async () => {
    const query: SearchQuery = {
      index: 'table_search_index',
      facets: { databaseSchema: ['grid'] },
      withFacets: true,
    }
    const answer = await engine.search.search(query)
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

  it('marks matches and escapes everything else', async () => {
    const [hit] = (await engine.search.search({ q: 'hourly' })).hits
    expect(hit?.highlight?.description).toEqual(['Meter readings, &#60;b&#62;<em>hourly</em>&#60;/b&#62;'])
  })

  it('pages by search_after in the order of names, as the 1.13 client does', async () => {
    const query: SearchQuery = {
      index: 'table_search_index',
      size: 2,
      sort: { field: 'fullyQualifiedName', order: 'desc' },
    }
    const found: unknown[] = []
    let after: readonly string[] | undefined
    for (let page = 0; page < 5; page += 1) {
      const { hits, total } = await engine.search.search({
        ...query,
        ...(after ? { searchAfter: after } : {}),
      })
      expect(total).toBe(5)
      if (hits.length === 0) break
      found.push(...hits.map((hit) => hit.source.fullyQualifiedName))
      after = hits.at(-1)?.sort
    }
    expect(found).toHaveLength(5)
    expect(found).toEqual([...found].sort().reverse())
  })

  it('reads the query filter and the field query of the 1.13 client', async () => {
    const queryFilter = {
      query: { bool: { must: [{ term: { 'service.name.keyword': 'pg' } }, { exists: { field: 'tags' } }] } },
    }
    expect((await names({ index: 'table_search_index', queryFilter })).sort()).toEqual([
      'order_items',
      'orders',
    ])
    const field = { name: 'fullyQualifiedName', value: 'pg.shop.grid."weird.name ""x"""' }
    expect(await names({ index: 'table_search_index', field })).toEqual(['weird.name "x"'])
  })

  it('follows a change at once, and a deletion', async () => {
    const { entity } = await engine.create(
      'table',
      { name: 'shortlived', databaseSchema: 'pg.shop.sales', columns: [] },
      ada,
    )
    expect(await names({ q: 'shortlived' })).toEqual(['shortlived'])
    await engine.delete('table', { id: entity.id }, ada)
    expect(await names({ q: 'shortlived' })).toEqual([])
    expect(await names({ q: 'shortlived', deleted: true })).toEqual(['shortlived'])
    await engine.delete('table', { id: entity.id }, ada, { hard: true })
    expect(await names({ q: 'shortlived', deleted: true })).toEqual([])
  })

  it('takes what stands below a deleted schema along, and back, without its words being written again', async () => {
    const { entity } = await engine.create(
      'databaseSchema',
      { name: 'attic', database: 'pg.shop', description: 'Rarely used' },
      ada,
    )
    const columns = [{ name: 'dust', dataType: 'TEXT' }]
    await engine.create('table', { name: 'chests', databaseSchema: 'pg.shop.attic', columns }, ada)
    await engine.delete('databaseSchema', { id: entity.id }, ada, { recursive: true })
    expect(await names({ q: 'dust' })).toEqual([])
    const [gone] = (await engine.search.search({ q: 'dust', deleted: true })).hits
    expect(gone?.source).toMatchObject({ name: 'chests', deleted: true })
    await engine.restore('databaseSchema', entity.id, ada)
    expect(await names({ q: 'dust', deleted: true })).toEqual([])
    const [back] = (await engine.search.search({ q: 'dust' })).hits
    const table = await engine.get('table', { fqn: 'pg.shop.attic.chests' })
    expect(back?.source).toMatchObject({ name: 'chests', deleted: false, updatedAt: table.updatedAt })
    expect((await names({ q: 'attic' })).sort()).toContain('attic')
    await engine.delete('databaseSchema', { id: entity.id }, ada, { recursive: true, hard: true })
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
  ])('takes %j for text and answers', async (q) => {
    await expect(engine.search.search({ q, withFacets: true })).resolves.toBeDefined()
    await expect(engine.search.suggest(q, 5)).resolves.toBeDefined()
  })

  it.each([
    [{ size: 5000 }, /size/],
    [{ from: 20_000 }, /search_after/],
    [{ sort: { field: 'evil"; drop', order: 'asc' } as const }, /sort_field/],
  ])('refuses %j', async (query, message) => {
    await expect(engine.search.search(query)).rejects.toThrow(message)
  })
})
