import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import { createSecretBox } from '../secret-box.ts'
import { createTestDatabase, type TestDatabase } from '../testing/index.ts'

const ada = { name: 'ada' }

describe('lineage', () => {
  let test: TestDatabase
  let engine: Engine
  const ids: Record<string, string> = {}
  const end = (name: string) => ({ type: 'table', id: ids[name] ?? '' })
  const add = (from: string, to: string, details = {}) =>
    engine.lineage.add(
      {
        edge: {
          fromEntity: end(from),
          toEntity: end(to),
          lineageDetails: { source: 'ViewLineage', ...details },
        },
      },
      ada,
    )
  const graph = async (name: string, upstream: number, downstream: number) => {
    const found = await engine.lineage.graph('table', { fqn: `pg.d.s.${name}` }, { upstream, downstream })
    return {
      nodes: found.nodes.map((node) => node.name).sort(),
      upstream: found.upstreamEdges.length,
      downstream: found.downstreamEdges.length,
    }
  }

  beforeAll(async () => {
    test = await createTestDatabase()
    const secrets = createSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
    engine = createEngine({ database: test.database, registry: createRegistry(), secrets })
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'd', service: 'pg' }, ada)
    await engine.create('databaseSchema', { name: 's', database: 'pg.d' }, ada)
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const { entity } = await engine.create('table', { name, databaseSchema: 'pg.d.s', columns: [] }, ada)
      ids[name] = entity.id
    }
    await add('a', 'b')
    await add('b', 'c')
    await add('c', 'd')
    await add('d', 'b') // a cycle
  })
  afterAll(() => test?.drop())

  it('walks as deep as asked, in both directions, and ends in a cycle', async () => {
    expect(await graph('b', 1, 1)).toEqual({ nodes: ['a', 'c', 'd'], upstream: 2, downstream: 1 })
    expect(await graph('a', 3, 1)).toEqual({ nodes: ['b'], upstream: 0, downstream: 1 })
    expect(await graph('a', 0, 10)).toEqual({ nodes: ['b', 'c', 'd'], upstream: 0, downstream: 4 })
    expect(await graph('e', 3, 3)).toEqual({ nodes: [], upstream: 0, downstream: 0 })
  })

  it('carries ids in its edges, as the published clients read them', async () => {
    const found = await engine.lineage.graph('table', { id: ids.b ?? '' }, { upstream: 0, downstream: 1 })
    expect(found.downstreamEdges).toMatchObject([{ fromEntity: ids.b, toEntity: ids.c }])
  })

  it('keeps who made an edge and when, and does not touch it when nothing differs', async () => {
    await add('a', 'e', { sqlQuery: 'select 1' })
    const first = await engine.lineage.edge(ids.a ?? '', ids.e ?? '')
    await add('a', 'e', { sqlQuery: 'select 1' })
    expect(await engine.lineage.edge(ids.a ?? '', ids.e ?? '')).toEqual(first)
    await engine.lineage.add(
      {
        edge: {
          fromEntity: end('a'),
          toEntity: end('e'),
          lineageDetails: { source: 'Manual', sqlQuery: 'select 2' },
        },
      },
      { name: 'bo' },
    )
    expect(await engine.lineage.edge(ids.a ?? '', ids.e ?? '')).toMatchObject({
      sqlQuery: 'select 2',
      createdBy: 'ada',
      createdAt: first?.createdAt,
      updatedBy: 'bo',
    })
    await engine.lineage.patchEdge(end('a'), end('e'), [{ op: 'add', path: '/description', value: 'why' }], {
      name: 'cy',
    })
    expect(await engine.lineage.edge(ids.a ?? '', ids.e ?? '')).toMatchObject({
      description: 'why',
      updatedBy: 'cy',
    })
  })

  it('removes an edge, or all of one source', async () => {
    await add('e', 'c')
    await engine.lineage.remove(end('e'), end('c'))
    await expect(engine.lineage.remove(end('e'), end('c'))).rejects.toThrow(/not found/)
    await engine.lineage.removeBySource(end('a'), 'Manual')
    expect(await engine.lineage.edge(ids.a ?? '', ids.e ?? '')).toBeUndefined()
    expect(await engine.lineage.edge(ids.a ?? '', ids.b ?? '')).toBeDefined()
  })

  it('refuses an edge to itself, to nothing, and a depth that is none', async () => {
    await expect(add('a', 'a')).rejects.toThrow(/edge\.toEntity/)
    await expect(
      engine.lineage.add(
        {
          edge: {
            fromEntity: end('a'),
            toEntity: { type: 'table', id: '00000000-0000-4000-8000-000000000000' },
          },
        },
        ada,
      ),
    ).rejects.toThrow(/edge\.toEntity/)
    await expect(graph('a', -1, 0)).rejects.toThrow(/upstreamDepth/)
  })

  it('does not show deleted tables, unless asked', async () => {
    await engine.delete('table', end('d'), ada)
    expect((await graph('c', 0, 1)).nodes).toEqual([])
    const all = await engine.lineage.graph(
      'table',
      { id: ids.c ?? '' },
      { upstream: 0, downstream: 1 },
      'all',
    )
    expect(all.nodes.map((node) => node.name)).toEqual(['d'])
  })
})
