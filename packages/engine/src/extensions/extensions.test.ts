import { createRegistry, problem } from '@waymark/spec'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import { createSecretBox } from '../secret-box.ts'
import { createTestDatabase, settledEvents, type TestDatabase } from '../testing/index.ts'
import { dropEmptyMonths, ensurePartitions, expireEntries } from './months.ts'

const ada = { name: 'ada' }
const series = ['ingestionPipeline', 'pg.nightly', 'pipelineStatuses'] as const
const day = 86_400_000
const nowMs = Date.UTC(2026, 10, 22)

describe('extensions', () => {
  let test: TestDatabase
  let engine: Engine

  beforeAll(async () => {
    test = await createTestDatabase()
    const secrets = createSecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }])
    engine = createEngine({ database: test.database, registry: createRegistry(), secrets, now: () => nowMs })
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
    await engine.create('database', { name: 'd', service: 'pg' }, ada)
    await engine.create('databaseSchema', { name: 's', database: 'pg.d' }, ada)
    await engine.create('table', { name: 't', databaseSchema: 'pg.d.s', columns: [] }, ada)
  })
  afterAll(() => test?.drop())

  it('replaces, shows and deletes a snapshot without making a version', async () => {
    const key = { fqn: 'pg.d.s.t' }
    await engine.extensions.putSnapshot('table', key, 'sampleData', { columns: ['a'], rows: [[1], ['x']] })
    await engine.extensions.putSnapshot('table', key, 'sampleData', { columns: ['a'], rows: [[2]] })
    expect(await engine.extensions.snapshot('table', key, 'sampleData')).toEqual({
      columns: ['a'],
      rows: [[2]],
    })
    const table = await engine.get('table', key, { fields: ['sampleData'] })
    expect(table).toMatchObject({ version: 0.1, sampleData: { rows: [[2]] } })
    await expect(engine.extensions.putSnapshot('table', key, 'sampleData', { rows: 'x' })).rejects.toThrow(
      /rows/,
    )
    await engine.extensions.deleteSnapshot('table', key, 'sampleData')
    expect(await engine.extensions.snapshot('table', key, 'sampleData')).toBeUndefined()
  })

  it('keeps a snapshot that a create request carries, asks before it changes one, and refuses what it cannot keep', async () => {
    const body = (sampleDataCount: number) => ({
      name: 'profiled',
      databaseSchema: 'pg.d.s',
      columns: [],
      tableProfilerConfig: { sampleDataCount },
    })
    const key = { fqn: 'pg.d.s.profiled' }
    const kept = () => engine.extensions.snapshot('table', key, 'tableProfilerConfig')
    await engine.create('table', body(10), ada)
    expect(await kept()).toEqual({ sampleDataCount: 10 })
    const asked: (readonly string[])[] = []
    const authorize = async ({ changed }: { readonly changed: readonly string[] }) => {
      asked.push(changed)
      if (asked.length > 1)
        throw problem('not-allowed', { principal: 'ada', operation: 'x', resource: 'table' })
    }
    await engine.createOrUpdate('table', body(10), ada, { authorize })
    expect(asked).toEqual([])
    const { outcome } = await engine.createOrUpdate('table', body(20), ada, { authorize })
    expect({ outcome, asked, kept: await kept() }).toEqual({
      outcome: 'unchanged',
      asked: [['tableProfilerConfig']],
      kept: { sampleDataCount: 20 },
    })
    await expect(engine.createOrUpdate('table', body(30), ada, { authorize })).rejects.toThrow(/ada/)
    expect(await kept()).toEqual({ sampleDataCount: 20 })

    const airflow = { name: 'airflow', serviceType: 'Airflow', scheduleInterval: '' }
    await engine.create('pipelineService', airflow, ada)
    const scheduled = { ...airflow, name: 'scheduled', scheduleInterval: '0 0 * * *' }
    await expect(engine.create('pipelineService', scheduled, ada)).rejects.toThrow(
      /scheduleInterval.*airflowConfig/,
    )
  })

  it('takes the status of a run before its pipeline exists, and replaces it when the run ends', async () => {
    // Recorded: the 0.13 client reports `running` before it creates the service.
    const running = { runId: 'r1', pipelineState: 'running', timestamp: nowMs, startDate: nowMs }
    await engine.extensions.append(...series, running)
    await engine.extensions.append(...series, {
      ...running,
      pipelineState: 'success',
      endDate: nowMs + 12,
    })
    expect(await engine.extensions.entry(...series, 'r1')).toMatchObject({ pipelineState: 'success' })
    expect(await engine.extensions.series(...series, {})).toHaveLength(1)
  })

  it('takes a run from queued to running to its first end and never back, whoever reports late', async () => {
    const state = async (pipelineState: string, more: object = {}) => {
      await engine.extensions.append(...series, { runId: 'once', pipelineState, timestamp: nowMs, ...more })
      return (await engine.extensions.entry(...series, 'once'))?.pipelineState
    }
    expect(await state('queued')).toBe('queued')
    expect(await state('running')).toBe('running')
    expect(await state('queued')).toBe('running')
    expect(await state('failed')).toBe('failed')
    expect(await state('running')).toBe('failed')
    expect(await state('success')).toBe('failed')
    await state('failed', { endDate: nowMs + 5 }) // the same end, told with more
    expect(await engine.extensions.entry(...series, 'once')).toMatchObject({ endDate: nowMs + 5 })
  })

  it('tells of every new entry once, whether it came alone, with others, or after the newest', async () => {
    const told = async () => {
      const events = await settledEvents({ database: test.database, engine }, 0)
      return events
        .filter(({ entityType, eventType }) => entityType === 'pipeline' && eventType === 'entityUpdated')
        .map(({ userName, changeDescription }) => [
          userName,
          changeDescription?.fieldsUpdated.map(({ name, newValue }) => [
            name,
            (newValue as { timestamp: number }).timestamp - nowMs, // a status, as it was appended
          ]),
        ])
    }
    await engine.create('pipelineService', { name: 'jobs', serviceType: 'Airflow' }, ada)
    await engine.create('pipeline', { name: 'nightly', service: 'jobs' }, ada)
    const status = (after: number) => ({ timestamp: nowMs + after, executionStatus: 'Successful' })
    const key = ['pipeline', 'jobs.nightly'] as const
    const name = 'pipelineStatus'
    const both = [
      { name, entry: status(1) },
      { name, entry: status(2) },
    ]
    await engine.extensions.appendAll(...key, both, ada)
    await engine.extensions.appendAll(...key, both, ada)
    const after = await engine.extensions.appendAfter(
      ...key,
      name,
      (newest) => status(Number(newest?.timestamp) - nowMs + 1),
      ada,
    )
    expect(after).toMatchObject({ timestamp: nowMs + 3 })
    expect(await told()).toEqual([1, 2, 3].map((ms) => ['ada', [[name, ms]]]))
  })

  it('keeps the profile of a wide table with as many statements as that of a narrow one, each column once', async () => {
    const profile = (columns: number, valuesCount: number) =>
      Array.from({ length: columns }, (_, at) => ({
        name: 'columnProfiles',
        part: `c${at}`,
        entry: { name: `c${at}`, timestamp: nowMs, valuesCount },
      }))
    const asked = async (columns: number) => {
      const query = vi.spyOn(pg.Client.prototype, 'query')
      await engine.extensions.appendAll('table', 'pg.d.s.t', profile(columns, columns))
      const { length } = query.mock.calls
      query.mockRestore()
      return length
    }
    expect(await asked(1600)).toBe(await asked(2))
    const newest = await engine.extensions.newestParts('table', 'pg.d.s.t', 'columnProfiles')
    expect([newest.size, newest.get('c0')?.valuesCount, newest.get('c9')?.valuesCount]).toEqual([
      1600, 2, 1600,
    ])
    await engine.extensions.appendAll('table', 'pg.d.s.t', [...profile(1, 3), ...profile(1, 4)])
    const window = { part: 'c0' }
    expect(await engine.extensions.series('table', 'pg.d.s.t', 'columnProfiles', window)).toMatchObject([
      { valuesCount: 4 },
    ])
  })

  it('answers a window of a series, newest first, across the partitions of months', async () => {
    await ensurePartitions(test.database, nowMs)
    for (let run = 0; run < 4; run += 1) {
      const timestamp = nowMs + run * 20 * day
      await engine.extensions.append(...series, { runId: `w${run}`, pipelineState: 'success', timestamp })
    }
    await ensurePartitions(test.database, nowMs) // harmless
    await ensurePartitions(test.database, nowMs + 60 * day) // moves rows out of the default partition
    const ids = async (window: object) =>
      (await engine.extensions.series(...series, window)).map((entry) => entry.runId)
    expect(await ids({ startMs: nowMs + 1 })).toEqual(['w3', 'w2', 'w1'])
    expect(await ids({ startMs: nowMs + 1, endMs: nowMs + 40 * day })).toEqual(['w2', 'w1'])
    expect(await ids({ startMs: nowMs + 1, limit: 1 })).toEqual(['w3'])
    const { rows } = await test.database.query<{ count: string }>(
      'select count(*) from only entity_time_series_default',
    )
    expect(rows[0]?.count).toBe('0')
  })

  it('forgets what is older than a moment, parts included, and drops the months that are empty then', async () => {
    const months = async () => {
      const { rows } = await test.database.query<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'entity_time_series'::regclass order by 1`,
      )
      return rows.map(({ name }) => name.replace('entity_time_series_', ''))
    }
    const old = Date.UTC(2024, 2, 5)
    await ensurePartitions(test.database, old)
    const profile = (timestamp: number) => [
      { name: 'profile', entry: { timestamp, rowCount: 1 } },
      { name: 'columnProfiles', part: 'id', entry: { name: 'id', timestamp, valuesCount: 1 } },
      { name: 'columnProfiles', part: 'id', entry: { name: 'id', timestamp: timestamp + 20 * day } },
    ]
    await engine.extensions.appendAll('table', 'pg.d.s.t', profile(old))
    await engine.extensions.append(...series, {
      runId: 'old',
      pipelineState: 'success',
      timestamp: old + 40 * day,
    })
    expect(await months()).toEqual(expect.arrayContaining(['2024_03', '2024_04', '2024_05']))

    const expired = await expireEntries(test.database, 'table', ['profile', 'columnProfiles'], old + 10 * day)
    expect(expired).toBe(2)
    const left = { part: 'id', endMs: old + 30 * day }
    expect(await engine.extensions.series('table', 'pg.d.s.t', 'columnProfiles', left)).toHaveLength(1)
    expect(await expireEntries(test.database, 'table', ['profile', 'columnProfiles'], old + 30 * day)).toBe(1)
    expect(await dropEmptyMonths(test.database, nowMs)).toBe(2)
    expect(await months()).not.toEqual(expect.arrayContaining(['2024_03']))
    expect(await months()).toContain('2024_04') // a run is there, which nobody asked to forget
    expect(await months()).toContain('2026_11')
  })

  it('replaces under one key whichever of many writers comes last, once', async () => {
    const writers = Array.from({ length: 10 }, (_, index) =>
      engine.extensions.append(...series, {
        runId: 'same',
        pipelineState: 'running',
        timestamp: nowMs + index * day,
      }),
    )
    await Promise.all(writers)
    const entries = await engine.extensions.series(...series, {})
    expect(entries.filter((entry) => entry.runId === 'same')).toHaveLength(1)
  })
})
