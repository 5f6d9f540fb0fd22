/** A chart about the catalog itself: what is counted, along which dimensions. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

const ChartParameter = Type.Object(
  {
    name: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    chartDataType: Type.Optional(
      Type.String({
        enum: [
          'NUMBER', 'INT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'TIMESTAMP', 'TIME', 'DATE', 'DATETIME', 'ARRAY', 'MAP', 'SET',
          'STRING', 'BOOLEAN', 'PERCENTAGE',
        ], // biome-ignore format: a vocabulary
      }),
    ),
  },
  { $id: 'ChartParameterValues', additionalProperties: false },
)

export const DataInsightChart = defineEntity({
  type: 'dataInsightChart',
  collection: 'analytics/dataInsights/charts',
  label: 'DataInsightChart',
  description: 'A chart about the catalog itself.',
  fields: {
    dataIndexType: Type.Optional(
      Type.String({
        enum: [
          'entity_report_data_index', 'web_analytic_entity_view_report_data_index',
          'web_analytic_user_activity_report_data_index', 'raw_cost_analysis_report_data_index',
          'aggregated_cost_analysis_report_data_index',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    dimensions: Type.Optional(Type.Array(ChartParameter)),
    metrics: Type.Optional(Type.Array(ChartParameter)),
  },
  traits: ['owners', 'domains'],
})
export type DataInsightChart = EntityOf<typeof DataInsightChart>
export type CreateDataInsightChart = CreateOf<typeof DataInsightChart>
