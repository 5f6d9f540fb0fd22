/** A machine-learning model: its algorithm, features and where it is served. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { MlFeature, MlHyperParameter } from '../types/ml-feature.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { MlModelServiceType } from './ml-model-service.ts'

export const MlModel = defineEntity({
  type: 'mlmodel',
  collection: 'mlmodels',
  label: 'MlModel',
  description: 'A machine-learning model.',
  parent: { field: 'service', types: ['mlmodelService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(MlModelServiceType),
    algorithm: Type.String(),
    mlFeatures: Type.Optional(Type.Array(MlFeature, { maxItems: 10_000 })),
    mlHyperParameters: Type.Optional(Type.Array(MlHyperParameter, { maxItems: 10_000 })),
    target: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'what is predicted' })),
    mlStore: Type.Optional(
      Type.Object(
        { storage: Type.Optional(Type.String()), imageRepository: Type.Optional(Type.String()) },
        { $id: 'MlStore', additionalProperties: false },
      ),
    ),
    server: Type.Optional(Type.String({ format: 'uri', description: 'where it answers' })),
    usageSummary: Type.Optional(UsageDetails),
  },
  createOnly: { algorithm: Type.Optional(Type.String({ description: 'mlmodel where nobody says more' })) },
  readOnly: ['usageSummary'],
  traits: dataAssetTraits,
  relations: { dashboard: { to: ['dashboard'], many: false, relationship: 'isMonitoredOn' } },
  search: {
    index: 'mlmodel_search_index',
    text: ['description', 'algorithm', 'mlFeatures.name', 'mlFeatures.description'],
    source: ['service', 'serviceType', 'algorithm', 'mlFeatures', 'target'],
  },
  majorOnRemoval: ['mlFeatures'],
  normalize: (entity) => {
    const features = entity.mlFeatures as MlFeature[] | undefined // validated before
    const algorithm = entity.algorithm ?? 'mlmodel'
    if (!features) return { ...entity, algorithm }
    const named = nameParts(features, entity.fullyQualifiedName as string).map((feature) =>
      feature.featureSources && feature.fullyQualifiedName !== undefined
        ? { ...feature, featureSources: nameParts(feature.featureSources, feature.fullyQualifiedName) }
        : feature,
    )
    return { ...entity, algorithm, mlFeatures: named }
  },
})
export type MlModel = EntityOf<typeof MlModel>
export type CreateMlModel = CreateOf<typeof MlModel>
