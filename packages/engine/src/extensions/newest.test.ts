/** The newest entries are found in their month, whatever was written, deleted, renamed or given up around them. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../database.ts'
import type { EntryQuery } from '../measurements.ts'
import { migrate } from '../migrate.ts'
import { createEmptyDatabase, createTestEngine, type TestEngine } from '../testing/index.ts'
import { dropEmptyMonths, ensurePartitions, expireEntries } from './months.ts'
import { correctSeries, selectNewestParts } from './newest.ts'

const ada = { name: 'ada' }
const nowMs = Date.UTC(2026, 10, 22)
const monthAt = (month: number) => Date.UTC(2026, month, 5)
const insertEntry = `insert into entity_time_series values ($1, md5($2)::uuid, $3, $4, $5, jsonb_build_object('mark', $6::int))`

describe('the newest entries of series', () => {
  let test: TestEngine

  beforeAll(async () => {
    test = await createTestEngine({ now: () => nowMs })
    for (let month = 0; month < 12; month += 1) await ensurePartitions(test.database, monthAt(month))
    const { engine } = test
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'd', service: 'pg' }, ada)
    await engine.create('databaseSchema', { name: 's', database: 'pg.d' }, ada)
  })
  afterAll(() => test?.drop())

  const columns = (...names: readonly string[]) => names.map((name) => ({ name, dataType: 'INT' }))
  const makeTable = async (name: string, ...columnNames: readonly string[]) => {
    const body = { name, databaseSchema: 'pg.d.s', columns: columns(...columnNames) }
    await test.engine.create('table', body, ada)
    return `pg.d.s.${name}`
  }
  const profile = (fqn: string, atMs: number, valuesCount: number, ...parts: readonly string[]) =>
    test.engine.extensions.appendAll(
      'table',
      fqn,
      parts.map((part) => ({
        name: 'columnProfiles',
        part,
        entry: { name: part, timestamp: atMs, valuesCount },
      })),
    )
  /** By column, what its newest profile counted. */
  const newest = async (fqn: string) => {
    const parts = await test.engine.extensions.newestParts('table', fqn, 'columnProfiles')
    return Object.fromEntries([...parts].map(([part, { valuesCount }]) => [part, valuesCount]))
  }
  const seriesOf = async (fqn: string) => {
    const { rows } = await test.database.query<{ name: string; until_ms: string }>(
      'select name, until_ms from entity_series where fqn_hash = md5($1)::uuid order by name',
      [fqn],
    )
    return Object.fromEntries(rows.map(({ name, until_ms }) => [name, Number(until_ms)]))
  }
  /** The partitions that PostgreSQL opens an index of while it answers what the work asks. */
  const touched = async (work: () => Promise<unknown>) => {
    const query = vi.spyOn(pg.Client.prototype, 'query')
    await work()
    const asked = query.mock.calls.map(([config]) => config as unknown as pg.QueryConfig) // as `database.ts` asks
    query.mockRestore()
    const scanned = new Set<string>()
    for (const { text, values } of asked) {
      const { rows } = await test.database.query<{ 'QUERY PLAN': unknown }>(
        `explain (analyze, format json) ${text}`,
        values,
      )
      JSON.stringify(rows, (_key, node: Readonly<Record<string, unknown>>) => {
        const relation = String(node?.['Relation Name'])
        if (relation.startsWith('entity_time_series') && Number(node['Actual Loops']) > 0)
          scanned.add(relation)
        return node
      })
    }
    return [...scanned]
  }

  it('are read from one month, of all columns of a table and of many entities, after a year', async () => {
    const fqn = await makeTable('year', 'a', 'b')
    for (let month = 0; month < 12; month += 1) {
      await profile(fqn, monthAt(month), month, 'a', 'b')
      await test.engine.extensions.append('table', fqn, 'profile', {
        timestamp: monthAt(month),
        rowCount: month,
      })
    }
    expect(await newest(fqn)).toEqual({ a: 11, b: 11 })
    const december = ['entity_time_series_2026_12']
    expect(await touched(() => newest(fqn))).toEqual(december)
    const table = () => test.engine.get('table', { fqn }, { fields: ['profile'] })
    expect(await table()).toMatchObject({ profile: { rowCount: 11 } })
    expect(await touched(table)).toEqual(december)
  })

  it('are the newest by their own time, however late another comes', async () => {
    const fqn = await makeTable('late', 'a')
    await profile(fqn, monthAt(8), 8, 'a')
    await profile(fqn, monthAt(3), 3, 'a')
    await profile(fqn, monthAt(8) - 1, 7, 'a')
    expect(await newest(fqn)).toEqual({ a: 8 })
    await profile(fqn, monthAt(9), 9, 'a')
    expect(await newest(fqn)).toEqual({ a: 9 })
    const years = Date.UTC(2031, 0, 5) // no month was made for it
    await profile(fqn, years, 2031, 'a')
    expect(await newest(fqn)).toEqual({ a: 2031 })
    await profile(fqn, 0, 1970, 'a')
    expect(await newest(fqn)).toEqual({ a: 2031 })
  })

  it('are found where they are once newer ones were deleted, and a correction has them found in one month again', async () => {
    const fqn = await makeTable('deleted', 'a', 'b', 'c')
    await profile(fqn, monthAt(1), 1, 'a', 'b', 'c')
    await profile(fqn, monthAt(6), 6, 'a', 'b')
    await test.engine.extensions.remove('table', fqn, 'columnProfiles', { part: 'a', startMs: monthAt(2) })
    await test.engine.extensions.remove('table', fqn, 'columnProfiles', { part: 'c' })
    expect(await newest(fqn)).toEqual({ a: 1, b: 6 })
    expect((await touched(() => newest(fqn))).length).toBeGreaterThan(2)

    expect(await correctSeries(test.database)).toBe(2)
    expect(await seriesOf(fqn)).toEqual({
      'columnProfiles:a': Date.UTC(2026, 2),
      'columnProfiles:b': Date.UTC(2026, 7),
    })
    expect(await newest(fqn)).toEqual({ a: 1, b: 6 })
    expect(await touched(() => newest(fqn))).toEqual(
      expect.arrayContaining(['entity_time_series_2026_02', 'entity_time_series_2026_07']),
    )
    expect(await correctSeries(test.database)).toBe(0)
    await profile(fqn, monthAt(4), 4, 'a', 'c')
    expect(await newest(fqn)).toEqual({ a: 4, b: 6, c: 4 })
  })

  it('survive the months before them, and are gone with their own', async () => {
    const fqn = await makeTable('expired', 'kept', 'gone')
    const year = (month: number) => Date.UTC(2023, month, 5)
    await ensurePartitions(test.database, year(0))
    await profile(fqn, year(0), 0, 'kept', 'gone')
    await profile(fqn, year(2), 2, 'kept')
    await expireEntries(test.database, 'table', ['columnProfiles'], year(1))
    expect(await dropEmptyMonths(test.database, nowMs)).toBeGreaterThan(0)
    expect(await newest(fqn)).toEqual({ kept: 2 })
    await correctSeries(test.database)
    expect(Object.keys(await seriesOf(fqn))).toEqual(['columnProfiles:kept'])
    await profile(fqn, year(0), 7, 'gone') // reported after its month was given up
    expect(await newest(fqn)).toEqual({ kept: 2, gone: 7 })
  })

  it('go along with tables and columns that are renamed, deleted and restored, and not to others of their name', async () => {
    const fqn = await makeTable('moved', 'a', 'b')
    const { id } = await test.engine.get('table', { fqn })
    await profile(fqn, monthAt(5), 5, 'a', 'b')
    const rename = (path: string, value: string) => [{ op: 'replace', path, value }]
    await test.engine.patch('table', { id }, rename('/name', 'arrived'), ada)
    expect([await newest(fqn), await newest('pg.d.s.arrived')]).toEqual([{}, { a: 5, b: 5 }])
    expect(await touched(() => newest('pg.d.s.arrived'))).toEqual(['entity_time_series_2026_06'])
    await test.engine.patch('table', { id }, rename('/columns/1/name', 'c'), ada)
    expect(await newest('pg.d.s.arrived')).toEqual({ a: 5, c: 5 })

    await test.engine.delete('table', { id }, ada)
    await test.engine.restore('table', id, ada)
    expect(await newest('pg.d.s.arrived')).toEqual({ a: 5, c: 5 })

    await test.engine.delete('table', { id }, ada, { hard: true })
    await makeTable('arrived', 'a')
    expect(await newest('pg.d.s.arrived')).toEqual({})
    await profile('pg.d.s.arrived', monthAt(2), 2, 'a')
    expect(await newest('pg.d.s.arrived')).toEqual({ a: 2 })
    await correctSeries(test.database)
    expect(await seriesOf('pg.d.s.arrived')).toEqual({ 'columnProfiles:a': Date.UTC(2026, 3) })
    expect(await seriesOf(fqn)).toEqual({})
  })

  it('follow a run that is reported again under another time', async () => {
    const key = ['ingestionPipeline', 'pg.moving', 'pipelineStatuses'] as const
    const report = (timestamp: number) =>
      test.engine.extensions.append(...key, { runId: 'r', pipelineState: 'running', timestamp })
    const newestOf = async () => {
      const service = {
        id: (await test.engine.get('databaseService', { fqn: 'pg' })).id,
        type: 'databaseService',
      }
      const body = { name: 'moving', service, pipelineType: 'metadata', sourceConfig: {}, airflowConfig: {} }
      await test.engine.createOrUpdate('ingestionPipeline', body, ada)
      return await test.engine.get(
        'ingestionPipeline',
        { fqn: 'pg.moving' },
        { fields: ['pipelineStatuses'] },
      )
    }
    await report(monthAt(8))
    await report(monthAt(4))
    expect(await newestOf()).toMatchObject({ pipelineStatuses: { timestamp: monthAt(4) } })
  })

  it('are not lost where somebody writes while a correction takes the series away, or the other way round', async () => {
    const fqn = await makeTable('raced', 'a')
    await profile(fqn, monthAt(5), 5, 'a')
    await test.engine.extensions.remove('table', fqn, 'columnProfiles', { part: 'a' })
    const writer = openDatabase({ connection: { connectionString: test.url }, maxConnections: 4 })
    const waiting = async (mode: string) => {
      const { rows } = await writer.query<{ waits: boolean }>(
        `select exists (select from pg_locks where not granted and relation = 'entity_series'::regclass and mode = $1) as waits`,
        [mode],
      )
      return rows[0]?.waits
    }
    try {
      // The writer finds the series known, and changes nothing there: the correction waits for it.
      const correction = await writer.transaction(async (tx) => {
        await tx.query(insertEntry, ['table', fqn, 'columnProfiles:a', 'x', monthAt(5), 1])
        const begun = correctSeries(test.database)
        await vi.waitUntil(() => waiting('ShareRowExclusiveLock'), { timeout: 30_000, interval: 5 })
        return { begun }
      })
      await correction.begun
      expect(Object.keys(await seriesOf(fqn))).toEqual(['columnProfiles:a'])

      // The correction comes first: the writer waits, and finds the series gone.
      await test.engine.extensions.remove('table', fqn, 'columnProfiles', { part: 'a' })
      const writing = await test.database.transaction(async (tx) => {
        await tx.query('lock table entity_series in share row exclusive mode')
        await tx.query('delete from entity_series where fqn_hash = md5($1)::uuid', [fqn])
        const begun = profile(fqn, monthAt(5), 6, 'a')
        await vi.waitUntil(() => waiting('RowExclusiveLock'), { timeout: 30_000, interval: 5 })
        return { begun }
      })
      await writing.begun
      expect(await newest(fqn)).toEqual({ a: 6 })
    } finally {
      await writer.close()
    }
  })

  it('of all entities are read from their months, and a page of entries from the months that it is about', async () => {
    const [first, second] = [await makeTable('first', 'a'), await makeTable('second', 'a')]
    const columnCount = 77 // only of these
    const count = (fqn: string, month: number, rowCount: number) =>
      test.engine.extensions.append('table', fqn, 'profile', {
        timestamp: monthAt(month),
        rowCount,
        columnCount,
      })
    await count(first, 3, 1)
    await count(first, 5, 2)
    await count(second, 4, 3)
    const across = async (query: EntryQuery) => {
      const { entries, total } = await test.engine.extensions.across('table', 'profile', query)
      expect(total).toBe(entries.length)
      return entries.map(({ rowCount }) => rowCount)
    }
    const ours = { newestOfEach: true, containing: { columnCount } }
    expect(await across({ containing: { columnCount } })).toEqual([2, 3, 1])
    expect(await across(ours)).toEqual([2, 3])
    expect(await across({ ...ours, containing: { columnCount, rowCount: 1 } })).toEqual([])
    expect(await across({ ...ours, endMs: monthAt(4) })).toEqual([3])
    expect(await touched(() => across(ours))).not.toContain('entity_time_series_2026_04')
    const may = { startMs: monthAt(4), endMs: monthAt(4) + 1 }
    expect(await touched(() => across({ ...may, containing: { columnCount } }))).toEqual([
      'entity_time_series_2026_05',
    ])

    await test.engine.extensions.remove('table', first, 'profile', { startMs: monthAt(5) })
    expect(await across(ours)).toEqual([3, 1])
  })

  it('of many writers of one new series is the newest of all', async () => {
    const fqn = await makeTable('many', 'a')
    await Promise.all(Array.from({ length: 12 }, (_, month) => profile(fqn, monthAt(month), month, 'a')))
    expect(await newest(fqn)).toEqual({ a: 11 })
    expect(await seriesOf(fqn)).toEqual({ 'columnProfiles:a': Date.UTC(2027, 0) })
  })

  it('are known of a catalog of before, and of what its servers still write', async () => {
    const empty = await createEmptyDatabase()
    try {
      await migrate(empty.database, [], (number) => number < 38)
      const write = (key: string, at: number, mark: number) =>
        empty.database.query(insertEntry, ['table', 't', `columnProfiles:${key}`, String(at), at, mark])
      await write('a', monthAt(2), 2)
      await write('a', monthAt(1), 1)
      await migrate(empty.database)
      await write('b', monthAt(7), 7)
      const parts = await selectNewestParts(empty.database, {
        type: 'table',
        fqn: 't',
        name: 'columnProfiles',
      })
      expect([...parts]).toEqual([
        ['a', { mark: 2 }],
        ['b', { mark: 7 }],
      ])
      await write('a', monthAt(9), 9)
      const after = await selectNewestParts(empty.database, {
        type: 'table',
        fqn: 't',
        name: 'columnProfiles',
      })
      expect(after.get('a')).toEqual({ mark: 9 })
    } finally {
      await empty.drop()
    }
  })
})
