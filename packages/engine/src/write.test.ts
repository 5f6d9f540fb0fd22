/** What a write keeps, what it replaces, and what counts as a new version. */
import { randomUUID } from 'node:crypto'
import type { TagLabel } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextVersion } from './plan.ts'
import { problemOf } from './testing/problem-of.ts'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'
import type { EntityJson } from './write-options.ts'

const person = { name: 'person' }
const bot = { name: 'bot', isBot: true }
const schema = 'svc.db.public'
let test: TestEngine

const label = (tagFQN: string): TagLabel => ({
  tagFQN,
  source: 'Classification',
  labelType: 'Manual',
  state: 'Confirmed',
})

beforeAll(async () => {
  test = await createTestEngine()
  await createSchemas(test.engine, 'svc', ['public'])
  await test.engine.create('classification', { name: 'PII', description: 'personal' }, person)
  for (const name of ['Sensitive', 'None', 'Gone']) {
    await test.engine.create('tag', { name, description: name, classification: 'PII' }, person)
  }
})
afterAll(() => test.drop())

describe('a PUT of a bot over what people wrote', () => {
  it('keeps words and tags of columns by their names, and takes the rest from the source', async () => {
    const { engine } = test
    const column = (name: string, more = {}) => ({ name, dataType: 'INT', ...more })
    const struct = (children: unknown[]) => ({ name: 's', dataType: 'STRUCT', children })
    const body = { ...tableBody('kept', schema), columns: [column('a'), struct([column('k')]), column('z')] }
    const { entity } = await engine.createOrUpdate('table', body, bot)
    await engine.patch(
      'table',
      { id: entity.id },
      [
        { op: 'add', path: '/columns/0/description', value: 'by a person' },
        { op: 'add', path: '/columns/0/displayName', value: 'Mine' },
        { op: 'add', path: '/columns/1/children/0/tags/0', value: label('PII.Sensitive') },
        { op: 'add', path: '/tags/5', value: label('PII.None') },
      ],
      person,
    )
    const again = {
      ...body,
      tags: [label('PII.Sensitive')],
      columns: [
        struct([column('k', { description: 'from the source' })]),
        column('new'),
        { ...column('a', { description: 'from the source' }), dataType: 'BIGINT' },
      ],
    }
    const { entity: updated } = await engine.createOrUpdate('table', again, bot)
    expect(updated.columns).toMatchObject([
      {
        name: 's',
        children: [{ name: 'k', description: 'from the source', tags: [{ tagFQN: 'PII.Sensitive' }] }],
      },
      { name: 'new', fullyQualifiedName: 'svc.db.public.kept.new', tags: [] },
      { name: 'a', dataType: 'BIGINT', description: 'by a person', displayName: 'Mine' },
    ])
    expect(updated.tags).toMatchObject([{ tagFQN: 'PII.None' }, { tagFQN: 'PII.Sensitive' }])
    expect(updated.version).toBe(1.2)
    expect(updated.changeDescription).toMatchObject({
      previousVersion: 0.2,
      fieldsAdded: expect.arrayContaining([
        { name: 'columns', newValue: [expect.objectContaining({ name: 'new' })] },
      ]),
      fieldsDeleted: [{ name: 'columns', oldValue: [expect.objectContaining({ name: 'z' })] }],
      fieldsUpdated: [{ name: 'columns.a.dataType', oldValue: 'INT', newValue: 'BIGINT' }],
    })
    expect((await engine.createOrUpdate('table', again, bot)).outcome).toBe('unchanged')
  })

  it('keeps owners that somebody set, and fills in where nobody did', async () => {
    const { engine } = test
    const user = async () =>
      (await engine.create('user', { name: randomUUID(), email: `${randomUUID()}@example.com` }, person))
        .entity
    const [mine, its] = [await user(), await user()]
    const owned = (id: string) => ({ ...tableBody('owned', schema), owners: [{ id, type: 'user' }] })
    await engine.create('table', tableBody('owned', schema), person)
    expect((await engine.createOrUpdate('table', owned(mine.id), bot)).entity.owners).toMatchObject([
      { id: mine.id },
    ])
    expect((await engine.createOrUpdate('table', owned(its.id), bot)).outcome).toBe('unchanged')
    expect((await engine.createOrUpdate('table', owned(its.id), person)).entity.owners).toMatchObject([
      { id: its.id },
    ])
  })
})

describe('a PUT of what was seen again', () => {
  it('adds to lists and links that gather, without a version where nothing is new; a patch takes from them', async () => {
    const { engine } = test
    const service = 'svc'
    const { entity: table } = await engine.createOrUpdate('table', tableBody('seen', schema), bot)
    const { entity: other } = await engine.createOrUpdate('table', tableBody('seen-too', schema), bot)
    const seen = (id: string, name: string) => ({
      query: 'select 1 from seen',
      service,
      usedBy: [name],
      queryUsedIn: [{ id, type: 'table' }],
    })
    const used = (entity: EntityJson) => (entity.queryUsedIn as { id: string }[]).map(({ id }) => id)
    await engine.createOrUpdate('query', seen(table.id, 'ada'), bot)
    const both = await engine.createOrUpdate('query', seen(other.id, 'grace'), bot)
    expect(both.entity.usedBy).toEqual(['ada', 'grace'])
    expect(used(both.entity).sort()).toEqual([table.id, other.id].sort())
    const again = await engine.bulk('query', [seen(table.id, 'ada')], bot)
    expect(again.successRequest).toMatchObject([{ message: 'unchanged' }])
    const patch = [{ op: 'replace' as const, path: '/usedBy', value: ['ada'] }]
    const patched = await engine.patch('query', { id: both.entity.id }, patch, person)
    expect(patched.entity.usedBy).toEqual(['ada'])
  })
})

describe('versions', () => {
  it('count in tenths without drift', () => {
    let version = 0.1
    const seen = [version]
    for (let at = 0; at < 99; at += 1) {
      version = nextVersion(version, 'minor')
      seen.push(version)
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => Number(((at + 1) / 10).toFixed(1))))
    expect(nextVersion(0.3, 'major')).toBe(1.3)
  })

  it('stay when only the source hash differs, which is kept exactly', async () => {
    const body = { ...tableBody('hashed', schema), sourceHash: 'AbC' }
    await test.engine.createOrUpdate('table', body, bot)
    const { entity, outcome } = await test.engine.createOrUpdate('table', { ...body, sourceHash: 'xYz' }, bot)
    expect({ outcome, version: entity.version, hash: entity.sourceHash }).toEqual({
      outcome: 'updated',
      version: 0.1,
      hash: 'xYz',
    })
    expect(await test.engine.versions('table', entity.id)).toHaveLength(1)
  })

  it('hold the entity as it was, links included', async () => {
    const { engine } = test
    const { entity: user } = await engine.create('user', { name: 'then', email: 'then@example.com' }, person)
    const body = { ...tableBody('history', schema), owners: ['then'] }
    const { entity } = await engine.create('table', body, person)
    await engine.patch('table', { id: entity.id }, [{ op: 'remove', path: '/owners/0' }], person)
    expect((await engine.version('table', entity.id, 0.1)).owners).toMatchObject([{ id: user.id }])
    expect((await engine.version('table', entity.id, 0.2)).owners).toEqual([])
    expect(await problemOf(engine.version('table', entity.id, 7))).toBe('entity-not-found')
  })

  it('are unaffected by counters that the server keeps', async () => {
    const { entity } = await test.engine.create('table', tableBody('counted', schema), person)
    const stats = { count: 5 }
    const patch = [{ op: 'add', path: '/usageSummary', value: { dailyStats: stats, date: '2024-01-31' } }]
    const key = { id: entity.id }
    expect(await problemOf(test.engine.patch('table', key, patch, person))).toBe('patch-invalid')
    const options = { asSystem: true, quiet: true }
    const { entity: counted } = await test.engine.patch('table', key, patch, person, options)
    expect(counted).toMatchObject({ version: 0.1, usageSummary: { dailyStats: stats } })
    const { entity: edited } = await test.engine.patch(
      'table',
      key,
      [{ op: 'add', path: '/description', value: 'x' }],
      person,
    )
    expect(edited.usageSummary).toMatchObject({ dailyStats: stats })
  })
})

describe('rules across entities', () => {
  it('tags have to exist, and a tag deleted for good disappears from what wore it', async () => {
    const { engine } = test
    const body = { ...tableBody('tagged', schema), tags: [label('PII.Gone'), label('PII.None')] }
    const { entity } = await engine.create('table', body, person)
    const unknown = { ...tableBody('unknown', schema), tags: [label('PII.Nowhere')] }
    expect(await problemOf(engine.create('table', unknown, person))).toBe('reference-not-found')
    await engine.delete('tag', { fqn: 'PII.Gone' }, person, { hard: true })
    expect((await engine.get('table', { id: entity.id })).tags).toMatchObject([{ tagFQN: 'PII.None' }])
    const found = await engine.search.search({ facets: { tag: ['PII.Gone'] } })
    expect(found.total).toBe(0)
  })

  it('unique values are unique in any case, alone and in a batch', async () => {
    const { engine } = test
    const user = (name: string, email: string) => ({ name, email })
    await engine.create('user', user('first', 'Same@Example.com'), person)
    expect(await problemOf(engine.create('user', user('second', 'same@example.COM'), person))).toBe(
      'value-taken',
    )
    const rows = [
      user('third', 'third@example.com'),
      user('fourth', 'SAME@example.com'),
      user('fifth', 'third@example.com'),
    ]
    const result = await engine.bulk('user', rows, person)
    expect(result.failedRequest?.map((row) => [row.request, row.status])).toEqual([
      ['fourth', 409],
      ['fifth', 409],
    ])
    expect((await engine.get('user', { fqn: 'third' })).version).toBe(0.1)
  })

  it('a bot shows its account by the name the account has now, and the account stays as long as it does', async () => {
    const { engine } = test
    const { entity: account } = await engine.create(
      'user',
      { name: 'account', email: 'account@example.com' },
      person,
    )
    const { entity } = await engine.create('bot', { name: 'ingestion', botUser: 'account' }, person)
    expect(entity.botUser).toMatchObject({ id: account.id, name: 'account' })
    await engine.patch(
      'user',
      { id: account.id },
      [{ op: 'add', path: '/displayName', value: 'Robot' }],
      person,
    )
    expect((await engine.get('bot', { id: entity.id })).botUser).toMatchObject({ displayName: 'Robot' })
    const emptied = [{ op: 'remove', path: '/botUser' }]
    expect(await problemOf(engine.patch('bot', { id: entity.id }, emptied, person))).toBe('body-invalid')
    const remove = engine.delete('user', { id: account.id }, person, { hard: true })
    await expect(remove).rejects.toThrow("User 'account' is needed by bot 'ingestion'.")
    await engine.delete('user', { id: account.id }, person)
    expect((await engine.get('bot', { id: entity.id })).botUser).toMatchObject({ deleted: true })
    await engine.delete('bot', { id: entity.id }, person, { hard: true })
    await engine.delete('user', { id: account.id }, person, { hard: true })
  })

  it('what belongs to the system is not deleted, except by the system', async () => {
    const { engine } = test
    const body = { name: 'Tier', description: 'importance', provider: 'system' }
    await engine.create('classification', body, person, { asSystem: true })
    expect(await problemOf(engine.delete('classification', { fqn: 'Tier' }, person))).toBe('entity-protected')
    const patch = [{ op: 'replace', path: '/provider', value: 'user' }]
    expect(await problemOf(engine.patch('classification', { fqn: 'Tier' }, patch, person))).toBe(
      'patch-invalid',
    )
    await engine.delete('classification', { fqn: 'Tier' }, person, { asSystem: true, hard: true })
  })

  it('names of root entities are found with and without quotes', async () => {
    const { engine } = test
    const { entity } = await engine.create('user', { name: 'John.Doe', email: 'jd@example.com' }, person)
    expect(entity.fullyQualifiedName).toBe('"john.doe"')
    for (const fqn of ['john.doe', 'John.Doe', '"john.doe"']) {
      expect((await engine.get('user', { fqn })).id).toBe(entity.id)
    }
    const { entity: table } = await engine.create(
      'table',
      { ...tableBody('of john', schema), owners: ['john.doe'] },
      person,
    )
    expect(table.owners).toMatchObject([{ id: entity.id }])
  })
})

describe('two writers of different entities', () => {
  it('never lose a row when batches overlap in every order', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `crossing ${at}`)
    const batch = (order: readonly string[]) =>
      test.engine.bulk(
        'table',
        order.map((name) => tableBody(name, schema)),
        bot,
      )
    const results = await Promise.all([
      batch(names),
      batch(names.toReversed()),
      batch(names),
      batch(names.toReversed()),
    ])
    expect(results.map((result) => result.status)).toEqual(['success', 'success', 'success', 'success'])
    const created = results.flatMap(
      (result) => result.successRequest?.filter((row) => row.status === 201) ?? [],
    )
    expect(created).toHaveLength(150)
  })

  it('leave no child behind when its parent is deleted at the same time', async () => {
    const { engine } = test
    for (let round = 0; round < 5; round += 1) {
      await createSchemas(engine, `race${round}`, ['public'])
      const create = () => engine.create('table', tableBody(randomUUID(), `race${round}.db.public`), person)
      const work = [
        create(),
        create(),
        engine.delete('databaseService', { fqn: `race${round}` }, person, { recursive: true }),
        create(),
      ]
      await Promise.allSettled(work)
      expect((await engine.list('table', { filters: { service: `race${round}` } })).data).toEqual([])
    }
  })
})
