/** A dashboard or report of a dashboard tool, with its charts and the data models behind it. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { DashboardServiceType } from './dashboard-service.ts'

export const Dashboard = defineEntity({
  type: 'dashboard',
  collection: 'dashboards',
  label: 'Dashboard',
  description: 'A dashboard or report.',
  parent: { field: 'service', types: ['dashboardService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(DashboardServiceType),
    dashboardType: Type.Optional(Type.String({ enum: ['Dashboard', 'Report'] })),
    project: Type.Optional(Type.String({ description: 'the folder or workspace it stands in' })),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['usageSummary'],
  traits: dataAssetTraits,
  relations: {
    charts: { to: ['chart'], many: true, relationship: 'hasChart' },
    dataModels: { to: ['dashboardDataModel'], many: true, relationship: 'hasDataModel' },
  },
  search: {
    index: 'dashboard_search_index',
    text: ['description', 'project'],
    source: ['service', 'serviceType', 'dashboardType', 'project'],
  },
})
export type Dashboard = EntityOf<typeof Dashboard>
export type CreateDashboard = CreateOf<typeof Dashboard>
