/** What is kept under the name of a column goes with it when a patch renames it, and lineage leaves it out when it is gone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const person = { name: 'person' }
let test: TestEngine
const get = (type: string, fqn: string) => test.engine.get(type, { fqn })

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
})
afterAll(() => test.drop())

describe('a renamed column', () => {
  it('takes its profiles, lineage, tests, conversations and suggestions along', async () => {
    const { engine } = test
    const struct = { name: 's', dataType: 'STRUCT', children: [{ name: 'k', dataType: 'INT' }] }
    const make = async (name: string, columns: object[]) =>
      (await engine.create('table', { ...tableBody(name, 'svc.db.public'), columns }, person)).entity
    const id = { name: 'id', dataType: 'INT' }
    const source = await make('source', [id, struct])
    const target = await make('target', [id])
    const constraint = {
      constraintType: 'FOREIGN_KEY',
      columns: ['id'],
      referredColumns: ['svc.db.public.source.s.k'],
    }
    await make('pointing', [id]).then(({ id: pointing }) =>
      engine.patch(
        'table',
        { id: pointing },
        [{ op: 'add', path: '/tableConstraints', value: [constraint] }],
        person,
      ),
    )
    const ends = { fromEntity: { id: source.id, type: 'table' }, toEntity: { id: target.id, type: 'table' } }
    const columnsLineage = [
      { fromColumns: ['svc.db.public.source.s.k'], toColumn: 'svc.db.public.target.id' },
    ]
    await engine.lineage.add({ edge: { ...ends, lineageDetails: { columnsLineage } } }, person)
    const at = 1_700_000_000_000
    await engine.extensions.append(
      'table',
      'svc.db.public.source',
      'columnProfiles',
      { name: 'k', timestamp: at },
      's.k',
    )
    const definition = { name: 'isOne', entityType: 'COLUMN', testPlatforms: ['OpenMetadata'] }
    await engine.create('testDefinition', { ...definition, description: 'x' }, person)
    const link = '<#E::table::svc.db.public.source::columns::s.k>'
    const testBody = { name: 'one', testDefinition: 'isOne', entityLink: link }
    const { entity: testCase } = await engine.create('testCase', testBody, person)
    const result = { timestamp: at, testCaseStatus: 'Success' }
    await engine.extensions.append('testCase', testCase.fullyQualifiedName, 'results', result)
    const { entity: user } = await engine.create('user', { name: 'talker', email: 't@example.com' }, person)
    const talker = { name: 'talker', id: user.id }
    const thread = await engine.conversations.create(
      { message: 'x', about: `${link.slice(0, -1)}::description>` },
      talker,
    )
    const suggestion = await engine.suggestions.create({ entityLink: link, description: 'A key' }, talker)

    const replace = (path: string, value: string) => ({ op: 'replace' as const, path, value })
    const patch = [replace('/columns/1/name', 'part'), replace('/columns/1/children/0/name', 'key')]
    await engine.patch('table', { id: source.id }, patch, person)

    const now = 'svc.db.public.source.part.key'
    expect((await engine.lineage.edge(source.id, target.id))?.columnsLineage).toMatchObject([
      { fromColumns: [now] },
    ])
    expect((await get('table', 'svc.db.public.pointing')).tableConstraints).toMatchObject([
      { referredColumns: [now] },
    ])
    const profiles = await engine.extensions.series('table', 'svc.db.public.source', 'columnProfiles', {
      part: 'part.key',
    })
    expect(profiles).toMatchObject([{ timestamp: at }])
    const found = await get('testCase', `${now}.one`)
    const moved = '<#E::table::svc.db.public.source::columns::part.key>'
    expect(found).toMatchObject({ id: testCase.id, entityLink: moved, entityFQN: now })
    expect(await engine.extensions.series('testCase', `${now}.one`, 'results', {})).toHaveLength(1)
    expect((await engine.conversations.get(thread.id)).about).toBe(`${moved.slice(0, -1)}::description>`)
    expect((await engine.suggestions.get(suggestion.id)).entityLink).toBe(moved)
    await engine.suggestions.accept([suggestion.id], talker)
    const { columns } = await get('table', 'svc.db.public.source')
    expect(columns).toMatchObject([
      { name: 'id' },
      { name: 'part', children: [{ name: 'key', description: 'A key' }] },
    ])
  })

  it('is one only where every part stays where it is', async () => {
    const { engine } = test
    const columns = ['a', 'b'].map((name) => ({ name, dataType: 'INT' }))
    const body = { ...tableBody('shifted', 'svc.db.public'), columns }
    const { entity } = await engine.create('table', body, person)
    const talker = { name: 'person', id: entity.id }
    const about = '<#E::table::svc.db.public.shifted::columns::b>'
    const thread = await engine.conversations.create({ message: 'x', about }, talker)
    const patch = [
      { op: 'remove' as const, path: '/columns/0' },
      { op: 'replace' as const, path: '/columns/0/name', value: 'c' },
    ]
    await engine.patch('table', { id: entity.id }, patch, person)
    expect((await engine.conversations.get(thread.id)).about).toBe(about)
  })
})

describe('a column that is left out', () => {
  const column = (name: string) => ({ name, dataType: 'INT' })
  const lineageOf = (name: string, ...columns: string[]) => ({
    fromColumns: columns.map((one) => `svc.db.public.above.${one}`),
    toColumn: `svc.db.public.below.${name}`,
  })

  it('is left out of the lineage, by whichever write and at either end', async () => {
    const { engine } = test
    const body = (name: string, ...names: string[]) => ({
      ...tableBody(name, 'svc.db.public'),
      columns: names.map(column),
    })
    const { entity: above } = await engine.create('table', body('above', 'a', 'b', 'c', 'd'), person)
    const { entity: below } = await engine.create('table', body('below', 'x', 'y', 'z'), person)
    const ends = { fromEntity: { id: above.id, type: 'table' }, toEntity: { id: below.id, type: 'table' } }
    const columnsLineage = [lineageOf('x', 'a', 'b'), lineageOf('y', 'b'), lineageOf('z', 'c', 'd')]
    await engine.lineage.add({ edge: { ...ends, lineageDetails: { columnsLineage, sqlQuery: 'q' } } }, person)
    const edge = () => engine.lineage.edge(above.id, below.id)

    await engine.createOrUpdate('table', { ...body('above', 'a', 'b', 'c', 'd'), description: 'x' }, person)
    expect((await edge())?.columnsLineage).toEqual(columnsLineage)
    await engine.createOrUpdate('table', body('above', 'a', 'c', 'd', 'e'), person)
    expect((await edge())?.columnsLineage).toEqual([lineageOf('x', 'a'), lineageOf('z', 'c', 'd')])
    await engine.patch('table', { id: below.id }, [{ op: 'remove', path: '/columns/0' }], person)
    expect((await edge())?.columnsLineage).toEqual([lineageOf('z', 'c', 'd')])
    // What is renamed where it stands is not gone.
    const rename = [{ op: 'replace' as const, path: '/columns/1/name', value: 'k' }]
    await engine.patch('table', { id: above.id }, rename, person)
    expect((await edge())?.columnsLineage).toEqual([lineageOf('z', 'k', 'd')])
    await engine.bulk('table', [body('above', 'a'), body('below', 'y')], person)
    expect(await edge()).toMatchObject({ sqlQuery: 'q' })
    expect(await edge()).not.toHaveProperty('columnsLineage')
  })
})
