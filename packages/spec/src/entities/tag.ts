/** A tag of a classification: the word put on assets and columns. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Tag = defineEntity({
  type: 'tag',
  collection: 'tags',
  label: 'Tag',
  description: 'A tag that is put on assets and columns.',
  parent: { field: 'classification', types: ['classification'] },
  fields: {
    style: Type.Optional(Type.Object({}, { additionalProperties: true })),
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
    disabled: Type.Optional(Type.Boolean()),
    mutuallyExclusive: Type.Optional(Type.Boolean()),
  },
  readOnly: ['provider'],
  traits: ['owners', 'domains', 'reviewers'],
  requiresDescription: true,
  search: { index: 'tag_search_index', text: ['description'], source: ['classification'] },
})
export type Tag = EntityOf<typeof Tag>
export type CreateTag = CreateOf<typeof Tag>
