/** A connection to a registry of machine-learning models: its models live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const MlModelServiceType = Type.String({
  enum: [
    'Mlflow', 'Sklearn', 'CustomMlModel', 'SageMaker', 'VertexAI',
  ],
  $id: 'MlModelServiceType',
})

export const MlModelService = defineEntity({
  type: 'mlmodelService',
  collection: 'services/mlmodelServices',
  label: 'MlModelService',
  description: 'A registry of machine-learning models that metadata is read from.',
  fields: {
    ...serviceFields('MlModelConnection', MlModelServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'mlmodel_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type MlModelService = EntityOf<typeof MlModelService>
export type CreateMlModelService = CreateOf<typeof MlModelService>
