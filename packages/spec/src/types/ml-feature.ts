/** What a machine-learning model is fed with and tuned by. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { TagLabel } from './tag-label.ts'

const partName = Type.Optional(Type.String({ minLength: 1, maxLength: 256 }))
const partFqn = Type.Optional(Type.String({ maxLength: 3072 }))

// biome-ignore format: a vocabulary reads better as a paragraph
const sourceDataTypes = ['integer', 'number', 'string', 'array', 'date', 'timestamp', 'object', 'boolean']

const FeatureSource = Type.Object(
  {
    name: partName,
    dataType: Type.Optional(Type.String({ enum: sourceDataTypes })),
    description: Type.Optional(Type.String()),
    fullyQualifiedName: partFqn,
    dataSource: Type.Optional(EntityReference),
    tags: Type.Optional(Type.Array(TagLabel)),
  },
  { $id: 'FeatureSource', additionalProperties: false },
)

export const MlFeature = Type.Object(
  {
    name: partName,
    dataType: Type.Optional(Type.String({ enum: ['numerical', 'categorical'] })),
    description: Type.Optional(Type.String()),
    fullyQualifiedName: partFqn,
    featureSources: Type.Optional(Type.Array(FeatureSource)),
    featureAlgorithm: Type.Optional(Type.String()),
    tags: Type.Optional(Type.Array(TagLabel)),
  },
  { $id: 'MlFeature', additionalProperties: false },
)
export type MlFeature = Static<typeof MlFeature>

export const MlHyperParameter = Type.Object(
  {
    name: Type.Optional(Type.String()),
    value: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
  },
  { $id: 'MlHyperParameter', additionalProperties: false },
)
