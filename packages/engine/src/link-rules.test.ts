/** Links keep their rules: teams own alone, data products share a domain, chains never close, and children by a link go along. */
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const person = { name: 'person' }
let test: TestEngine

async function problemOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
  } catch (error) {
    if (isProblem(error)) return `${error.code} ${String(error.details.field ?? '')}`
    throw error
  }
  return undefined
}
const create = async (type: string, body: Record<string, unknown>) =>
  (await test.engine.create(type, body, person)).entity
const patch = async (type: string, fqn: string, path: string, value: unknown) =>
  (await test.engine.patch(type, { fqn }, [{ op: 'add', path, value }], person)).entity
const named = (type: string, fullyQualifiedName: string) => ({ type, fullyQualifiedName })
const team = (name: string, more = {}) => create('team', { name, teamType: 'Department', ...more })

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
  for (const name of ['ann', 'bob']) await create('user', { name, email: `${name}@example.com` })
  for (const name of ['sales', 'finance']) {
    await create('domain', { name, description: 'x', domainType: 'Aggregate' })
    await create('dataProduct', { name: `${name} product`, description: 'x', domains: [name] })
  }
})
afterAll(() => test.drop())

describe('owners', () => {
  it('are any number of users, or one team', async () => {
    await team('owning')
    const [ann, bob, owning] = [named('user', 'ann'), named('user', 'bob'), named('team', 'owning')]
    const body = tableBody('owned', 'svc.db.public')
    expect((await create('table', { ...body, owners: [ann, bob] })).owners).toHaveLength(2)
    expect(await problemOf(patch('table', 'svc.db.public.owned', '/owners/-', owning))).toBe(
      'body-invalid owners',
    )
    expect((await patch('table', 'svc.db.public.owned', '/owners', [owning])).owners).toHaveLength(1)
  })
})

describe('data products', () => {
  it('take assets of their own domains, also where the asset inherits its domain', async () => {
    const { engine } = test
    const sales = named('dataProduct', 'sales product')
    const body = { ...tableBody('sold', 'svc.db.public'), dataProducts: [sales] }
    expect(await problemOf(create('table', body))).toBe('body-invalid dataProducts')
    await engine.patch(
      'databaseSchema',
      { fqn: 'svc.db.public' },
      [{ op: 'add', path: '/domains', value: [named('domain', 'sales')] }],
      person,
    )
    const { id } = await create('table', body)
    const product = await engine.get('dataProduct', { fqn: '"finance product"' }).catch(() => undefined)
    const finance = product ?? (await engine.get('dataProduct', { fqn: 'finance product' }))
    const link = engine.link(
      'table',
      id,
      'dataProducts',
      { type: 'dataProduct', id: finance.id },
      true,
      person,
    )
    expect(await problemOf(link)).toBe('body-invalid dataProducts')
    const moved = patch('table', 'svc.db.public.sold', '/domains', [named('domain', 'finance')])
    expect(await problemOf(moved)).toBe('body-invalid dataProducts')
  })
})

describe('teams', () => {
  it('never stand below themselves, however long the way and from whichever end', async () => {
    await team('top')
    await team('middle', { parents: ['top'] })
    await team('bottom', { parents: ['middle'] })
    const under = (child: string, parent: string) => patch('team', child, '/parents', [named('team', parent)])
    expect(await problemOf(under('top', 'bottom'))).toBe('body-invalid parents')
    expect(await problemOf(under('top', 'top'))).toBe('body-invalid parents')
    expect(await problemOf(patch('team', 'bottom', '/children', [named('team', 'top')]))).toBe(
      'body-invalid children',
    )
  })

  it('go with their last parent and come back with it', async () => {
    const { engine } = test
    await team('one')
    await team('two')
    await team('shared', { parents: ['one', 'two'] })
    await team('single', { parents: ['one'] })
    const isThere = async (fqn: string) =>
      (await engine.get('team', { fqn }, { include: 'all' }).catch(() => undefined))?.deleted === false
    expect(await problemOf(engine.delete('team', { fqn: 'one' }, person))).toContain('entity-not-empty')
    const { entity } = await engine.delete('team', { fqn: 'one' }, person, { recursive: true })
    expect([await isThere('shared'), await isThere('single')]).toEqual([true, false])
    await engine.restore('team', entity.id, person)
    expect(await isThere('single')).toBe(true)
    await engine.delete('team', { fqn: 'one' }, person, { recursive: true, hard: true })
    expect([await isThere('shared'), await isThere('single')]).toEqual([true, false])
  })

  it('count those below them and in them', async () => {
    await team('counted', { users: ['ann', 'bob'] })
    await team('below', { parents: ['counted'] })
    const found = await test.engine.get(
      'team',
      { fqn: 'counted' },
      { fields: ['childrenCount', 'userCount'] },
    )
    expect(found).toMatchObject({ childrenCount: 1, userCount: 2 })
  })
})
