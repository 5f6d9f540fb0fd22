/** Custom properties: declared once for a type, then held to on every write of its entities. */
import { isProblem, type PropertyType, propertyTypes } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSample } from '../testing/sample.ts'
import { settledEvents } from '../testing/settled-events.ts'
import { createTestEngine, type TestEngine } from '../testing/test-engine.ts'
import { matchesFormat } from './date-format.ts'

const actor = { name: 'admin' }
let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
})
afterAll(() => test.drop())

/** For each type a configuration, values that are right and values that are wrong. */
const cases: Readonly<Record<PropertyType, { config?: unknown; right: unknown[]; wrong: unknown[] }>> = {
  string: { right: ['a', ''], wrong: [1, ['a'], {}] },
  markdown: { right: ['**a**'], wrong: [true] },
  sqlQuery: { right: ['select 1'], wrong: [1] },
  email: { right: ['a@b.example'], wrong: ['a', 'a b@c.d', 5] },
  integer: { right: [0, -5], wrong: [1.5, '1'] },
  number: { right: [1.5, -2], wrong: ['1'] },
  timestamp: { right: [1_700_000_000_000], wrong: [1.5, 'now'] },
  timeInterval: { right: [{ start: 1, end: 2 }], wrong: [{ start: 2, end: 1 }, { start: 1 }, 1] },
  duration: { right: ['P1D', 'PT5M', 'P1Y2M3DT4H5M6.5S'], wrong: ['P', 'PT', '1D', 5] },
  'date-cp': { config: 'dd/MM/yyyy', right: ['29/02/2024'], wrong: ['2024-02-29', '30/02/2024', '1/1/2024'] },
  'dateTime-cp': {
    config: 'yyyy-MM-dd HH:mm:ss',
    right: ['2024-01-31 23:59:00'],
    wrong: ['2024-01-31 24:00:00'],
  },
  'time-cp': { config: 'HH:mm', right: ['00:00'], wrong: ['24:00', '9:00'] },
  enum: {
    config: { values: ['low', 'high'] },
    right: [['low'], 'high'],
    wrong: [['other'], [], ['low', 'high']],
  },
  entityReference: { config: ['user'], right: [], wrong: [{ id: 'x', type: 'user' }, 'user'] },
  entityReferenceList: { config: ['user'], right: [[]], wrong: ['user', [{ id: 'x' }]] },
  'table-cp': {
    config: { columns: ['key', 'value'] },
    right: [{ columns: ['key', 'value'], rows: [{ key: 'a', value: 'b' }] }, { rows: [] }],
    wrong: [{ rows: [{ other: 'a' }] }, { rows: [{ key: 1 }] }, { columns: ['other'], rows: [] }, []],
  },
  'hyperlink-cp': {
    right: [{ url: 'https://example.com', displayText: 'x' }],
    wrong: [{ url: 'javascript:alert(1)' }, { url: 'nowhere' }, 'https://example.com'],
  },
}

async function put(name: string, type: PropertyType, config?: unknown) {
  return await test.engine.customProperties.put(
    { name: 'glossary' },
    {
      name,
      description: 'x',
      propertyType: type,
      ...(config === undefined ? {} : { customPropertyConfig: { config: config as string } }),
    },
    actor,
  )
}

async function write(extension: unknown) {
  const glossary = await createSample(test.engine, 'glossary')
  const patch = [{ op: 'add' as const, path: '/extension', value: extension }]
  return await test.engine.patch('glossary', { id: glossary.id }, patch, actor)
}

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (isProblem(error) ? error.message : String(error)),
  )

describe('custom properties', () => {
  it.each(Object.keys(propertyTypes) as PropertyType[])(
    'takes right values of %s and refuses wrong ones',
    async (type) => {
      const { config, right, wrong } = cases[type]
      const name = `my ${type}`
      await put(name, type, config)
      for (const value of right) {
        expect((await write({ [name]: value })).entity.extension).toEqual({ [name]: value })
      }
      for (const value of wrong) {
        expect(await messageOf(write({ [name]: value }))).toContain(`extension.${name}`)
      }
    },
  )

  it('points at entities that are there', async () => {
    const user = await createSample(test.engine, 'user')
    const reference = { id: user.id, type: 'user' }
    await write({ 'my entityReference': reference, 'my entityReferenceList': [reference] })
    const gone = { id: '00000000-0000-4000-8000-000000000000', type: 'user' }
    expect(await messageOf(write({ 'my entityReference': gone }))).toContain('not found')
    const glossary = await createSample(test.engine, 'glossary')
    const other = { id: glossary.id, type: 'glossary' }
    expect(await messageOf(write({ 'my entityReference': other }))).toContain('a reference to user')
  })

  it('points at nothing that is gone for good', async () => {
    const [gone, stays] = [await createSample(test.engine, 'user'), await createSample(test.engine, 'user')]
    const [one, other] = [gone, stays].map(({ id }) => ({ id, type: 'user' }))
    const { entity } = await write({ 'my entityReference': one, 'my entityReferenceList': [one, other] })
    await test.engine.delete('user', { id: gone.id }, actor, { hard: true })
    const read = await test.engine.get('glossary', { id: entity.id })
    expect(read.extension).toEqual({ 'my entityReferenceList': [other] })
  })

  it('refuses properties that nobody declared, and says which one was meant', async () => {
    expect(await messageOf(write({ 'my strin': 'x' }))).toContain("Did you mean 'my string'?")
  })

  it('keeps the type of a property, and refuses configurations that mean nothing', async () => {
    expect(await messageOf(put('my string', 'integer'))).toContain('stays string')
    expect(await messageOf(put('new enum', 'enum', { values: [] }))).toContain('values of the enumeration')
    expect(await messageOf(put('new date', 'date-cp', 'qqq'))).toContain('a format of')
    expect(await messageOf(put('new text', 'string', 'x'))).toContain('no configuration')
  })

  it('lets entities be found by what their properties say', async () => {
    const { entity } = await write({ 'my string': 'zanzibar' })
    const { hits } = await test.engine.search.search({ q: 'zanzibar' })
    expect(hits.map(({ id }) => id)).toEqual([entity.id])
  })

  it('takes the values along when a property goes away', async () => {
    const { entity } = await write({ 'my string': 'kept', 'my number': 5 })
    const type = await test.engine.customProperties.get({ name: 'glossary' })
    const left = (type.customProperties ?? []).filter(({ name }) => name !== 'my number')
    const after = await test.engine.customProperties.replace({ id: type.id }, left, actor)
    expect(after.customProperties?.map(({ name }) => name)).not.toContain('my number')
    const read = await test.engine.get('glossary', { id: entity.id })
    expect(read.extension).toEqual({ 'my string': 'kept' })
    const events = await settledEvents(test, 0)
    expect(events.at(-1)).toMatchObject({ entityType: 'type', entityFullyQualifiedName: 'glossary' })
  })

  it('knows a type by the same id on every installation', async () => {
    const types = await test.engine.customProperties.list()
    expect(new Set(types.map(({ id }) => id)).size).toBe(types.length)
    const integer = await test.engine.customProperties.get({ name: 'integer' })
    expect(await test.engine.customProperties.get({ id: integer.id })).toEqual(integer)
    expect(await messageOf(test.engine.customProperties.get({ name: 'nonsense' }))).toContain('not found')
  })
})

describe('date formats', () => {
  it('know the length of months', () => {
    expect(matchesFormat('yyyy-MM-dd', '2023-02-29')).toBe(false)
    expect(matchesFormat('yyyy-MM-dd', '2024-02-29')).toBe(true)
    expect(matchesFormat('dd MMM yyyy', '01 Jan 2024')).toBe(true)
    expect(matchesFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZ", '2024-01-01T00:00:00.000+01:00')).toBe(true)
  })
})
