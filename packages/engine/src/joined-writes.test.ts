import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from './engine.ts'
import { createTestEngine } from './testing/index.ts'

const actor = { name: 'tester' }
let engine: Engine
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ engine, drop } = await createTestEngine())
  await engine.create('databaseService', { name: 'svc', serviceType: 'Oracle' }, actor)
  await engine.create('database', { name: 'db', service: 'svc' }, actor)
  await engine.create('databaseSchema', { name: 'sales', database: 'svc.db' }, actor)
})
afterAll(() => drop())

const table = (name: string) => ({
  ...{ name, databaseSchema: 'svc.db.sales' },
  columns: [{ name: 'id', dataType: 'INT' }],
})

it('answers each of many writes at once for itself: a bad body and a taken name leave the others alone', async () => {
  await engine.create('table', table('taken'), actor)
  const bodies = [...Array.from({ length: 40 }, (_, at) => table(`t${at}`)), table('taken'), { name: 'bad' }]
  const answers = await Promise.allSettled(bodies.map((body) => engine.create('table', body, actor)))
  expect(answers.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 40 }, () => 'fulfilled'),
    'rejected',
    'rejected',
  ])
  const { data } = await engine.list('table', { limit: 100 })
  expect(data).toHaveLength(41)
})

it('asks the authorizer of each caller about that caller’s write alone', async () => {
  const asked: string[] = []
  const write = (name: string, isAllowed: boolean) =>
    engine.create('table', table(name), actor, {
      authorize: ({ after }) => {
        asked.push(`${name} ${after?.name}`)
        if (!isAllowed) throw new RangeError(`${name} is refused`)
      },
    })
  const answers = await Promise.allSettled([
    write('a', true),
    write('b', true),
    write('c', false),
    write('d', true),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(asked.every((one) => one.split(' ')[0] === one.split(' ')[1])).toBe(true)
})

it('gives a name to one of those who ask for it at the same time', async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, () => engine.create('table', table('wanted'), actor)),
  )
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('keeps totals of lists right through writes, deletion, restoration and removal', async () => {
  const totals = async () =>
    await Promise.all(
      (['non-deleted', 'deleted', 'all'] as const).map(
        async (include) => (await engine.listTexts('table', { include }))?.paging.total,
      ),
    )
  const [live = 0, deleted = 0] = await totals()
  const { id } = (await engine.create('table', table('counted'), actor)).entity
  expect(await totals()).toEqual([live + 1, deleted, live + deleted + 1])
  await engine.delete('table', { id }, actor)
  expect(await totals()).toEqual([live, deleted + 1, live + deleted + 1])
  await engine.restore('table', id, actor)
  expect(await totals()).toEqual([live + 1, deleted, live + deleted + 1])
  await engine.delete('table', { id }, actor, { hard: true })
  expect(await totals()).toEqual([live, deleted, live + deleted])
  const page = await engine.listTexts('table', { limit: 3 })
  const whole = await engine.list('table', { limit: 3 })
  expect(page?.entities.map(({ text }) => JSON.parse(text))).toEqual(whole.data)
  expect(page?.paging).toEqual(whole.paging)
})
