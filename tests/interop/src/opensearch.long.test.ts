/**
 * Search on a real OpenSearch: it answers what PostgreSQL answers, and PostgreSQL answers while it can't.
 * subject: packages/engine/src/search packages/engine/migrations tests/processes/src/start-open-search.ts
 */
import { openSearchBackend, stopSearchFeed } from '@waymark/engine/opensearch'
import { createTestEngine, searchConformance } from '@waymark/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningOpenSearch, startOpenSearch } from '../../processes/src/start-open-search.ts'

const ada = { name: 'ada' }
let openSearch: RunningOpenSearch
beforeAll(async () => {
  openSearch = await startOpenSearch()
})
afterAll(async () => await openSearch?.remove())

/** A catalog of its own whose searches go to OpenSearch; `said` is what the backend complained of. */
async function openCatalog(alias: string) {
  const said: string[] = []
  const search = openSearchBackend({ url: openSearch.url, alias }, (error) => said.push(String(error)))
  const test = await createTestEngine({ search })
  const { feed } = test.engine.search
  if (!feed) throw new Error('The backend has no feed.')
  return { ...test, feed, said }
}

async function asked(method: string, path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${openSearch.url}/${path}`, { method })
  return (await response.json()) as Record<string, unknown> // OpenSearch answers objects
}

searchConformance('OpenSearch', async () => {
  const { engine, feed, said, drop } = await openCatalog('conformance')
  await feed.start()
  return {
    engine,
    settled: () => feed.drain(),
    async close() {
      const { _all } = (await asked('GET', 'conformance/_stats/search')) as {
        _all: { total: { search: { query_total: number } } }
      }
      expect(_all.total.search.query_total).toBeGreaterThan(80) // it was asked, and PostgreSQL was not in its place
      expect(said).toEqual([])
      await drop()
    },
  }
})

describe('a catalog beside its OpenSearch', () => {
  let catalog: Awaited<ReturnType<typeof openCatalog>>
  let stopping: AbortController
  let running: Promise<void>
  const names = async (q: string) =>
    (await catalog.engine.search.search({ q, index: 'table' })).hits.map(({ source }) => source.name)
  const documents = async () => Number((await asked('GET', 'beside/_count')).count ?? -1)
  const table = (name: string) =>
    catalog.engine.create('table', { name, databaseSchema: 'pg.d.s', columns: [] }, ada)
  const follows = async () => {
    await expect.poll(async () => (await catalog.feed.lag()).waiting, { timeout: 60_000 }).toBe(0)
    await asked('POST', 'beside/_refresh')
  }

  beforeAll(async () => {
    catalog = await openCatalog('beside')
    const { engine } = catalog
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'd', service: 'pg' }, ada)
    await engine.create('databaseSchema', { name: 's', database: 'pg.d' }, ada)
    await table('early')
    stopping = new AbortController()
    running = catalog.feed.run(stopping.signal)
  })
  afterAll(async () => {
    stopping?.abort()
    await running
    await catalog?.drop()
  })

  it('is told of what was there before, and found all the while', async () => {
    expect(await names('early')).toEqual(['early'])
    await expect.poll(() => catalog.feed.isFilled(), { timeout: 60_000 }).toBe(true)
    await follows()
    expect(await names('early')).toEqual(['early'])
    expect(await documents()).toBe(4)
  })

  it('follows a rename above, and a deletion of everything', async () => {
    const schema = await catalog.engine.get('databaseSchema', { fqn: 'pg.d.s' })
    const rename = (value: string) =>
      catalog.engine.patch(
        'databaseSchema',
        { id: schema.id },
        [{ op: 'replace', path: '/name', value }],
        ada,
      )
    await rename('renamed')
    await follows()
    expect(await names('fullyQualifiedName:pg.d.renamed.early')).toEqual(['early'])
    await rename('s')
    await table('shortlived')
    await follows()
    expect(await names('shortlived')).toEqual(['shortlived'])
    await catalog.engine.delete('table', { fqn: 'pg.d.s.shortlived' }, ada, { hard: true })
    await follows()
    expect(await documents()).toBe(4)
  })

  it('is answered by PostgreSQL while OpenSearch is away, and catches up when it is back', async () => {
    await openSearch.stop()
    await table('meanwhile')
    expect(await names('meanwhile')).toEqual(['meanwhile'])
    expect(catalog.said.join('\n')).toContain('WAYMARK_OPENSEARCH_URL')
    expect((await catalog.feed.lag()).waiting).toBeGreaterThan(0)
    await openSearch.start()
    await follows()
    expect(await documents()).toBe(5)
    expect(await names('meanwhile')).toEqual(['meanwhile'])
  })

  it('fills an index that was lost', async () => {
    const [index = ''] = Object.keys(await asked('GET', 'beside'))
    await asked('DELETE', index)
    expect(await names('early')).toEqual(['early'])
    await table('after_the_loss')
    await expect.poll(documents, { timeout: 90_000 }).toBe(6)
    await follows()
    expect(await names('loss')).toEqual(['after_the_loss'])
  })

  it('notes nothing any more once search is in PostgreSQL again, and starts anew after that', async () => {
    stopping.abort()
    await running
    await stopSearchFeed(catalog.database)
    await table('unnoted')
    expect((await catalog.feed.lag()).waiting).toBe(0)
    stopping = new AbortController()
    running = catalog.feed.run(stopping.signal)
    await expect.poll(documents, { timeout: 60_000 }).toBe(7)
  })
})
