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

  it('tells distances, and how many edges there are beyond the picture', async () => {
    const found = await engine.lineage.explore('table', { id: ids.c ?? '' }, { upstream: 2, downstream: 0 })
    const distances = Object.fromEntries(found.nodes.map((node) => [node.reference.name, node.distance]))
    expect(distances).toEqual({ b: -1, a: -2, d: -2 })
    expect(found.root).toMatchObject({ distance: 0, upstreamCount: 1, downstreamCount: 1 })
  })

  it('lists what a change reaches, each with a shortest way there', async () => {
    const reached = await engine.lineage.impact(
      'table',
      { id: ids.a ?? '' },
      { direction: 'downstream', depth: 5 },
    )
    expect(reached.map(({ reference, distance }) => [reference.name, distance])).toEqual([
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ])
    expect(reached[2]?.path).toEqual([ids.a, ids.b, ids.c, ids.d])
  })

  it('tells of what may not be seen that it is there, and nothing else', async () => {
    const owner = await engine.create('user', { name: 'olga', email: 'olga@fjordlight.example' }, ada)
    await engine.createOrUpdate(
      'table',
      { name: 'c', databaseSchema: 'pg.d.s', columns: [], owners: ['olga'] },
      ada,
    )
    await add('b', 'c', { sqlQuery: 'select secret' })
    const visible = new Map([
      ['table', { kind: 'not', of: { kind: 'owner', ids: [owner.entity.id] } } as const],
    ])
    const depths = { upstream: 0, downstream: 1 }
    const masked = await engine.lineage.graph('table', { id: ids.b ?? '' }, depths, { visible })
    expect(masked.nodes).toEqual([
      { id: ids.c, type: 'table', name: 'restricted', displayName: 'Restricted' },
    ])
    expect(masked.downstreamEdges[0]?.lineageDetails).toEqual({ source: 'ViewLineage' })
    const reach = { direction: 'downstream', depth: 1 } as const
    const [hidden] = await engine.lineage.impact('table', { id: ids.b ?? '' }, reach, { visible })
    expect(hidden?.reference.fullyQualifiedName).toBeUndefined()
  })

  it('shows what a pipeline makes around it', async () => {
    const pipeline = { id: ids.e ?? '', type: 'table' }
    await add('a', 'b', { pipeline })
    const found = await engine.lineage.explore(
      'table',
      { id: pipeline.id },
      { upstream: 1, downstream: 2 },
      { viaPipeline: true },
    )
    const distances = Object.fromEntries(found.nodes.map((node) => [node.reference.name, node.distance]))
    expect(distances).toMatchObject({ a: -1, b: 1, c: 2 })
    await add('a', 'b')
  })

  it('derives the lineage of services and schemas from what is in them', async () => {
    await engine.create('databaseService', { name: 'lake', serviceType: 'Mysql' }, ada)
    await engine.create('database', { name: 'd', service: 'lake' }, ada)
    await engine.create('databaseSchema', { name: 's', database: 'lake.d' }, ada)
    for (const name of ['x', 'y']) {
      const { entity } = await engine.create('table', { name, databaseSchema: 'lake.d.s', columns: [] }, ada)
      ids[name] = entity.id
      await add('a', name)
    }
    const found = await engine.lineage.explore(
      'databaseService',
      { fqn: 'pg' },
      { upstream: 1, downstream: 1 },
    )
    expect(found.nodes).toMatchObject([{ reference: { name: 'lake' }, distance: 1 }])
    expect(found.edges).toMatchObject([{ details: { source: 'ChildAssets', assetEdges: 2 } }])
    const schema = await engine.lineage.explore(
      'databaseSchema',
      { fqn: 'lake.d.s' },
      { upstream: 1, downstream: 1 },
    )
    expect(schema.nodes).toMatchObject([{ reference: { fullyQualifiedName: 'pg.d.s' }, distance: -1 }])
    const platform = await engine.lineage.platform('service')
    expect(platform.nodes.map((node) => node.reference.name).sort()).toEqual(['lake', 'pg'])
    expect(platform.edges).toHaveLength(1)
    await expect(engine.lineage.platform('table')).rejects.toThrow(/view/)
  })

  it('keeps an edge between names until the write that brings its last end, in any order', async () => {
    const end = (name: string) => ({
      namespace: 'postgres://db:5432',
      name: `d.s.${name}`,
      key: `d.s.${name}`,
      services: ['pg'],
    })
    const edge = (from: string, to: string) => ({
      from: end(from),
      to: end(to),
      details: { source: 'OpenLineage', columnsLineage: [{ fromColumns: ['k'], toColumn: 'k.v' }] },
    })
    const bot = { name: 'lineage-bot' }
    expect(await engine.lineage.addByName([edge('a', 'later'), edge('late', 'later')], bot)).toMatchObject([
      { drawn: false, from: { id: ids.a } },
      { drawn: false },
    ])
    await engine.lineage.addByName([edge('a', 'later')], bot)
    expect(await engine.lineage.waiting(10)).toHaveLength(2)
    const later = await engine.create('table', { name: 'later', databaseSchema: 'pg.d.s', columns: [] }, ada)
    expect(await engine.lineage.waiting(10)).toMatchObject([{ from: { name: 'd.s.late' } }])
    expect(await engine.lineage.edge(ids.a ?? '', later.entity.id)).toMatchObject({
      source: 'OpenLineage',
      createdBy: 'lineage-bot',
      columnsLineage: [{ fromColumns: ['pg.d.s.a.k'], toColumn: 'pg.d.s.later."k.v"' }],
    })
    const late = await engine.create('table', { name: 'late', databaseSchema: 'pg.d.s', columns: [] }, ada)
    expect(await engine.lineage.edge(late.entity.id, later.entity.id)).toBeDefined()
    expect(await engine.lineage.waiting(10)).toEqual([])
    expect(await engine.lineage.addByName([edge('a', 'later')], bot)).toMatchObject([{ drawn: true }])
  })

  it('does not guess between two assets of one name', async () => {
    await engine.create('database', { name: 'd2', service: 'pg' }, ada)
    const end = (key: string) => ({ namespace: 'n', name: key, key })
    expect(await engine.lineage.resolve([end('d.s'), end('d2')])).toMatchObject([
      undefined,
      { type: 'database' },
    ])
  })

  it('forgets the edges of what is deleted for good', async () => {
    await engine.delete('table', end('x'), ada, { hard: true })
    expect(await engine.lineage.edge(ids.a ?? '', ids.x ?? '')).toBeUndefined()
  })

  it('does not show deleted tables, unless asked', async () => {
    await engine.delete('table', end('d'), ada)
    expect((await graph('c', 0, 1)).nodes).toEqual([])
    const all = await engine.lineage.graph(
      'table',
      { id: ids.c ?? '' },
      { upstream: 0, downstream: 1 },
      { include: 'all' },
    )
    expect(all.nodes.map((node) => node.name)).toEqual(['d'])
  })
})
