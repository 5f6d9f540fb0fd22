/** A report of a dashboard tool, as the 0.13 clients know them; newer ones read dashboards of type `Report`. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { UsageDetails } from '../types/usage-details.ts'

export const Report = defineEntity({
  type: 'report',
  collection: 'reports',
  label: 'Report',
  description: 'A report of a dashboard tool.',
  parent: { field: 'service', types: ['dashboardService'] },
  fields: { usageSummary: Type.Optional(UsageDetails) },
  readOnly: ['usageSummary'],
  traits: ['entityStatus', 'owners', 'domains', 'votes'],
})
export type Report = EntityOf<typeof Report>
export type CreateReport = CreateOf<typeof Report>
