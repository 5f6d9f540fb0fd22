/** What an entity lends to others follows it: to its children, their search documents, and across deletions. */
import type { EntityReference } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'
import type { EntityJson } from './write-options.ts'

const person = { name: 'person' }
const table = { fqn: 'svc.db.public.t' }
let test: TestEngine
let service: EntityJson
let owner: EntityJson

beforeAll(async () => {
  test = await createTestEngine()
  const { engine } = test
  owner = (await engine.create('user', { name: 'olga', email: 'olga@example.com' }, person)).entity
  service = await createSchemas(engine, 'svc', ['public'], { owners: [{ id: owner.id, type: 'user' }] })
  await engine.create('table', tableBody('t', 'svc.db.public'), person)
})
afterAll(() => test.drop())

const ownersOf = async () =>
  (await test.engine.get('table', table, { fields: ['owners'] })).owners as EntityReference[]
const foundByOwner = async (name: string) =>
  (await test.engine.search.search({ facets: { owner: [name] }, index: 'table_search_index' })).total

describe('owners', () => {
  it('come from the nearest ancestor that has any, marked as inherited', async () => {
    expect(await ownersOf()).toMatchObject([{ id: owner.id, inherited: true }])
    expect(await foundByOwner('olga')).toBe(1)
    const other = (await test.engine.create('user', { name: 'otto', email: 'otto@example.com' }, person))
      .entity
    const add = [{ op: 'add', path: '/owners/0', value: { id: other.id, type: 'user' } }]
    await test.engine.patch('databaseSchema', { fqn: 'svc.db.public' }, add, person)
    expect(await ownersOf()).toMatchObject([{ id: other.id, inherited: true }])
    expect([await foundByOwner('olga'), await foundByOwner('otto')]).toEqual([0, 1])
    await test.engine.delete('user', { id: other.id }, person, { hard: true })
    expect(await ownersOf()).toMatchObject([{ id: owner.id, inherited: true }])
    expect([await foundByOwner('olga'), await foundByOwner('otto')]).toEqual([1, 0])
  })

  it('that are inherited stay so when something else is patched', async () => {
    const { entity } = await test.engine.patch(
      'table',
      table,
      [{ op: 'add', path: '/description', value: 'x' }],
      person,
    )
    expect(entity.owners).toMatchObject([{ inherited: true }])
    await test.engine.create('user', { name: 'oona', email: 'oona@example.com' }, person)
    const own = [{ op: 'add', path: '/owners', value: [{ type: 'user', fullyQualifiedName: 'oona' }] }]
    const foundBy = async (owner: string) =>
      (await test.engine.list('table', { filters: { owner } })).data.map((one) => one.name)
    expect([await foundBy('olga'), await foundBy('oona')]).toEqual([['t'], []])
    await test.engine.patch('table', table, own, person)
    expect([await foundBy('olga'), await foundBy('oona')]).toEqual([[], ['t']])
  })
})

describe('names and members of ancestors', () => {
  it('are what they are now in every document below, without a new version', async () => {
    const before = await test.engine.get('table', table)
    const patch = [
      { op: 'add', path: '/displayName', value: 'The Service' },
      { op: 'replace', path: '/serviceType', value: 'Mysql' },
    ]
    await test.engine.patch('databaseService', { id: service.id }, patch, person)
    const after = await test.engine.get('table', table)
    expect(after).toMatchObject({ serviceType: 'Mysql', service: { displayName: 'The Service' } })
    expect(after.version).toBe(before.version)
    expect((await test.engine.list('table', { filters: { service: 'svc' } })).data).toEqual([after])
    const found = await test.engine.search.search({
      facets: { serviceType: ['Mysql'] },
      index: 'table_search_index',
    })
    expect(found.total).toBe(1)
  })
})

describe('deletion', () => {
  it('of an ancestor takes along what lives, and its restoration brings back exactly that', async () => {
    const { engine } = test
    const gone = (await engine.create('table', tableBody('gone before', 'svc.db.public'), person)).entity
    await engine.delete('table', { id: gone.id }, person)
    await engine.delete('databaseService', { id: service.id }, person, { recursive: true })
    const deleted = await engine.list('table', { include: 'deleted' })
    expect(deleted.data.map((one) => one.name)).toEqual(['gone before', 't'])
    expect((await engine.search.search({ index: 'table_search_index', deleted: true })).total).toBe(2)
    await expect(engine.restore('table', gone.id, person)).rejects.toThrow('is deleted')
    await engine.restore('databaseService', service.id, person)
    expect((await engine.list('table')).data.map((one) => one.name)).toEqual(['t'])
    await engine.restore('table', gone.id, person)
    expect(await engine.count('table')).toBe(2)
  })

  it('for good leaves nothing of the subtree in any table', async () => {
    await test.engine.delete('databaseService', { id: service.id }, person, { recursive: true, hard: true })
    const left = await test.database.query<{ count: string }>(
      `select (select count(*) from entity where fqn like 'svc%') + (select count(*) from tag_usage)
            + (select count(*) from entity_version) + (select count(*) from relationship)
            + (select count(*) from search_document where fqn like 'svc%') as count`,
    )
    expect(Number(left.rows[0]?.count)).toBe(0)
  })
})
