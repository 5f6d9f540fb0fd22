/** Tags and terms on assets keep the rules of the tags: one of each exclusive family, none that is disabled, and what comes along. */
import { isProblem, type TagLabel } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endOfPeriod } from './certification.ts'
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
    expect(await messageOf(patchTable(id, '/tags/-', label('Level.high.higher')))).toContain(
      'labels-exclusive',
    )
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

describe('counts', () => {
  it('say how often a tag, a term or a family of them is used, and how many there are', async () => {
    await make('classification', { name: 'Counted' })
    await make('tag', { name: 'one', classification: 'Counted' })
    await make('tag', { name: 'below', parent: 'Counted.one' })
    await table([label('Counted.one')], { columns: [column('x', [label('Counted.one.below')])] })
    const fields = (type: string, fqn: string, names: readonly string[]) =>
      test.engine.get(type, { fqn }, { fields: names })
    expect(await fields('classification', 'Counted', ['usageCount', 'termCount'])).toMatchObject({
      usageCount: 2,
      termCount: 2,
    })
    expect(await fields('tag', 'Counted.one', ['usageCount'])).toMatchObject({ usageCount: 2 })
    expect(await fields('tag', 'Counted.one.below', ['usageCount'])).toMatchObject({ usageCount: 1 })
    expect(await fields('glossary', 'Words', ['termCount'])).toMatchObject({ termCount: 2 })
    const page = await test.engine.list('glossaryTerm', { fields: ['childrenCount', 'usageCount'] })
    expect(page.data.map((one) => one.childrenCount)).toEqual([0, 0])
    expect(await test.engine.get('tag', { fqn: 'Counted.one' })).not.toHaveProperty('usageCount')
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

describe('a certification', () => {
  it('is a tag of the configured classification, and the server says from when until when', async () => {
    await make('classification', { name: 'Certification' })
    for (const name of ['Gold', 'Silver']) await make('tag', { name, classification: 'Certification' })
    const certified = (tagFQN: string) => ({ certification: { tagLabel: label(tagFQN) } })
    const { id, certification } = await table([], certified('Certification.Gold'))
    const { appliedDate, expiryDate } = certification as { appliedDate: number; expiryDate: number }
    expect(Math.abs(appliedDate - Date.now())).toBeLessThan(60_000)
    expect(expiryDate - appliedDate).toBe(30 * 24 * 3600 * 1000)
    const again = await patchTable(id, '/certification', certified('Certification.Gold').certification)
    expect(again).toMatchObject({ version: 0.1, certification: { appliedDate, expiryDate } })
    expect(await messageOf(table([], certified('Free.a')))).toContain("classification 'Certification'")
    expect(await messageOf(table([], certified('Certification.None')))).toContain('reference-not-found')
    await test.engine.patch(
      'tag',
      { fqn: 'Certification.Gold' },
      [{ op: 'replace', path: '/name', value: 'Golden' }],
      person,
    )
    const renamed = await test.engine.get('table', { id })
    expect(renamed.certification).toMatchObject({ tagLabel: { tagFQN: 'Certification.Golden' } })
    await test.engine.delete('tag', { fqn: 'Certification.Golden' }, person, { hard: true })
    expect(await test.engine.get('table', { id })).not.toHaveProperty('certification')
  })

  it('lasts as long as its period says, months as in the calendar', () => {
    const from = Date.UTC(2024, 0, 31)
    expect(endOfPeriod(from, 'P1Y2M10DT2H30M5S')).toBe(Date.UTC(2025, 3, 10, 2, 30, 5))
    expect(endOfPeriod(from, 'P2W')).toBe(Date.UTC(2024, 1, 14))
    expect(endOfPeriod(from, 'soon')).toBeUndefined()
  })
})
