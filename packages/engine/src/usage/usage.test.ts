import { createRegistry, isProblem } from '@waymark/spec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import { createSecretBox } from '../secret-box.ts'
import { createTestDatabase, type TestDatabase } from '../testing/index.ts'

const ada = { name: 'ada' }
const date = '2026-01-31'

describe('usage', () => {
  let test: TestDatabase
  let engine: Engine

  const key = (name: string) => ({ fqn: `pg.d.s.${name}` })
  const on = async (name: string, day: string) => {
    const [found] = await engine.usage.between('table', key(name), { date: day, days: 1 })
    return found
  }
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => 'nothing was refused',
      (reason: unknown) => reason,
    )
    return isProblem(error) ? error.code : String(error)
  }

  beforeAll(async () => {
    test = await createTestDatabase()
    const secrets = createSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
    engine = createEngine({ database: test.database, registry: createRegistry(), secrets })
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'd', service: 'pg' }, ada)
    await engine.create('databaseSchema', { name: 's', database: 'pg.d' }, ada)
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await engine.create('table', { name, databaseSchema: 'pg.d.s', columns: [] }, ada)
    }
  })
  afterAll(() => test?.drop())

  it('ranks entities by the share of the others that were used less; equal counts have one rank', async () => {
    for (const [name, count] of [
      ['a', 1],
      ['b', 5],
      ['c', 5],
      ['d', 90],
    ] as const) {
      await engine.usage.report('table', key(name), { date, count })
    }
    expect(await engine.usage.rank('table', date)).toBe(4)
    const ranks = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => (await on(name, date))?.dailyStats),
    )
    // Nobody used e: it stands below all of them.
    expect(ranks).toEqual([
      { count: 1, percentileRank: 25 },
      { count: 5, percentileRank: 50 },
      { count: 5, percentileRank: 50 },
      { count: 90, percentileRank: 100 },
    ])
    expect(await on('e', date)).toBeUndefined()
  })

  it('sums up 7 and 30 days, also when a day is reported late or again, and for what stands above', async () => {
    await engine.usage.report('table', key('a'), { date: '2026-01-25', count: 10 })
    await engine.usage.report('table', key('a'), { date: '2026-01-24', count: 100 })
    await engine.usage.report('table', key('a'), { date: '2026-01-01', count: 1000 })
    expect(await on('a', date)).toMatchObject({
      dailyStats: { count: 1 },
      weeklyStats: { count: 11 },
      monthlyStats: { count: 111 },
    })
    await engine.usage.report('table', key('a'), { date: '2026-01-25', count: 3 })
    expect(await on('a', date)).toMatchObject({ weeklyStats: { count: 4 }, monthlyStats: { count: 104 } })
    const [schema] = await engine.usage.between('databaseSchema', { fqn: 'pg.d.s' }, { date, days: 1 })
    expect(schema).toMatchObject({ dailyStats: { count: 101 }, weeklyStats: { count: 104 } })
  })

  it('ranks the only entity of its type, and none of a day without usage', async () => {
    expect(await engine.usage.rank('databaseSchema', date)).toBe(1)
    const [schema] = await engine.usage.between('databaseSchema', { fqn: 'pg.d.s' }, { date, days: 1 })
    expect(schema?.dailyStats.percentileRank).toBeGreaterThanOrEqual(0)
    expect(schema?.dailyStats.percentileRank).toBeLessThanOrEqual(100)
    expect(await engine.usage.rank('table', '2020-02-29')).toBe(0)
  })

  it('refuses days that no calendar has, and counts that are none', async () => {
    for (const day of [
      '2026-02-30',
      '2026-13-01',
      'yesterday',
      '',
      "2026-01-01'; drop table entity_usage",
      '9'.repeat(9999),
    ]) {
      expect(await refusal(engine.usage.report('table', key('a'), { date: day, count: 1 }))).toBe(
        'body-invalid',
      )
      expect(await refusal(engine.usage.rank('table', day))).toBe('body-invalid')
    }
    for (const count of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(await refusal(engine.usage.report('table', key('a'), { date, count }))).toBe('body-invalid')
    }
    expect(await refusal(engine.usage.report('table', key('gone'), { date, count: 1 }))).toBe(
      'entity-not-found',
    )
  })

  it('keeps the sums of what stands above right when many report at once', async () => {
    const day = '2026-03-01'
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].flatMap((name) =>
        [1, 2].map((count) => engine.usage.report('table', key(name), { date: day, count })),
      ),
    )
    const counts = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(async (name) => (await on(name, day))?.dailyStats.count ?? 0),
    )
    const [schema] = await engine.usage.between('databaseSchema', { fqn: 'pg.d.s' }, { date: day, days: 1 })
    expect(schema?.dailyStats.count).toBe(counts.reduce((sum, count) => sum + count, 0))
  })
})
