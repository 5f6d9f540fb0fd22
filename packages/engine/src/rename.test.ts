/** A rename or a move takes along every name below, and reaches everything that shows, wears or holds one of them. */
import { type AnyDefinition, createRegistry, defineEntity, type TagLabel } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemOf } from './testing/problem-of.ts'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'
import type { EntityJson } from './write-options.ts'

const person = { name: 'person' }

/** A folder stands on a shelf or in another folder. */
const Shelf = defineEntity({
  type: 'shelf',
  collection: 'shelves',
  label: 'Shelf',
  description: 'For this test.',
  fields: {},
  traits: ['owners', 'tags', 'extension'],
})
const Folder = defineEntity({
  type: 'folder',
  collection: 'folders',
  label: 'Folder',
  description: 'For this test.',
  parent: { field: 'shelf', types: ['shelf'], nested: { field: 'parent', types: ['folder'] } },
  fields: {},
  traits: ['owners', 'tags', 'extension'],
})

let test: TestEngine
const get = (type: string, fqn: string, fields: readonly string[] = []) =>
  test.engine.get(type, { fqn }, { fields })
const rename = (type: string, fqn: string, name: string) =>
  test.engine.patch(type, { fqn }, [{ op: 'replace', path: '/name', value: name }], person)

const label = (tagFQN: string): TagLabel => ({
  tagFQN,
  source: 'Classification',
  labelType: 'Manual',
  state: 'Confirmed',
})

async function folder(name: string, place: Record<string, string>): Promise<EntityJson> {
  return (await test.engine.create('folder', { name, ...place }, person)).entity
}

beforeAll(async () => {
  const definitions: AnyDefinition[] = [...createRegistry().all, Shelf, Folder]
  test = await createTestEngine({ definitions })
  await createSchemas(test.engine, 'svc', ['public', 'other'])
  for (const name of ['a', 'b', 'c']) await test.engine.create('shelf', { name }, person)
})
afterAll(() => test.drop())

describe('a renamed service', () => {
  it('renames databases, schemas, tables and columns below it, and is found under the new names only', async () => {
    const { engine } = test
    await createSchemas(engine, 'old.svc', ['public'])
    const struct = {
      name: 's',
      dataType: 'STRUCT',
      children: [{ name: 'k.v', dataType: 'INT' }],
    }
    const body = {
      ...tableBody('t', '"old.svc".db.public'),
      columns: [{ name: 'id', dataType: 'INT' }, struct],
    }
    const { entity: table } = await engine.create('table', body, person)
    const { entity: service } = await rename('databaseService', '"old.svc"', 'new"svc')

    expect(service).toMatchObject({ name: 'new"svc', fullyQualifiedName: '"new""svc"', version: 0.2 })
    expect(service.changeDescription?.fieldsUpdated).toEqual([
      { name: 'name', oldValue: 'old.svc', newValue: 'new"svc' },
    ])
    const found = await get('table', '"new""svc".db.public.t')
    expect(found).toMatchObject({
      id: table.id,
      version: 0.1,
      service: { name: 'new"svc', fullyQualifiedName: '"new""svc"' },
      database: { fullyQualifiedName: '"new""svc".db' },
      databaseSchema: { fullyQualifiedName: '"new""svc".db.public' },
      columns: [
        { fullyQualifiedName: '"new""svc".db.public.t.id' },
        {
          fullyQualifiedName: '"new""svc".db.public.t.s',
          children: [{ fullyQualifiedName: '"new""svc".db.public.t.s."k.v"' }],
        },
      ],
    })
    expect(await problemOf(get('databaseService', '"old.svc"'))).toBe('entity-not-found')
    expect(await problemOf(get('table', '"old.svc".db.public.t'))).toBe('entity-not-found')
    const listed = await engine.list('table', { filters: { service: '"new""svc"' } })
    expect(listed.data.map((one) => one.id)).toEqual([table.id])
    const first = await engine.version('databaseService', service.id, 0.1)
    expect(first).toMatchObject({ name: 'old.svc', fullyQualifiedName: '"old.svc"' })
    await createSchemas(engine, 'old.svc', ['public'])
    expect((await get('databaseService', '"old.svc"')).id).not.toBe(service.id)
  })
})

describe('search after a rename', () => {
  it('knows of everything below what it would know if every document were made anew', async () => {
    const { engine, database } = test
    await createSchemas(engine, 'found', ['public'])
    await engine.create('user', { name: 'finder', email: 'finder@example.com' }, person)
    await engine.create('classification', { name: 'Found', description: 'x' }, person)
    await engine.create('tag', { name: 'Late', description: 'x', classification: 'Found' }, person)
    const body = {
      ...tableBody('t', 'found.db.public'),
      description: 'Everything that was found',
      tags: [label('Found.Late')],
    }
    await engine.create('table', body, person)
    await rename('databaseService', 'found', 'lost')
    await engine.createOrUpdate(
      'databaseSchema',
      { name: 'public', database: 'lost.db', owners: ['finder'] },
      person,
    )
    await rename('tag', 'Found.Late', 'Early')
    await rename('databaseSchema', 'lost.db.public', 'private')
    const documents = async () =>
      (
        await database.query<{ fqn: string }>(
          `select * from search_document where fqn like 'lost.%' order by fqn`,
        )
      ).rows
    const kept = await documents()
    expect(kept.map((row) => row.fqn)).toEqual(['lost.db', 'lost.db.private', 'lost.db.private.t'])
    expect(kept.at(-1)).toMatchObject({ owners: ['finder'], tags: ['Found.Early'], service: 'lost' })
    for (const type of ['database', 'databaseSchema', 'table']) await engine.search.rebuild(type)
    expect(await documents()).toEqual(kept)
  })
})

describe('a data model of a dashboard tool', () => {
  it('has a name that no dashboard of the service can take, under every name of the service', async () => {
    const { engine } = test
    await engine.create('dashboardService', { name: 'looker', serviceType: 'Looker' }, person)
    await engine.create('dashboard', { name: 'sales', service: 'looker' }, person)
    const body = {
      name: 'sales',
      service: 'looker',
      dataModelType: 'LookMlExplore',
      columns: [{ name: 'id', dataType: 'INT' }],
    }
    const { entity } = await engine.create('dashboardDataModel', body, person)
    expect(entity).toMatchObject({
      fullyQualifiedName: 'looker.model.sales',
      columns: [{ fullyQualifiedName: 'looker.model.sales.id' }],
    })
    await rename('dashboardService', 'looker', 'bi')
    expect((await get('dashboardDataModel', 'bi.model.sales')).id).toBe(entity.id)
    expect((await get('dashboard', 'bi.sales')).name).toBe('sales')
  })
})

describe('a renamed table', () => {
  it('keeps its time series, its lineage of columns and what points at its columns', async () => {
    const { engine } = test
    const make = async (name: string, more = {}) =>
      (await engine.create('table', { ...tableBody(name, 'svc.db.public'), ...more }, person)).entity
    const orders = await make('orders')
    const column = 'svc.db.public.orders.id'
    const constraint = { constraintType: 'FOREIGN_KEY', columns: ['id'], referredColumns: [column] }
    const lines = await make('lines', { tableConstraints: [constraint] })
    const reference = {
      id: orders.id,
      type: 'table',
      name: 'orders',
      fullyQualifiedName: 'svc.db.public.orders',
    }
    const noted = await make('noted', { lifeCycle: { created: { timestamp: 1, accessedBy: reference } } })
    await engine.lineage.add(
      {
        edge: {
          fromEntity: { id: orders.id, type: 'table' },
          toEntity: { id: lines.id, type: 'table' },
          lineageDetails: {
            columnsLineage: [{ fromColumns: [column], toColumn: 'svc.db.public.lines.id' }],
          },
        },
      },
      person,
    )
    await rename('table', 'svc.db.public.orders', 'purchase.orders')

    const now = 'svc.db.public."purchase.orders"'
    const edge = await engine.lineage.edge(orders.id, lines.id)
    expect(edge?.columnsLineage).toEqual([{ fromColumns: [`${now}.id`], toColumn: 'svc.db.public.lines.id' }])
    expect((await get('table', 'svc.db.public.lines')).tableConstraints).toMatchObject([
      { referredColumns: [`${now}.id`] },
    ])
    expect(await get('table', 'svc.db.public.noted')).toMatchObject({
      version: 0.1,
      lifeCycle: {
        created: { accessedBy: { id: orders.id, name: 'purchase.orders', fullyQualifiedName: now } },
      },
    })
    await engine.delete('table', { id: orders.id }, person, { hard: true })
    expect((await get('table', 'svc.db.public.noted')).lifeCycle).toEqual({ created: { timestamp: 1 } })
    expect(noted.id).toBeDefined()
  })

  it('is refused where the name is taken, blank or too long, and then nothing has changed', async () => {
    const { engine } = test
    for (const name of ['taken', 'wanting'])
      await engine.create('table', tableBody(name, 'svc.db.public'), person)
    expect(await problemOf(rename('table', 'svc.db.public.wanting', 'taken'))).toBe('entity-exists')
    expect(await problemOf(rename('table', 'svc.db.public.wanting', ' '))).toBe('name-invalid')
    expect(await problemOf(rename('table', 'svc.db.public.wanting', 'x'.repeat(3070)))).toBe('name-too-long')
    expect(await problemOf(rename('table', 'svc.db.public.wanting', 'a\u0000b'))).toBe('json-invalid')
    const moved = [
      {
        op: 'replace',
        path: '/databaseSchema',
        value: { id: (await get('databaseSchema', 'svc.db.other')).id, type: 'databaseSchema' },
      },
    ]
    expect(await problemOf(engine.patch('table', { fqn: 'svc.db.public.wanting' }, moved, person))).toBe(
      'patch-invalid',
    )
    expect(await get('table', 'svc.db.public.wanting')).toMatchObject({ version: 0.1 })
  })
})

describe('a renamed label', () => {
  it('stays on everything that wears it or one below it', async () => {
    const { engine } = test
    await engine.create('classification', { name: 'Secrecy', description: 'x' }, person)
    for (const name of ['High', 'Higher']) {
      await engine.create('tag', { name, description: 'x', classification: 'Secrecy' }, person)
    }
    const tagged = {
      ...tableBody('tagged', 'svc.db.public'),
      tags: [label('Secrecy.High')],
      columns: [{ name: 'id', dataType: 'INT', tags: [label('Secrecy.Higher')] }],
    }
    await engine.create('table', tagged, person)
    await rename('tag', 'Secrecy.High', 'Very.High')
    await rename('classification', 'Secrecy', 'Protection')
    expect(await get('table', 'svc.db.public.tagged')).toMatchObject({
      version: 0.1,
      tags: [{ tagFQN: 'Protection."Very.High"' }],
      columns: [{ tags: [{ tagFQN: 'Protection.Higher' }] }],
    })
    for (const [tag, total] of [
      ['Protection."Very.High"', 1],
      ['Secrecy.High', 0],
    ] as const) {
      expect((await engine.search.search({ facets: { tag: [tag] } })).total).toBe(total)
    }
    await engine.delete('tag', { fqn: 'Protection.Higher' }, person, { hard: true })
    expect((await get('table', 'svc.db.public.tagged')).columns).toMatchObject([{ tags: [] }])
  })

  it('that belongs to the system keeps its name, unless the system gives another', async () => {
    const { engine } = test
    const body = { name: 'Own', description: 'x', provider: 'system' }
    await engine.create('classification', body, person, { asSystem: true })
    expect(await problemOf(rename('classification', 'Own', 'Mine'))).toBe('entity-protected')
  })
})

describe('names by which others know an entity', () => {
  it('are kept: users and bots are not renamed', async () => {
    await test.engine.create('user', { name: 'kept', email: 'kept@example.com' }, person)
    expect(await problemOf(rename('user', 'kept', 'other'))).toBe('patch-invalid')
  })
})

describe('what is nested', () => {
  it('is named by its nearest parent and belongs to the family of it', async () => {
    await folder('one', { shelf: 'a' })
    const two = await folder('two', { parent: 'a.one' })
    expect(two).toMatchObject({
      fullyQualifiedName: 'a.one.two',
      shelf: { name: 'a' },
      parent: { fullyQualifiedName: 'a.one' },
    })
    expect((await folder('three', { parent: 'a.one', shelf: 'a' })).fullyQualifiedName).toBe('a.one.three')
    expect(await problemOf(folder('four', { parent: 'a.one', shelf: 'b' }))).toBe('body-invalid')
    expect(await problemOf(folder('five', {}))).toBe('body-invalid')
    expect((await test.engine.list('folder', { filters: { shelf: 'a' } })).data).toHaveLength(3)
  })

  it('moves below another parent with everything below it, by a patch of either parent', async () => {
    const { engine } = test
    const x = await folder('x', { shelf: 'b' })
    await folder('y', { parent: 'b.x' })
    const z = await folder('z', { parent: 'b.x.y' })
    const other = await folder('other', { shelf: 'c' })
    const move = (id: string, path: string, value: unknown) =>
      engine.patch('folder', { id }, [{ op: 'add', path, value }], person)

    const { entity } = await move(x.id, '/parent', { id: other.id, type: 'folder' })
    expect(entity).toMatchObject({
      fullyQualifiedName: 'c.other.x',
      parent: { id: other.id },
      shelf: { name: 'c' },
      version: 0.2,
    })
    expect(entity.changeDescription?.fieldsUpdated.map(({ name }) => name)).toEqual(['shelf', 'parent'])
    expect(await get('folder', 'c.other.x.y.z')).toMatchObject({
      id: z.id,
      shelf: { name: 'c' },
      parent: { fullyQualifiedName: 'c.other.x.y' },
      version: 0.1,
    })
    const top = await engine.patch('folder', { id: x.id }, [{ op: 'remove', path: '/parent' }], person)
    expect(top.entity).toMatchObject({ fullyQualifiedName: 'c.x', shelf: { name: 'c' } })
    expect(top.entity).not.toHaveProperty('parent')
    await move(x.id, '/shelf', { type: 'shelf', fullyQualifiedName: 'a' })
    expect((await get('folder', 'a.x.y.z')).id).toBe(z.id)

    for (const id of [x.id, z.id]) {
      expect(await problemOf(move(x.id, '/parent', { id, type: 'folder' }))).toBe('body-invalid')
    }
    const nowhere = { id: '00000000-0000-7000-8000-000000000000', type: 'folder' }
    expect(await problemOf(move(x.id, '/parent', nowhere))).toBe('reference-not-found')
    expect((await get('folder', 'a.x')).version).toBe(0.4)
  })

  it('inherits from where it has moved to', async () => {
    const { engine } = test
    await engine.create('user', { name: 'keeper', email: 'keeper@example.com' }, person)
    await engine.create('shelf', { name: 'kept', owners: ['keeper'] }, person)
    const loose = await folder('loose', { shelf: 'a' })
    const patch = [{ op: 'replace', path: '/shelf', value: { type: 'shelf', fullyQualifiedName: 'kept' } }]
    const { entity } = await engine.patch('folder', { id: loose.id }, patch, person)
    expect(entity.owners).toMatchObject([{ name: 'keeper', inherited: true }])
  })

  it('never forms a ring when two move below each other at once', async () => {
    const { engine } = test
    for (let round = 0; round < 2; round += 1) {
      const [p, q] = [await folder(`p${round}`, { shelf: 'a' }), await folder(`q${round}`, { shelf: 'a' })]
      const below = (id: string, parent: string) =>
        engine.patch(
          'folder',
          { id },
          [{ op: 'add', path: '/parent', value: { id: parent, type: 'folder' } }],
          person,
        )
      const codes = await Promise.all([problemOf(below(p.id, q.id)), problemOf(below(q.id, p.id))])
      expect(codes.filter((code) => code === undefined)).toHaveLength(1)
      expect(codes).toContain('body-invalid')
    }
  })
})
