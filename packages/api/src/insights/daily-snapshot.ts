/** Counts the catalog and what people do in it once a day. */
import { createHash } from 'node:crypto'
import type { CensusRow, Engine } from '@waymark/engine'
import {
  type EntityReportData,
  type PageView,
  type ReportData,
  type ReportDataType,
  unlessMissing,
  type WebAnalyticEventData,
} from '@waymark/spec'
import { dayMs, dayOf, keepCharts, keepKpis } from './chart-days.ts'
import { dataAssetTypes } from './custom-chart.ts'

interface Deps {
  readonly engine: Engine
  readonly now: () => number
}

/** The same group of the same day has the same id, so that counting again replaces it. */
function recordId(...parts: readonly (string | number | undefined)[]): string {
  const hex = createHash('md5').update(JSON.stringify(parts)).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-3$3-a$4-$5')
}

async function replaceDay(
  engine: Engine,
  kind: ReportDataType,
  timestamp: number,
  rows: readonly { readonly id: string; readonly data: ReportData['data'] & object }[],
): Promise<void> {
  await engine.records.remove('report', kind, { startMs: timestamp, endMs: timestamp })
  const records = rows.map(({ id, data }) => ({
    key: id,
    atMs: timestamp,
    value: { id, timestamp, reportDataType: kind, data } satisfies ReportData,
  }))
  await engine.records.put('report', kind, records)
}

function entityReport(row: CensusRow): EntityReportData {
  return {
    ...row,
    missingDescriptions: row.entityCount - row.completedDescriptions,
    missingOwner: row.entityCount - row.hasOwner,
  }
}

/** `/table/svc.db.schema.t/profiler` is a view of that table. */
function viewedEntity(
  url: string | undefined,
  types: ReadonlySet<string>,
): { type: string; fqn: string } | undefined {
  const [, type = '', fqn] = (url ?? '').split('?')[0]?.split('/') ?? []
  if (!types.has(type) || !fqn) return undefined
  try {
    return { type, fqn: decodeURIComponent(fqn) }
  } catch {
    return undefined
  }
}

async function userName(engine: Engine, id: string): Promise<string | undefined> {
  return (await unlessMissing(engine.get('user', { id }, { include: 'all' })))?.name
}

/** A day without events keeps the counts that others may have reported of it. */
async function countViews({ engine }: Deps, timestamp: number): Promise<void> {
  const { entries } = await engine.records.list('webEvent', 'PageView', {
    startMs: timestamp,
    endMs: timestamp + dayMs - 1,
  })
  if (entries.length === 0) return
  const types = new Set(dataAssetTypes(engine))
  const views = new Map<string, { type: string; fqn: string; views: number }>()
  const users = new Map<string, { pages: number; sessions: Map<string, { from: number; to: number }> }>()
  for (const event of entries as unknown as readonly WebAnalyticEventData[]) {
    // Checked when it was kept.
    const data = event.eventData as PageView | undefined
    const viewed = viewedEntity(data?.url, types)
    if (viewed) {
      const key = `${viewed.type} ${viewed.fqn}`
      views.set(key, { ...viewed, views: (views.get(key)?.views ?? 0) + 1 })
    }
    if (data?.userId === undefined) continue
    const user = users.get(data.userId) ?? {
      pages: 0,
      sessions: new Map<string, { from: number; to: number }>(),
    }
    users.set(data.userId, user)
    user.pages += 1
    const session = user.sessions.get(data.sessionId ?? '') ?? { from: event.timestamp, to: event.timestamp }
    user.sessions.set(data.sessionId ?? '', {
      from: Math.min(session.from, event.timestamp),
      to: Math.max(session.to, event.timestamp),
    })
  }
  await replaceDay(
    engine,
    'webAnalyticEntityViewReportData',
    timestamp,
    [...views.values()].map(({ type, fqn, views: count }) => ({
      id: recordId(timestamp, type, fqn),
      data: { entityType: type, entityFqn: fqn, views: count },
    })),
  )
  const activity: { id: string; data: ReportData['data'] & object }[] = []
  for (const [userId, { pages, sessions }] of users) {
    const name = await userName(engine, userId)
    const times = [...sessions.values()]
    activity.push({
      id: recordId(timestamp, userId),
      data: {
        userId,
        ...(name === undefined ? {} : { userName: name }),
        totalPageView: pages,
        totalSessions: times.length,
        totalSessionDuration: Math.round(times.reduce((sum, { from, to }) => sum + to - from, 0) / 1000),
        lastSession: Math.max(...times.map(({ to }) => to)),
      },
    })
  }
  await replaceDay(engine, 'webAnalyticUserActivityReportData', timestamp, activity)
}

/**
 * Takes the snapshot of the day that `now` is in. The server calls it on a timer; calling it again replaces the day's
 * counts, and several replicas may do so.
 */
export async function takeDailySnapshot(deps: Deps): Promise<{ readonly groups: number }> {
  const { engine, now } = deps
  const timestamp = dayOf(now())
  const rows = await engine.census(dataAssetTypes(engine))
  await replaceDay(
    engine,
    'entityReportData',
    timestamp,
    rows.map((row) => ({
      id: recordId(timestamp, row.entityType, row.serviceName, row.entityTier, row.team),
      data: entityReport(row),
    })),
  )
  await keepKpis(engine, timestamp, await keepCharts(engine, timestamp))
  // The day before is over only now: its last views came after its own snapshot.
  await countViews(deps, timestamp - dayMs)
  await countViews(deps, timestamp)
  return { groups: rows.length }
}
