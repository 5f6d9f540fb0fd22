/** How a chart about the catalog is counted: measures along an axis and in groups, or one number on a card. */
import { type Static, Type } from '@sinclair/typebox'

export const chartFunctions = ['count', 'sum', 'avg', 'min', 'max', 'unique'] as const

const ChartMetric = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 256 })),
    function: Type.Optional(Type.String({ enum: [...chartFunctions] })),
    field: Type.Optional(
      Type.String({ maxLength: 256, description: 'a member of what is found: entityType' }),
    ),
    filter: Type.Optional(
      Type.String({ maxLength: 65_536, description: 'an Elasticsearch query in JSON, or a query string' }),
    ),
    treeFilter: Type.Optional(
      Type.String({ maxLength: 65_536, description: 'what an editor shows of the filter' }),
    ),
    formula: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: "arithmetic over count(k='field',q='query'), and other functions in place of count",
      }),
    ),
  },
  { $id: 'CustomChartMetric', additionalProperties: false },
)
export type ChartMetric = Static<typeof ChartMetric>

const metrics = Type.Optional(Type.Array(ChartMetric, { maxItems: 20 }))

const LineChart = Type.Object(
  {
    type: Type.Optional(Type.String({ enum: ['LineChart'] })),
    metrics,
    groupBy: Type.Optional(Type.String({ maxLength: 256 })),
    includeGroups: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    excludeGroups: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    xAxisLabel: Type.Optional(Type.String()),
    yAxisLabel: Type.Optional(Type.String()),
    kpiDetails: Type.Optional(
      Type.Object(
        {
          startDate: Type.Optional(Type.String()),
          endDate: Type.Optional(Type.String()),
          target: Type.Optional(Type.Number()),
        },
        { $id: 'CustomChartKpi', additionalProperties: false },
      ),
    ),
    xAxisField: Type.Optional(Type.String({ maxLength: 256, description: 'default: the day, @timestamp' })),
    includeXAxisFiled: Type.Optional(Type.String({ maxLength: 300, description: 'a regular expression' })),
    excludeXAxisField: Type.Optional(Type.String({ maxLength: 300, description: 'a regular expression' })),
    searchIndex: Type.Optional(Type.String({ maxLength: 256, description: 'default: all data assets' })),
  },
  { $id: 'CustomLineChart', additionalProperties: false },
)
export type LineChart = Static<typeof LineChart>

const SummaryCard = Type.Object(
  { type: Type.Optional(Type.String({ enum: ['SummaryCard'] })), metrics },
  { $id: 'CustomSummaryCard', additionalProperties: false },
)

export const CustomChartDetails = Type.Union([LineChart, SummaryCard])

/** One number of a chart: of a day, of a group or a term on the axis where it has them. */
export const CustomChartPoint = Type.Object(
  {
    count: Type.Optional(Type.Number()),
    day: Type.Optional(Type.Number({ description: 'milliseconds since 1970' })),
    group: Type.Optional(Type.String()),
    metric: Type.Optional(Type.String()),
    term: Type.Optional(Type.String()),
  },
  { $id: 'DataInsightCustomChartResult', additionalProperties: false },
)
export type CustomChartPoint = Static<typeof CustomChartPoint>

/** What a chart showed on a day. */
export const CustomChartDay = Type.Object(
  { timestamp: Type.Integer(), results: Type.Array(CustomChartPoint) },
  { additionalProperties: false },
)
export type CustomChartDay = Static<typeof CustomChartDay>
