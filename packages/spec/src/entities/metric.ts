/** A number the business watches, and how it is computed. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

const MetricExpression = Type.Object(
  {
    language: Type.Optional(Type.String({ enum: ['SQL', 'Java', 'JavaScript', 'Python', 'External'] })),
    code: Type.Optional(Type.String({ maxLength: 1_000_000 })),
  },
  { $id: 'MetricExpression', additionalProperties: false },
)

export const Metric = defineEntity({
  type: 'metric',
  collection: 'metrics',
  label: 'Metric',
  description: 'A number the business watches, and how it is computed.',
  fields: {
    metricExpression: Type.Optional(MetricExpression),
    metricType: Type.Optional(
      Type.String({
        enum: [
          'COUNT', 'SUM', 'AVERAGE', 'RATIO', 'PERCENTAGE', 'MIN', 'MAX', 'MEDIAN', 'MODE', 'STANDARD_DEVIATION',
          'VARIANCE', 'OTHER',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    unitOfMeasurement: Type.Optional(
      Type.String({
        enum: [
          'COUNT', 'DOLLARS', 'PERCENTAGE', 'TIMESTAMP', 'SIZE', 'REQUESTS', 'EVENTS', 'TRANSACTIONS', 'OTHER',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    customUnitOfMeasurement: Type.Optional(Type.String({ maxLength: 256 })),
    granularity: Type.Optional(
      Type.String({ enum: ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] }),
    ),
  },
  traits: [
    'tags',
    'extension',
    'certification',
    'entityStatus',
    'owners',
    'domains',
    'dataProducts',
    'dataContract',
    'reviewers',
    'followers',
    'votes',
  ],
  relations: {
    relatedMetrics: { to: ['metric'], many: true, relationship: 'relatedTo', symmetric: true },
  },
  approval: true,
  search: {
    index: 'metric_search_index',
    text: ['description'],
    source: ['metricType', 'unitOfMeasurement', 'granularity'],
  },
})
export type Metric = EntityOf<typeof Metric>
export type CreateMetric = CreateOf<typeof Metric>
