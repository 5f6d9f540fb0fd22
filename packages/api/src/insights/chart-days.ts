/** Keeps what every chart shows once a day, shows it by day, and holds the KPIs against it. */
import { type Engine, everyEntity } from '@waymark/engine'
import {
  type CustomChartDay,
  type CustomChartPoint,
  type DataInsightCustomChart,
  isProblem,
  type Kpi,
  type KpiResult,
} from '@waymark/spec'
import { byDay, countChart } from './custom-chart.ts'

export const dayMs = 24 * 60 * 60 * 1000

/** The first millisecond of a day, in UTC. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs) * dayMs
}

const type = 'dataInsightCustomChart'

/**
 * Counting again on the same day replaces its numbers. Answers the value of each chart that is one number, by name.
 * A chart that cannot be counted keeps none: who asks for its numbers is told why.
 */
export async function keepCharts(engine: Engine, day: number): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, number>()
  for await (const entity of everyEntity(engine, type)) {
    const chart = entity as unknown as DataInsightCustomChart // a stored one of that type
    try {
      const results = [...(await countChart(engine, chart))]
      const kept: CustomChartDay = { timestamp: day, results }
      await engine.extensions.append(type, chart.fullyQualifiedName, 'days', kept)
      const [only, ...others] = results
      if (others.length === 0 && only?.count !== undefined) values.set(chart.name, only.count)
    } catch (error) {
      if (!isProblem(error, 'parameter-invalid')) throw error
    }
  }
  return values
}

/** KPIs count between their dates. */
export async function keepKpis(
  engine: Engine,
  day: number,
  values: ReadonlyMap<string, number>,
): Promise<void> {
  for await (const entity of everyEntity(engine, 'kpi')) {
    const kpi = entity as unknown as Kpi // a stored one of that type
    const name = [kpi.dataInsightChart].flat()[0]?.name
    const value = name === undefined ? undefined : values.get(name)
    if (name === undefined || value === undefined) continue
    if (day < dayOf(kpi.startDate) || day > kpi.endDate) continue
    const result: KpiResult = {
      timestamp: day,
      kpiFqn: kpi.fullyQualifiedName,
      targetResult: [{ name, value: String(value), targetMet: value >= kpi.targetValue }],
    }
    await engine.extensions.append('kpi', kpi.fullyQualifiedName, 'kpiResult', result)
  }
}

/**
 * What a chart showed on the days of a window, oldest first; a card, or a chart along another axis than days, shows the
 * last of them. A day that was not kept yet is counted when it is today.
 */
export async function chartBetween(
  engine: Engine,
  chart: DataInsightCustomChart,
  window: { readonly startMs: number; readonly endMs: number },
  nowMs: number,
): Promise<readonly CustomChartPoint[]> {
  const kept = (await engine.extensions.series(type, chart.fullyQualifiedName, 'days', {
    ...window,
    startMs: dayOf(window.startMs),
  })) as readonly CustomChartDay[] // checked when they were kept
  const days = kept.toReversed()
  const today = dayOf(nowMs)
  const asksForToday = dayOf(window.startMs) <= today && today <= window.endMs
  if (asksForToday && days.at(-1)?.timestamp !== today) {
    days.push({ timestamp: today, results: [...(await countChart(engine, chart))] })
  }
  const { chartDetails: details, chartType } = chart
  const axis = 'xAxisField' in details ? details.xAxisField : undefined
  const isCard = chartType === 'SummaryCard' || details.type === 'SummaryCard'
  const shown = isCard || (axis ?? byDay) !== byDay ? days.slice(-1) : days
  return shown.flatMap(({ timestamp, results }) => results.map((point) => ({ ...point, day: timestamp })))
}
