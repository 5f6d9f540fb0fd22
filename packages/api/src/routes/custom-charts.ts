/** What the charts about the catalog show, by day. */
import { type Static, Type } from '@sinclair/typebox'
import { CustomChartPoint, type DataInsightCustomChart } from '@waymark/spec'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ApiDependencies, principalOf } from '../context.ts'
import { momentMs, queryOf } from '../http/query.ts'
import { chartBetween } from '../insights/chart-days.ts'
import { described } from '../route-config.ts'

const base = '/api/v1/analytics/dataInsights/system/charts'
const tag = 'DataInsight'

const ChartResults = Type.Object(
  { results: Type.Array(CustomChartPoint) },
  { $id: 'DataInsightCustomChartResultList', additionalProperties: false },
)

const window = { start: momentMs(), end: momentMs() }
const Window = queryOf(window)
const NamedWindow = queryOf({
  ...window,
  chartNames: Type.String({ maxLength: 2000, description: 'separated by commas' }),
})

export function registerCustomChartRoutes(app: FastifyInstance, deps: ApiDependencies): void {
  const { engine, identity, now } = deps
  const results = async (request: FastifyRequest, { start, end }: Static<typeof Window>, fqn: string) => {
    await identity.authorize(principalOf(request), 'ViewBasic', {
      type: 'dataInsightCustomChart',
      name: fqn,
    })
    const chart = await engine.get('dataInsightCustomChart', { fqn })
    // A stored one of that type.
    const of = chart as unknown as DataInsightCustomChart
    return { results: [...(await chartBetween(engine, of, { startMs: start, endMs: end }, now()))] }
  }
  app.get<{ Params: { fqn: string }; Querystring: Static<typeof Window> }>(
    `${base}/name/:fqn/data`,
    {
      schema: { querystring: Window },
      config: {
        docs: described({
          summary: 'What a chart shows, day by day; today is counted now',
          tag,
          answer: ChartResults,
        }),
      },
    },
    async (request) => await results(request, request.query, request.params.fqn),
  )
  app.get<{ Querystring: Static<typeof NamedWindow> }>(
    `${base}/listChartData`,
    {
      schema: { querystring: NamedWindow },
      config: {
        docs: described({
          summary: 'What several charts show, by name',
          tag,
          answer: Type.Record(Type.String(), ChartResults),
        }),
      },
    },
    async (request) => {
      const names = request.query.chartNames.split(',').map((name) => name.trim())
      const found = new Map<string, Static<typeof ChartResults>>()
      for (const name of names) found.set(name, await results(request, request.query, name))
      return Object.fromEntries(found)
    },
  )
}
