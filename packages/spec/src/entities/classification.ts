/** A family of tags. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Provider } from '../types/provider.ts'

const AutoClassificationConfig = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean()),
    conflictResolution: Type.Optional(
      Type.String({ enum: ['highest_confidence', 'highest_priority', 'most_specific'] }),
    ),
    minimumConfidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    requireExplicitMatch: Type.Optional(Type.Boolean()),
  },
  { $id: 'AutoClassificationConfig', additionalProperties: false },
)

export const Classification = defineEntity({
  type: 'classification',
  collection: 'classifications',
  label: 'Classification',
  description: 'A family of tags.',
  fields: {
    mutuallyExclusive: Type.Optional(Type.Boolean({ description: 'an asset wears at most one of its tags' })),
    provider: Type.Optional(Provider),
    disabled: Type.Optional(Type.Boolean()),
    autoClassificationConfig: Type.Optional(AutoClassificationConfig),
  },
  setOnce: ['provider'],
  traits: ['entityStatus', 'owners', 'domains', 'reviewers'],
  requiresDescription: true,
  labelling: { exclusiveChildren: 'mutuallyExclusive', disabled: 'disabled' },
  counts: {
    termCount: { of: 'descendants', types: ['tag'] },
    usageCount: { of: 'labelUses' },
  },
  search: { index: 'classification_search_index', text: ['description'] },
})
export type Classification = EntityOf<typeof Classification>
export type CreateClassification = CreateOf<typeof Classification>
