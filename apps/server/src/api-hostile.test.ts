/** Hostile requests to every collection over HTTP: the right 4xx, an answer in the problem's shape, and nothing half-written. */
import { randomUUID } from 'node:crypto'
import { sampleBody } from '@waymark/engine/testing'
import { createRegistry } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCatalog } from './testing/test-catalog.ts'

const t = await openTestCatalog()
afterAll(() => t.close())

/** More operations would be refused for their number alone. */
const copies = Array.from({ length: 60 }, (_, at) =>
  at % 2 === 0
    ? { op: 'copy', from: '/one', path: '/other/-' }
    : { op: 'copy', from: '/other', path: '/one/-' },
)

for (const definition of createRegistry().all) {
  it(`${definition.collection}: refuses what cannot be, and stays as it is`, async () => {
    const { engine } = t.catalog
    const as = t.tokens.admin
    const path = `/api/v1/${definition.collection}`
    const request = (name: string) => sampleBody(engine, definition, name)
    const { entity } = await engine.create(
      definition.type,
      await request(`there ${randomUUID()}`),
      { name: 'root' },
      { asSystem: true },
    )
    const before = await engine.count(definition.type)
    const good = await request(`never ${randomUUID()}`)
    const post = async (body: unknown) => (await t.call('POST', path, { as, body })).status
    const answers: Record<string, number> = {
      'no JSON': await post('{"name": '),
      'no object': await post('[]'),
      'an unknown member': await post({ ...good, surprise: 1 }),
      'a wrong type': await post({ ...good, description: { a: 1 } }),
      'a name of a wrong type': await post({ ...good, name: 7 }),
      'a name too long': await post({ ...good, name: 'x'.repeat(3073) }),
      'a blank name': await post({ ...good, name: '  ' }),
      'U+0000': await post(JSON.stringify({ ...good, description: 'a\u0000b' })),
      'half a surrogate pair': await post(
        JSON.stringify({ ...good, description: '?' }).replace('?', '\\ud800'),
      ),
      __proto__: await post(JSON.stringify(good).replace(/^\{/, '{"__proto__":{"x":1},')),
    }
    for (const [what, status] of Object.entries(answers)) expect([what, status]).toEqual([what, 400])

    const patch = async (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      (await t.call('PATCH', `${path}/${entity.id}`, { as, body, headers })).status
    const described = [{ op: 'add', path: '/description', value: 'changed' }]
    const refused: Record<string, number> = {
      'of the id': await patch([{ op: 'replace', path: '/id', value: randomUUID() }]),
      'of __proto__': await patch([{ op: 'add', path: '/__proto__/x', value: 1 }]),
      'of a member that is none': await patch([{ op: 'add', path: '/surprise', value: 1 }]),
      'to a blank name': await patch([{ op: 'replace', path: '/name', value: ' ' }]),
      'of a wrong type': await patch([{ op: 'add', path: '/displayName', value: 7 }]),
      'that is no list': await patch({ op: 'add' }),
    }
    for (const [what, status] of Object.entries(refused)) expect([what, status]).toEqual([what, 400])
    expect(await patch(described, { 'if-match': '"0000000000000000"' })).toBe(412)
    const growing = [
      { op: 'add', path: '/one', value: ['x'.repeat(1000)] },
      { op: 'add', path: '/other', value: ['y'.repeat(1000)] },
      ...copies,
    ]
    expect(await patch(growing)).toBe(413)

    expect(await engine.count(definition.type)).toBe(before)
    expect(await engine.get(definition.type, { id: entity.id })).toMatchObject({
      version: 0.1,
      name: entity.name,
    })
    for (const key of [randomUUID(), 'no-id', '%00', '%F0%9F%98%80']) {
      expect((await t.call('GET', `${path}/${key}`, { as })).status).toBe(404)
    }
  })
}

describe('columns of one name', () => {
  const column = (name: string, ...children: object[]) => ({ name, dataType: 'STRUCT', children })
  const body = (name: string, ...names: object[]) => ({
    name,
    databaseSchema: 'svc.db.public',
    columns: names,
  })
  const as = t.tokens.bot
  const put = async (path: string, sent: unknown) =>
    (await t.call('PUT', `/api/v1/${path}`, { as, body: sent })).body
  let schemaId: unknown
  beforeAll(async () => {
    await put('services/databaseServices', { name: 'svc', serviceType: 'Snowflake' })
    await put('databases', { name: 'db', service: 'svc' })
    schemaId = (await put('databaseSchemas', { name: 'public', database: 'svc.db' })).id
  })

  it.each([
    ['side by side', '/api/v1', [column('id'), column('who'), column('id')], 'columns.2.name'],
    [
      'in a struct',
      '/api/v1',
      [column('who', column('a', column('b'), column('b')))],
      'columns.0.children.0.children.1.name',
    ],
    ['by an older client', '/legacy/api/v1', [column('id'), column('id')], 'columns.1.name'],
  ])('are refused: %s', async (_where, base, columns, field) => {
    const [databaseSchema] = base.startsWith('/legacy')
      ? [{ id: schemaId, type: 'databaseSchema' }]
      : ['svc.db.public']
    for (const method of ['POST', 'PUT']) {
      const answer = await t.call(method, `${base}/tables`, {
        as,
        body: { ...body('twice', ...columns), databaseSchema },
      })
      expect(answer.body).toMatchObject({ code: 400, message: expect.stringContaining(`${field}: `) })
      expect(answer.body.message).toMatch(/column name '(id|b)' is repeated/)
    }
    expect((await t.call('GET', '/api/v1/tables/name/svc.db.public.twice', { as })).status).toBe(404)
  })

  it('are refused in a patch, and of many tables they stop their own alone', async () => {
    const { id } = await put('tables', body('once', column('id')))
    const path = `/api/v1/tables/${id}`
    const patch = [{ op: 'add', path: '/columns/-', value: { name: 'id', dataType: 'INT' } }]
    expect((await t.call('PATCH', path, { as, body: patch })).body).toMatchObject({
      code: 400,
      message: expect.stringContaining("column name 'id' is repeated"),
    })
    const rows = [body('good', column('id')), body('bad', column('id'), column('id'))]
    const bulk = await t.call('PUT', '/api/v1/tables/bulk?async=false', { as, body: rows })
    expect(bulk.body).toMatchObject({
      status: 'partialSuccess',
      numberOfRowsPassed: 1,
      failedRequest: [{ request: 'bad', status: 400, message: expect.stringContaining("'id' is repeated") }],
    })
  })

  it('are two where they differ by case, or stand at other places', async () => {
    const columns = [column('Region', column('id')), column('REGION', column('id')), column('id')]
    const answer = await t.call('PUT', '/api/v1/tables', { as, body: body('cases', ...columns) })
    expect(answer.status).toBe(201)
  })
})
