/** Tags and terms on assets keep the rules of the tags: one of each exclusive family, none that is disabled, and what comes along. */
import { isProblem, type TagLabel } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'

const person = { name: 'person' }
let test: TestEngine
let made = 0

const label = (tagFQN: string, source: TagLabel['source'] = 'Classification'): TagLabel => ({
  tagFQN,
  source,
  labelType: 'Manual',
  state: 'Confirmed',
})
const term = (tagFQN: string) => label(tagFQN, 'Glossary')

async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isProblem(error)) return `${error.code}: ${error.message}`
    throw error
  }
  return 'no problem'
}

const column = (name: string, tags: readonly TagLabel[]) => ({ name, dataType: 'INT', tags })

async function table(tags: readonly TagLabel[], more = {}) {
  made += 1
  const body = { ...tableBody(`t${made}`, 'svc.db.public'), tags, ...more }
  return (await test.engine.create('table', body, person)).entity
}

const patchTable = async (id: string, path: string, value: unknown) =>
  (await test.engine.patch('table', { id }, [{ op: 'add', path, value }], person)).entity

async function make(type: string, body: Record<string, unknown>): Promise<void> {
  await test.engine.create(type, { description: 'for this test', ...body }, person)
}

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
  await make('classification', { name: 'Level', mutuallyExclusive: true })
  for (const name of ['low', 'high']) await make('tag', { name, classification: 'Level' })
  await make('tag', { name: 'higher', parent: 'Level.high' })
  await make('classification', { name: 'Free' })
  for (const name of ['a', 'b', 'off']) await make('tag', { name, classification: 'Free' })
  await make('glossary', { name: 'Words' })
  await make('glossaryTerm', { name: 'customer', glossary: 'Words', tags: [label('Level.high')] })
  await make('glossaryTerm', { name: 'plain', glossary: 'Words' })
})
afterAll(() => test.drop())

describe('an exclusive family', () => {
  it('puts one of its members on an asset, and names both when there would be two', async () => {
    const both = [label('Level.low'), label('Level.high')]
    const message = await messageOf(table(both))
    expect(message).toContain('labels-exclusive')
    expect(message).toContain('Level.low')
    expect(message).toContain('Level.high')
    const { id } = await table([label('Level.low')])
    expect(await messageOf(patchTable(id, '/tags/-', label('Level.high.higher')))).toContain('labels-exclusive')
    expect((await test.engine.get('table', { id })).version).toBe(0.1)
    expect((await patchTable(id, '/tags/0', label('Free.a'))).tags).toHaveLength(2)
  })

  it('counts every column by itself, and a tag with one below it as the same member', async () => {
    const columns = [column('x', [label('Level.low')]), column('y', [label('Level.high')])]
    const { id } = await table([label('Level.high'), label('Level.high.higher')], { columns })
    const message = await messageOf(patchTable(id, '/columns/0/tags/-', label('Level.high')))
    expect(message).toContain('columns.x.tags')
    expect(message).toContain('labels-exclusive')
  })

  it('that became exclusive later does not stop other changes', async () => {
    const { id } = await table([label('Free.a'), label('Free.b')])
    const exclusive = async (value: boolean) =>
      await test.engine.patch(
        'classification',
        { fqn: 'Free' },
        [{ op: 'add', path: '/mutuallyExclusive', value }],
        person,
      )
    await exclusive(true)
    expect((await patchTable(id, '/tags/-', label('Level.low'))).tags).toHaveLength(3)
    expect(await messageOf(table([label('Free.a'), label('Free.b')]))).toContain('labels-exclusive')
    await exclusive(false)
  })
})

describe('a disabled tag', () => {
  it('takes no new uses, and neither does one below a disabled family; old uses stay', async () => {
    const { id } = await table([label('Free.off')])
    const disable = async (type: string, fqn: string, value: boolean) =>
      await test.engine.patch(type, { fqn }, [{ op: 'add', path: '/disabled', value }], person)
    await disable('tag', 'Free.off', true)
    expect(await messageOf(table([label('Free.off')]))).toContain('label-disabled')
    expect((await patchTable(id, '/description', 'still editable')).tags).toMatchObject([
      { tagFQN: 'Free.off' },
    ])
    await disable('tag', 'Free.off', false)
    await disable('classification', 'Free', true)
    expect(await messageOf(table([label('Free.a')]))).toContain("'Free' is disabled")
    await disable('classification', 'Free', false)
  })

  it('that does not exist is refused, also under the wrong source', async () => {
    for (const unknown of [label('Free.nowhere'), term('Free.a'), label('Words.plain')]) {
      expect(await messageOf(table([unknown]))).toContain('reference-not-found')
    }
  })
})

describe('a glossary term', () => {
  it('brings its own tags along, gives way to what somebody chose, and takes them when it goes', async () => {
    const derived = { tagFQN: 'Level.high', labelType: 'Derived' }
    const worn = await table([term('Words.customer')])
    expect(worn.tags).toMatchObject([{ tagFQN: 'Words.customer' }, derived])
    const chosen = await table([term('Words.customer'), label('Level.low')])
    expect(chosen.tags).toMatchObject([{ tagFQN: 'Words.customer' }, { tagFQN: 'Level.low' }])
    const again = await test.engine.createOrUpdate(
      'table',
      { ...tableBody(String(worn.name), 'svc.db.public'), tags: [term('Words.customer')] },
      person,
    )
    expect(again.outcome).toBe('unchanged')
    const patch = [{ op: 'remove', path: '/tags/0' }]
    expect((await test.engine.patch('table', { id: worn.id }, patch, person)).entity.tags).toEqual([])
  })

  it('changes what its wearers wear when its tags change', async () => {
    const { id } = await table([], { columns: [column('x', [term('Words.plain')])] })
    const patch = [{ op: 'add', path: '/tags/0', value: label('Free.a') }]
    await test.engine.patch('glossaryTerm', { fqn: 'Words.plain' }, patch, person)
    const found = await test.engine.search.search({ facets: { tag: ['Free.a'] }, index: 'table' })
    expect(found.hits.map((hit) => hit.id)).toContain(id)
    await test.engine.patch(
      'glossaryTerm',
      { fqn: 'Words.plain' },
      [{ op: 'remove', path: '/tags/0' }],
      person,
    )
    const { columns, version } = await test.engine.get('table', { id })
    expect(columns).toMatchObject([{ tags: [{ tagFQN: 'Words.plain' }] }])
    expect(version).toBe(0.1)
  })
})
