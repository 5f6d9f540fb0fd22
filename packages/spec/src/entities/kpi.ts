/** A target for a measure of the catalog, and how far it is. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { KpiResult } from '../types/kpi-result.ts'

export const Kpi = defineEntity({
  type: 'kpi',
  collection: 'kpi',
  label: 'Kpi',
  description: 'A target for a measure of the catalog, and how far it is.',
  requiresDescription: true,
  fields: {
    metricType: Type.String({ enum: ['NUMBER', 'PERCENTAGE'] }),
    targetValue: Type.Number(),
    startDate: Type.Integer({ description: 'milliseconds since 1970' }),
    endDate: Type.Integer({ description: 'milliseconds since 1970' }),
  },
  traits: ['owners', 'domains'],
  relations: {
    dataInsightChart: {
      // A name means the newer kind where both have it.
      to: ['dataInsightCustomChart', 'dataInsightChart'],
      many: false,
      relationship: 'measures',
      always: true,
      required: true,
    },
  },
  extensions: {
    kpiResult: { kind: 'timeSeries', schema: KpiResult, timestamp: 'timestamp', ownName: ['kpiFqn'] },
  },
})
export type Kpi = EntityOf<typeof Kpi>
export type CreateKpi = CreateOf<typeof Kpi>
