/** A data model of a dashboard tool: the columns its dashboards are drawn from. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { childFqn } from '../fqn.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { Column } from '../types/column.ts'
import { DashboardServiceType } from './dashboard-service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const dataModelTypes = [
  'TableauDataModel', 'TableauPublishedDatasource', 'TableauEmbeddedDatasource', 'SupersetDataModel',
  'MetabaseDataModel', 'LookMlView', 'LookMlExplore', 'PowerBIDataModel', 'QlikDataModel', 'QuickSightDataModel',
  'SigmaDataModel', 'PowerBIDataFlow', 'PowerBIDatamart', 'MicroStrategyDataset', 'ThoughtSpotDataModel',
  'SapS4HanaCdsView', 'SsrsDataModel',
]

export const DashboardDataModel = defineEntity({
  type: 'dashboardDataModel',
  collection: 'dashboard/datamodels',
  label: 'DashboardDataModel',
  description: 'A data model that dashboards are drawn from.',
  parent: { field: 'service', types: ['dashboardService'], copies: ['serviceType'] },
  // A dashboard of the service may have the same name; published clients ask for data models by this one.
  fqnOf: ({ name, parentFqn }) => childFqn(childFqn(parentFqn, 'model'), name),
  fields: {
    serviceType: Type.Optional(DashboardServiceType),
    dataModelType: Type.String({ enum: dataModelTypes }),
    sql: Type.Optional(Type.String()),
    columns: Type.Array(Column, { maxItems: 100_000 }),
    project: Type.Optional(Type.String()),
  },
  createOnly: { serviceType: Type.Optional(DashboardServiceType) },
  traits: dataAssetTraits,
  search: {
    index: 'dashboard_data_model_search_index',
    text: ['description', 'project', 'columns.name', 'columns.description'],
    source: ['service', 'serviceType', 'dataModelType', 'columns', 'project', 'sql'],
  },
  majorOnRemoval: ['columns'],
  normalize: (entity) => ({
    ...entity,
    columns: nameParts(entity.columns as Column[], entity.fullyQualifiedName as string), // validated before
  }),
})
export type DashboardDataModel = EntityOf<typeof DashboardDataModel>
export type CreateDashboardDataModel = CreateOf<typeof DashboardDataModel>
