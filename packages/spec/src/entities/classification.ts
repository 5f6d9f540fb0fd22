/** A family of tags. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Classification = defineEntity({
  type: 'classification',
  collection: 'classifications',
  label: 'Classification',
  description: 'A family of tags.',
  fields: {
    mutuallyExclusive: Type.Optional(Type.Boolean()),
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
    disabled: Type.Optional(Type.Boolean()),
  },
  readOnly: ['provider'],
  traits: ['owners', 'domains', 'reviewers'],
  requiresDescription: true,
  search: { index: 'classification_search_index', text: ['description'] },
})
export type Classification = EntityOf<typeof Classification>
export type CreateClassification = CreateOf<typeof Classification>
