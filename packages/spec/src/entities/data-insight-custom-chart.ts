/** A chart about the catalog that anybody can put together: what is counted, in which groups, and how it went by day. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { CustomChartDay, CustomChartDetails } from '../types/custom-chart.ts'

export const DataInsightCustomChart = defineEntity({
  type: 'dataInsightCustomChart',
  collection: 'analytics/dataInsights/system/charts',
  label: 'DataInsightCustomChart',
  description: 'A chart about the catalog: what is counted, and in which groups.',
  fields: {
    chartType: Type.Optional(Type.String({ enum: ['LineChart', 'AreaChart', 'BarChart', 'SummaryCard'] })),
    chartDetails: CustomChartDetails,
    isSystemChart: Type.Optional(Type.Boolean()),
  },
  relations: {
    owner: { to: ['user', 'team'], many: false, relationship: 'owns', direction: 'in' },
    dashboard: { to: ['dashboard'], many: false, relationship: 'isShownBy' },
  },
  extensions: {
    days: { kind: 'timeSeries', schema: CustomChartDay, timestamp: 'timestamp', internal: true },
  },
})
export type DataInsightCustomChart = EntityOf<typeof DataInsightCustomChart>
export type CreateDataInsightCustomChart = CreateOf<typeof DataInsightCustomChart>
