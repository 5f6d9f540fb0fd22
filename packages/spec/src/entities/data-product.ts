/** Assets of a domain, offered together with a promise to those who use them. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Style } from '../types/style.ts'

const SlaDefinition = Type.Object(
  {
    tier: Type.Optional(Type.String({ enum: ['GOLD', 'SILVER', 'BRONZE', 'CUSTOM'] })),
    availability: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'percent' })),
    responseTime: Type.Optional(Type.Integer({ description: 'milliseconds' })),
    dataFreshness: Type.Optional(Type.Integer({ description: 'minutes' })),
    dataQuality: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'percent' })),
  },
  { $id: 'SlaDefinition', additionalProperties: false },
)

export const DataProduct = defineEntity({
  type: 'dataProduct',
  collection: 'dataProducts',
  label: 'DataProduct',
  description: 'Assets of a domain that are offered together.',
  fields: {
    style: Type.Optional(Style),
    lifecycleStage: Type.Optional(
      Type.String({
        enum: ['IDEATION', 'DESIGN', 'DEVELOPMENT', 'TESTING', 'PRODUCTION', 'DEPRECATED', 'RETIRED'],
      }),
    ),
    dataProductType: Type.Optional(
      Type.String({
        enum: [
          'RAW_DATA', 'DERIVED_DATA', 'DATASET', 'REPORTS', 'ANALYTIC_VIEW', 'VISUALISATION_3D', 'ALGORITHM',
          'DECISION_SUPPORT', 'AUTOMATED_DECISION_MAKING', 'DATA_ENHANCED_PRODUCT', 'DATA_DRIVEN_SERVICE',
          'DATA_ENABLED_PERFORMANCE', 'BI_DIRECTIONAL',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    visibility: Type.Optional(
      Type.String({ enum: ['PRIVATE', 'INVITATION', 'ORGANISATION', 'DATASPACE', 'PUBLIC'] }),
    ),
    portfolioPriority: Type.Optional(Type.String({ enum: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] })),
    sla: Type.Optional(SlaDefinition),
  },
  createOnly: {
    fullyQualifiedName: Type.Optional(Type.String({ minLength: 1, maxLength: 3072, description: 'ignored' })),
  },
  traits: [
    'tags',
    'extension',
    'certification',
    'entityStatus',
    'owners',
    'domains',
    'experts',
    'reviewers',
    'followers',
    'votes',
  ],
  relations: {
    assets: { to: ['*'], many: true, relationship: 'hasDataProduct', shares: 'domains' },
    inputPorts: {
      to: ['*'],
      many: true,
      relationship: 'hasInputPort',
      readOnly: true,
      hidden: true,
      linkable: true,
    },
    outputPorts: {
      to: ['*'],
      many: true,
      relationship: 'hasOutputPort',
      readOnly: true,
      hidden: true,
      linkable: true,
    },
    consumesFrom: { to: ['dataProduct'], many: true, relationship: 'consumesFrom' },
    providesTo: { to: ['dataProduct'], many: true, relationship: 'consumesFrom', direction: 'in' },
  },
  requiresDescription: true,
  softDelete: false,
  search: {
    index: 'data_product_search_index',
    text: ['description'],
    source: ['style', 'dataProductType', 'lifecycleStage'],
  },
})
export type DataProduct = EntityOf<typeof DataProduct>
export type CreateDataProduct = CreateOf<typeof DataProduct>
