/** A chart of a dashboard tool. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DashboardServiceType } from './dashboard-service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const chartTypes = [
  'Line', 'Table', 'Bar', 'Area', 'Pie', 'Histogram', 'Scatter', 'Text', 'BoxPlot', 'SanKey', 'Gauge', 'Map', 'Graph',
  'Heatmap', 'Timeline', 'Other',
]

export const Chart = defineEntity({
  type: 'chart',
  collection: 'charts',
  label: 'Chart',
  description: 'A chart, shown on any number of dashboards.',
  parent: { field: 'service', types: ['dashboardService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(DashboardServiceType),
    chartType: Type.Optional(Type.String({ enum: chartTypes })),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['usageSummary'],
  traits: dataAssetTraits,
  relations: {
    dashboards: { to: ['dashboard'], many: true, relationship: 'hasChart', direction: 'in' },
  },
  search: {
    index: 'chart_search_index',
    text: ['description'],
    source: ['service', 'serviceType', 'chartType'],
  },
})
export type Chart = EntityOf<typeof Chart>
export type CreateChart = CreateOf<typeof Chart>
