import type { ReportData } from '@waymark/spec'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDailyWork } from './daily-work.ts'
import { openLog } from './log.ts'
import { openTestCatalog, type TestCatalog } from './testing/test-catalog.ts'

const dayMs = 24 * 60 * 60_000
const noon = Date.UTC(2026, 10, 22, 12)

describe('the work of every day', () => {
  let t: TestCatalog
  let nowMs = noon

  const newWork = () =>
    createDailyWork({ ...t.catalog, now: () => nowMs }, openLog({ level: 'silent', format: 'json' }))
  const reports = async (kind: string) => {
    const { entries } = await t.catalog.engine.records.list('report', kind, {})
    return entries as unknown as readonly ReportData[] // checked when they were kept
  }

  beforeAll(async () => {
    t = await openTestCatalog()
    const { engine } = t.catalog
    await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, { name: 'ada' })
    await engine.create('database', { name: 'd', service: 'pg' }, { name: 'ada' })
  })
  afterAll(() => t?.close())
  afterEach(() => void vi.useRealTimers())

  it('is done once a day, whichever replica comes first', async () => {
    const replicas = [newWork(), newWork(), newWork()]
    const first = await Promise.all(replicas.map((work) => work.catchUp()))
    expect(first.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(await newWork().catchUp()).toBe('nothing to do')
    expect(await reports('entityReportData')).toHaveLength(1)

    nowMs += dayMs
    expect(await newWork().catchUp()).toBe('done')
    expect((await reports('entityReportData')).map(({ timestamp }) => timestamp)).toEqual([
      Date.UTC(2026, 10, 23),
      Date.UTC(2026, 10, 22),
    ])
  })

  it('counts the views of a day once more when it is over, and leaves alone what others reported', async () => {
    const { engine } = t.catalog
    const midnight = Date.UTC(2026, 10, 24)
    const eventType = 'PageView'
    const view = (atMs: number) => ({
      key: String(atMs),
      atMs,
      value: {
        eventId: '6f1f9c0e-8e1c-4d2e-9f1a-0d3c5b7a9e11',
        timestamp: atMs,
        eventType,
        eventData: { url: '/database/pg.d', fullUrl: 'http://localhost/database/pg.d', sessionId: 's' },
      },
    })
    await engine.records.put('webEvent', 'PageView', [view(midnight - 2), view(midnight - 1)])
    const others = Date.UTC(2026, 10, 22)
    const kind = 'webAnalyticEntityViewReportData'
    const value = { timestamp: others, reportDataType: kind, data: { entityFqn: 'pg.d', views: 7 } }
    await engine.records.put('report', kind, [{ key: 'other', atMs: others, value }])
    nowMs = midnight + 5
    expect(await newWork().catchUp()).toBe('done')
    expect((await reports(kind)).map(({ timestamp, data }) => [timestamp, data])).toEqual([
      [midnight - dayMs, { entityType: 'database', entityFqn: 'pg.d', views: 2 }],
      [others, value.data],
    ])
  })

  it('makes room for the measurements of the next months', async () => {
    const { rows } = await t.catalog.database.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'entity_time_series'::regclass order by 1`,
    )
    expect(rows.map(({ name }) => name)).toEqual(
      ['2026_11', '2026_12', '2027_01', 'default'].map((part) => `entity_time_series_${part}`),
    )
  })

  it('looks after the start and every hour, and no more once it was stopped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
    let looks = 0
    const counting = {
      ...t.catalog.database,
      transaction: async () => {
        looks += 1
        throw new Error('away')
      },
    }
    const work = createDailyWork(
      { engine: t.catalog.engine, database: counting, now: () => nowMs },
      openLog({ level: 'silent', format: 'json' }),
    )
    work.startSchedule()
    vi.advanceTimersByTime(10_000)
    expect(looks).toBe(1)
    vi.advanceTimersByTime(3 * 60 * 60_000)
    expect(looks).toBe(4)
    await work.stop()
    vi.advanceTimersByTime(5 * 60 * 60_000)
    expect(looks).toBe(4)
  })
})
