/** A connection to a dashboard tool: its dashboards, charts and data models live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const DashboardServiceType = Type.String({
  enum: [
    'Superset', 'Looker', 'Tableau', 'Redash', 'Metabase', 'PowerBI', 'PowerBIReportServer', 'Mode',
    'CustomDashboard', 'DomoDashboard', 'QuickSight', 'QlikSense', 'Lightdash', 'MicroStrategy',
    'QlikCloud', 'Sigma', 'ThoughtSpot', 'Grafana', 'Hex', 'Ssrs', 'SapS4Hana',
  ],
  $id: 'DashboardServiceType',
})

export const DashboardService = defineEntity({
  type: 'dashboardService',
  collection: 'services/dashboardServices',
  label: 'DashboardService',
  description: 'A dashboard tool that metadata is read from.',
  fields: {
    ...serviceFields('DashboardConnection', DashboardServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'dashboard_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type DashboardService = EntityOf<typeof DashboardService>
export type CreateDashboardService = CreateOf<typeof DashboardService>
