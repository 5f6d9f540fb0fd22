/** Makes the charts that clients ask for by name out of the reports of some days. Pure but for reading the reports. */
import type { Engine } from '@waymark/engine'
import { problem, type ReportData, type ReportDataType } from '@waymark/spec'

type Point = Readonly<Record<string, unknown>>

/** A member of a report that is a number; 0 where it is missing. */
function numberIn(report: ReportData, ...path: readonly string[]): number {
  let at: unknown = report.data
  for (const part of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined
  return typeof at === 'number' ? at : 0
}

function textIn(report: ReportData, name: string): string {
  const value: unknown = report.data === undefined ? undefined : Reflect.get(report.data, name)
  return typeof value === 'string' ? value : ''
}

function groups(
  reports: readonly ReportData[],
  keyOf: (report: ReportData) => string,
): Map<string, ReportData[]> {
  const found = new Map<string, ReportData[]>()
  for (const report of reports) found.set(keyOf(report), [...(found.get(keyOf(report)) ?? []), report])
  return found
}

const sum = (reports: readonly ReportData[], ...path: readonly string[]) =>
  reports.reduce((total, report) => total + numberIn(report, ...path), 0)

const byDay = (reports: readonly ReportData[]) =>
  [...groups(reports, ({ timestamp }) => String(timestamp))]
    .map(([day, list]): readonly [number, ReportData[]] => [Number(day), list])
    .sort(([a], [b]) => a - b)

const periods = ['threeDays', 'sevenDays', 'fourteenDays', 'thirtyDays', 'sixtyDays']

function assetsByPeriod(reports: readonly ReportData[], measure: 'size' | 'count') {
  const of = (kind: string) =>
    Object.fromEntries(periods.map((period) => [period, sum(reports, kind, measure, period)]))
  return {
    unusedDataAssets: of('unusedDataAssets'),
    frequentlyUsedDataAssets: of('frequentlyUsedDataAssets'),
  }
}

function usedAndUnused(reports: readonly ReportData[], total: 'totalSize' | 'totalCount') {
  const [Unused, Used] = [
    sum(reports, 'unusedDataAssets', total),
    sum(reports, 'frequentlyUsedDataAssets', total),
  ]
  const all = Math.max(Unused + Used, 1)
  return { Unused, Used, UnusedPercentage: (100 * Unused) / all, UsedPercentage: (100 * Used) / all }
}

interface Chart {
  readonly from: ReportDataType
  readonly points: (reports: readonly ReportData[]) => readonly Point[]
}

const perDay = (from: ReportDataType, point: (reports: readonly ReportData[]) => Point): Chart => ({
  from,
  points: (reports) => byDay(reports).map(([timestamp, list]) => ({ timestamp, ...point(list) })),
})

const charts: Readonly<Record<string, Chart>> = {
  DailyActiveUsers: perDay('webAnalyticUserActivityReportData', (list) => ({ activeUsers: list.length })),
  MostActiveUsers: {
    from: 'webAnalyticUserActivityReportData',
    points: (reports) =>
      [...groups(reports, (report) => textIn(report, 'userName'))]
        .map(([userName, list]) => {
          const [sessions, sessionDuration] = [sum(list, 'totalSessions'), sum(list, 'totalSessionDuration')]
          return {
            userName,
            team: textIn(list[0] ?? { timestamp: 0 }, 'team'),
            lastSession: Math.max(...list.map((report) => numberIn(report, 'lastSession'))),
            sessions,
            sessionDuration,
            avgSessionDuration: sessions === 0 ? 0 : sessionDuration / sessions,
            pageViews: sum(list, 'totalPageView'),
          }
        })
        .sort((a, b) => b.pageViews - a.pageViews),
  },
  MostViewedEntities: {
    from: 'webAnalyticEntityViewReportData',
    points: (reports) =>
      [
        ...groups(
          reports,
          (report) => `${textIn(report, 'entityType')} ${textIn(report, 'entityFqn')}`,
        ).values(),
      ]
        .map((list) => ({
          entityFqn: textIn(list[0] ?? { timestamp: 0 }, 'entityFqn'),
          entityType: textIn(list[0] ?? { timestamp: 0 }, 'entityType'),
          owner: textIn(list[0] ?? { timestamp: 0 }, 'owner'),
          pageViews: sum(list, 'views'),
        }))
        .sort((a, b) => b.pageViews - a.pageViews),
  },
  PageViewsByEntities: {
    from: 'webAnalyticEntityViewReportData',
    points: (reports) =>
      byDay(reports).flatMap(([timestamp, list]) =>
        [...groups(list, (report) => textIn(report, 'entityType'))].map(([entityType, views]) => ({
          timestamp,
          entityType,
          pageViews: sum(views, 'views'),
        })),
      ),
  },
  UnusedAssets: {
    from: 'rawCostAnalysisReportData',
    points: (reports) =>
      reports
        .map((report) => {
          const entity: unknown = report.data === undefined ? undefined : Reflect.get(report.data, 'entity')
          const lastAccessedAt = numberIn(report, 'lifeCycle', 'accessed', 'timestamp')
          return {
            entity,
            sizeInBytes: numberIn(report, 'sizeInByte'),
            ...(lastAccessedAt ? { lastAccessedAt } : {}),
          }
        })
        .sort((a, b) => (a.lastAccessedAt ?? 0) - (b.lastAccessedAt ?? 0)),
  },
  AggregatedUnusedAssetsSize: perDay('aggregatedCostAnalysisReportData', (list) =>
    assetsByPeriod(list, 'size'),
  ),
  AggregatedUnusedAssetsCount: perDay('aggregatedCostAnalysisReportData', (list) =>
    assetsByPeriod(list, 'count'),
  ),
  AggregatedUsedVsUnusedAssetsSize: perDay('aggregatedCostAnalysisReportData', (list) =>
    usedAndUnused(list, 'totalSize'),
  ),
  AggregatedUsedVsUnusedAssetsCount: perDay('aggregatedCostAnalysisReportData', (list) =>
    usedAndUnused(list, 'totalCount'),
  ),
}

export const chartNames: readonly string[] = Object.keys(charts)

async function reportsBetween(
  engine: Engine,
  type: ReportDataType,
  window: { readonly startMs?: number; readonly endMs?: number },
): Promise<readonly ReportData[]> {
  return (await engine.records.list('report', type, window)).entries as readonly ReportData[] // checked when kept
}

/** @throws problem `parameter-invalid` on a chart that is not known */
export async function aggregateChart(
  engine: Engine,
  name: string,
  query: { readonly startMs?: number; readonly endMs?: number; readonly from: number; readonly size: number },
): Promise<{ readonly chartType: string; readonly total: number; readonly data: readonly Point[] }> {
  const chart = Object.hasOwn(charts, name) ? charts[name] : undefined
  if (!chart) {
    throw problem('parameter-invalid', {
      parameter: 'dataInsightChartName',
      expected: `one of ${chartNames.join(', ')}.`,
    })
  }
  const { from, size, ...window } = query
  const points = chart.points(await reportsBetween(engine, chart.from, window))
  return { chartType: name, total: points.length, data: points.slice(from, from + size) }
}
