/** Insights into the catalog itself: reports by day, charts made of them, and what people do in the web pages. */
import { randomUUID } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import {
  problem,
  ReportData,
  type ReportDataType,
  reportDataTypes,
  WebAnalyticEventData,
} from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf, requireAdmin } from '../context.ts'
import { pageOf } from '../entities/answer-schemas.ts'
import { momentMs, position, queryOf } from '../http/query.ts'
import { SeriesWindow, windowOf } from '../http/series.ts'
import { aggregateChart, chartNames } from '../insights/aggregate-charts.ts'
import { dayMs } from '../insights/chart-days.ts'
import { takeDailySnapshot } from '../insights/daily-snapshot.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/analytics/dataInsights'
const tag = 'DataInsight'

const DataInsightChartResult = Type.Object(
  {
    chartType: Type.String({ enum: [...chartNames] }),
    total: Type.Integer(),
    data: Type.Array(Type.Object({}, { additionalProperties: true, description: 'one point of the chart' })),
  },
  { $id: 'DataInsightChartResult', additionalProperties: false },
)

export function registerDataInsightRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  registerReports(app, deps)
  registerCharts(app, deps)
  registerWebEvents(app, deps)
}

async function mayRead({ identity }: ApiDependencies, request: FastifyRequest): Promise<void> {
  await identity.authorize(principalOf(request), 'ViewBasic', { type: 'dataInsightChart' })
}

async function mayWrite({ identity }: ApiDependencies, request: FastifyRequest): Promise<void> {
  await identity.authorize(principalOf(request), 'EditAll', { type: 'dataInsightChart' })
}

function reportType(word: string): ReportDataType {
  const found = reportDataTypes.find((type) => type === word)
  if (!found)
    throw problem('parameter-invalid', {
      parameter: 'reportDataType',
      expected: `one of ${reportDataTypes.join(', ')}.`,
    })
  return found
}

function dayOfText(text: string): number {
  const day = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(day))
    throw problem('parameter-invalid', { parameter: 'date', expected: 'a day such as 2026-01-31.' })
  return day
}

function registerReports(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  app.post<{ Body: ReportData }>(
    `${base}/data`,
    {
      schema: { body: ReportData },
      config: { docs: described({ summary: 'Keep a report', tag, answer: ReportData }) },
    },
    async (request) => {
      await mayWrite(deps, request)
      const type = reportType(request.body.reportDataType ?? 'entityReportData')
      const value = { ...request.body, id: request.body.id ?? randomUUID(), reportDataType: type }
      await engine.records.put('report', type, [{ key: value.id, atMs: value.timestamp, value }])
      return value
    },
  )
  const Query = queryOf({ ...SeriesWindow.properties, reportDataType: Type.Optional(Type.String()) })
  app.get<{ Querystring: Static<typeof Query> }>(
    `${base}/data`,
    {
      schema: { querystring: Query },
      config: { docs: described({ summary: 'Reports, newest first', tag, answer: pageOf(ReportData) }) },
    },
    async (request) => {
      await mayRead(deps, request)
      const { offset = 0, reportDataType = 'entityReportData' } = request.query
      const query = { ...windowOf(request.query), offset }
      const { entries, total } = await engine.records.list('report', reportType(reportDataType), query)
      return { data: entries, paging: { total, offset } }
    },
  )
  const docs = described({ summary: 'Remove reports of a type, all or those of one day', tag, status: 204 })
  app.delete<{ Params: { type: string } }>(
    `${base}/data/:type`,
    { config: { docs } },
    async (request, reply) => {
      await mayWrite(deps, request)
      await engine.records.remove('report', reportType(request.params.type), {})
      return reply.code(204).send()
    },
  )
  app.delete<{ Params: { type: string; date: string } }>(
    `${base}/data/:type/:date`,
    { config: { docs } },
    async (request, reply) => {
      await mayWrite(deps, request)
      const startMs = dayOfText(request.params.date)
      await engine.records.remove('report', reportType(request.params.type), {
        startMs,
        endMs: startMs + dayMs - 1,
      })
      return reply.code(204).send()
    },
  )
  app.post(
    `${base}/snapshot`,
    {
      config: {
        docs: described({
          summary: "Count the catalog now; replaces today's counts",
          tag,
          answer: Type.Object({ groups: Type.Integer() }),
        }),
      },
    },
    async (request) => {
      requireAdmin(request, 'EditAll', 'dataInsightChart')
      return await takeDailySnapshot(deps)
    },
  )
}

function registerCharts(app: FastifyInstance, deps: ApiDependencies): void {
  const Query = queryOf({
    startTs: Type.Optional(momentMs()),
    endTs: Type.Optional(momentMs()),
    dataInsightChartName: Type.String(),
    dataReportIndex: Type.Optional(Type.String()),
    from: Type.Optional(position({ default: 0 })),
    size: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
  })
  app.get<{ Querystring: Static<typeof Query> }>(
    `${base}/charts/aggregate`,
    {
      schema: { querystring: Query },
      config: {
        docs: described({
          summary: 'A chart made of the reports of some days',
          tag,
          answer: DataInsightChartResult,
        }),
      },
    },
    async (request) => {
      await mayRead(deps, request)
      const { dataInsightChartName, from = 0, size = 1000, startTs, endTs } = request.query
      return await aggregateChart(deps.engine, dataInsightChartName, {
        from,
        size,
        ...(startTs === undefined ? {} : { startMs: startTs }),
        ...(endTs === undefined ? {} : { endMs: endTs }),
      })
    },
  )
}

function registerWebEvents(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine } = deps
  const path = '/api/v1/analytics/web/events'
  app.put<{ Body: WebAnalyticEventData }>(
    `${path}/collect`,
    {
      schema: { body: WebAnalyticEventData },
      config: {
        docs: described({
          summary: 'Report what somebody did in the web pages',
          tag,
          answer: WebAnalyticEventData,
        }),
      },
    },
    async (request) => {
      // Whoever may sign in may report what they do themselves.
      const principal = principalOf(request)
      const { eventData, ...event } = request.body
      const mine =
        eventData && event.eventType === 'PageView' ? { ...eventData, userId: principal.userId } : eventData
      const eventId = event.eventId ?? randomUUID()
      const value = { ...event, eventId, ...(mine === undefined ? {} : { eventData: mine }) }
      await engine.records.put('webEvent', event.eventType, [{ key: eventId, atMs: event.timestamp, value }])
      return value
    },
  )
  const Query = queryOf({
    ...SeriesWindow.properties,
    eventType: Type.String({ enum: ['PageView', 'CustomEvent'] }),
  })
  app.get<{ Querystring: Static<typeof Query> }>(
    `${path}/collect`,
    {
      schema: { querystring: Query },
      config: {
        docs: described({
          summary: 'Reported events, newest first',
          tag,
          answer: pageOf(WebAnalyticEventData),
        }),
      },
    },
    async (request) => {
      await mayRead(deps, request)
      const { offset = 0, eventType } = request.query
      const { entries, total } = await engine.records.list('webEvent', eventType, {
        ...windowOf(request.query),
        offset,
      })
      return { data: entries, paging: { total, offset } }
    },
  )
  app.delete<{ Params: { type: string; timestamp: string } }>(
    `${path}/:type/:timestamp/collect`,
    { config: { docs: described({ summary: 'Remove events before a time', tag, status: 204 }) } },
    async (request, reply) => {
      await mayWrite(deps, request)
      const endMs = Number(request.params.timestamp) - 1
      if (!Number.isSafeInteger(endMs))
        throw problem('parameter-invalid', { parameter: 'timestamp', expected: 'milliseconds since 1970.' })
      await engine.records.remove('webEvent', request.params.type, { endMs })
      return reply.code(204).send()
    },
  )
}
