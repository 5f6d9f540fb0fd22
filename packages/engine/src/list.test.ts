/** Lists page in a stable order, filter by ancestors, members and links, and stay on their indexes. */
import { isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ListQuery } from './engine.ts'
import { createSchemas, tableBody } from './testing/sample-tables.ts'
import { createTestEngine, type TestEngine } from './testing/test-engine.ts'
import type { EntityJson } from './write-options.ts'

const person = { name: 'person' }
let test: TestEngine

beforeAll(async () => {
  test = await createTestEngine()
  const { engine } = test
  await createSchemas(engine, 'svc', ['public', 'public2', 'a.b'])
  await createSchemas(engine, 'svc2', ['public'])
  for (const schema of ['svc.db.public', 'svc.db.public2', 'svc.db."a.b"', 'svc2.db.public']) {
    const bodies = ['a', 'b.c', 'B', 'ä'].map((name) => ({ ...tableBody(name, schema), tableType: 'View' }))
    expect((await engine.bulk('table', bodies, person)).status).toBe('success')
  }
  await engine.patch(
    'table',
    { fqn: 'svc.db.public.a' },
    [{ op: 'replace', path: '/tableType', value: 'Regular' }],
    person,
  )
})
afterAll(() => test.drop())

const names = async (query: ListQuery) =>
  (await test.engine.list('table', { limit: 100, ...query })).data.map((table) => table.fullyQualifiedName)

const below = (filters: Record<string, string>) => names({ filters })

describe('filters of lists', () => {
  it('match names of the entity and its ancestors by a regular expression, and turn it around', async () => {
    expect(await below({ service: 'svc', databaseSchemaRegex: '^PUBLIC2$' })).toHaveLength(4)
    expect(await below({ databaseSchemaRegex: '^public2$', regexMode: 'exclude' })).toHaveLength(12)
    expect(await below({ tableRegex: '^b[.]', databaseSchemaRegex: '^public$' })).toEqual([
      'svc.db.public."b.c"',
      'svc2.db.public."b.c"',
    ])
    expect(await below({ serviceRegex: '2$' })).toHaveLength(4)
    expect(await below({ tableRegex: '^svc2[.]', regexFilterByFqn: 'true' })).toHaveLength(4)
  })

  it('refuse expressions that are none, and words that are no mode', async () => {
    for (const filters of [
      { tableRegex: '(' },
      { tableRegex: 'a', regexMode: 'both' },
      { pipelineRegex: 'a' },
    ]) {
      await expect(below(filters)).rejects.toSatisfy((error) => isProblem(error, 'parameter-invalid'))
    }
    await expect(below({ tableRegex: '(' })).rejects.toThrow(/tableRegex/)
  })

  it('match an ancestor as a prefix of whole names', async () => {
    expect(await below({ database: 'svc.db.public' })).toEqual([
      'svc.db.public."b.c"',
      'svc.db.public.B',
      'svc.db.public.a',
      'svc.db.public.ä',
    ])
    expect(await below({ service: 'svc' })).toHaveLength(12)
    expect(await below({ database: 'svc.db' })).toHaveLength(12)
    expect(await below({ databaseSchema: 'svc.db."a.b"' })).toHaveLength(4)
    expect(await below({ databaseSchema: '"svc"."db"."a.b"' })).toHaveLength(4)
    expect(await below({ service: 'svc', databaseSchema: 'svc2.db.public' })).toEqual([])
    for (const nothing of ['sv', 'svc.db.pub', 'svc.db.public.a.id', '%', '', `svc.${'x'.repeat(3000)}`]) {
      expect(await below({ database: nothing })).toEqual([])
    }
  })

  it('match ancestors with names longer than the order index holds', async () => {
    const long = 'x'.repeat(600)
    await createSchemas(test.engine, long, ['public'])
    await createSchemas(test.engine, `${long}y`, ['public'])
    await test.engine.create('table', tableBody('one', `${long}.db.public`), person)
    await test.engine.create('table', tableBody('other', `${long}y.db.public`), person)
    expect(await below({ service: long })).toEqual([`${long}.db.public.one`])
    await test.engine.delete('databaseService', { fqn: long }, person, { recursive: true, hard: true })
    await test.engine.delete('databaseService', { fqn: `${long}y` }, person, { recursive: true, hard: true })
  })

  it('match stored members', async () => {
    expect(await below({ tableType: 'Regular' })).toEqual(['svc.db.public.a'])
    const user = async (filters: Record<string, string>) =>
      (await test.engine.list('user', { filters })).data.map((one) => one.name)
    await test.engine.create('user', { name: 'robot', email: 'robot@example.com', isBot: true }, person)
    await test.engine.create('user', { name: 'jane', email: 'jane@example.com' }, person)
    expect(await user({ isBot: 'true' })).toEqual(['robot'])
    expect(await user({ isBot: 'false' })).toEqual(['jane'])
    await expect(user({ isBot: 'perhaps' })).rejects.toThrow('true or false')
  })

  it('match linked entities by name or id', async () => {
    const { entity: team } = await test.engine.create(
      'team',
      { name: 'data.team', teamType: 'Group' },
      person,
    )
    const jane = await test.engine.get('user', { fqn: 'jane' })
    await test.engine.link('user', jane.id, 'teams', { type: 'team', id: team.id }, true, person)
    for (const value of ['data.team', '"data.team"', team.id]) {
      const { data } = await test.engine.list('user', { filters: { team: value } })
      expect(data.map((one) => one.name)).toEqual(['jane'])
    }
    expect((await test.engine.list('user', { filters: { team: 'nobody' } })).data).toEqual([])
  })

  it('are data, never SQL', async () => {
    for (const value of ["' or true --", "svc'; select pg_sleep(5); --", '\\', '{', '"', 'svc.db."']) {
      for (const filter of ['service', 'tableType', 'owner'])
        expect(await below({ [filter]: value })).toEqual([])
    }
    for (const filter of ['doc', "x' or '1'='1", '__proto__', 'constructor']) {
      await expect(below({ [filter]: 'x' })).rejects.toThrow('no such filter')
    }
    await expect(below({ service: 'a\u0000' })).rejects.toThrow('U+0000')
  })
})

describe('pages', () => {
  it('walk forwards and backwards over the same rows, while rows come and go', async () => {
    const pages: (readonly EntityJson[])[] = []
    let query: ListQuery = { limit: 5 }
    for (;;) {
      const page = await test.engine.list('table', query)
      expect(page.paging.total).toBe(16)
      pages.push(page.data)
      if (!page.paging.after) {
        const before = await test.engine.list('table', { limit: 5, before: page.paging.before ?? '' })
        expect(before.data).toEqual(pages.at(-2))
        expect(before.paging.after).toBeDefined()
        break
      }
      query = { limit: 5, after: page.paging.after }
    }
    expect(pages.map((page) => page.length)).toEqual([5, 5, 5, 1])
    const first = await test.engine.list('table', { limit: 2 })
    expect(first.paging.before).toBeUndefined()
    await test.engine.delete('table', { id: first.data[1]?.id ?? '' }, person)
    const second = await test.engine.list('table', { limit: 2, after: first.paging.after ?? '' })
    expect(second.data[0]?.id).toBe(pages[0]?.[2]?.id)
    await test.engine.restore('table', first.data[1]?.id ?? '', person)
  })

  it('refuse cursors that were made up', async () => {
    const forged = [[], ['a'], ['a', 'b', 1], ['a\u0000', '00000000-0000-0000-0000-000000000000', 1], null, 5]
    const texts = [
      '',
      '!',
      ...forged.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
    ]
    for (const after of texts) {
      const error: unknown = await test.engine.list('table', { after }).catch((reason: unknown) => reason)
      expect(isProblem(error, 'parameter-invalid')).toBe(true)
    }
    for (const limit of [-1, 1.5, 1_000_001, Number.NaN]) {
      await expect(test.engine.list('table', { limit })).rejects.toThrow('limit')
    }
  })

  it('come from the order index, whatever the ancestor', async () => {
    await test.database.query(
      `insert into entity (id, type, name, fqn, doc, attributes, version, updated_at, updated_by)
       select gen_random_uuid(), 'table', 't' || n, 'big.db.s' || n % 100 || '.t' || n, '{}', '{}', 0.1, 1, 'x'
         from generate_series(1, 20000) n`,
    )
    await test.database.query('analyze entity')
    for (const range of [
      '',
      `and (left(fqn, 500) collate "C" >= 'big.db.s1.' and left(fqn, 500) collate "C" < 'big.db.s1/')`,
    ]) {
      const { rows } = await test.database.query<{ 'QUERY PLAN': string }>(
        `explain select doc from entity where type = 'table' and not deleted ${range}
            and (left(fqn, 500) collate "C", id) > ('big.db.s1.t5' collate "C", '00000000-0000-0000-0000-000000000000')
          order by left(fqn, 500) collate "C", id limit 100`,
      )
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(plan).toContain('Index Scan using entity_order')
      expect(plan).not.toContain('Sort')
    }
    await test.database.query(`delete from entity where fqn like 'big.%'`)
  })
})
