/** A tag of a classification: the word put on assets and columns. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Provider } from '../types/provider.ts'
import { Recognizer } from '../types/recognizer.ts'
import { Style } from '../types/style.ts'

export const Tag = defineEntity({
  type: 'tag',
  collection: 'tags',
  label: 'Tag',
  description: 'A tag that is put on assets and columns; tags stand below tags.',
  parent: {
    field: 'classification',
    types: ['classification'],
    nested: { field: 'parent', types: ['tag'] },
  },
  fields: {
    style: Type.Optional(Style),
    provider: Type.Optional(Provider),
    disabled: Type.Optional(Type.Boolean()),
    deprecated: Type.Optional(Type.Boolean()),
    mutuallyExclusive: Type.Optional(
      Type.Boolean({ description: 'an asset wears at most one of its children' }),
    ),
    recognizers: Type.Optional(Type.Array(Recognizer, { maxItems: 100 })),
    autoClassificationEnabled: Type.Optional(Type.Boolean()),
    autoClassificationPriority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  },
  setOnce: ['provider'],
  createOnly: { associatedTags: Type.Optional(Type.Array(Type.String({ maxLength: 3072 }))) },
  notKept: { associatedTags: 'tags are related by glossary terms, which wear them' },
  traits: ['entityStatus', 'owners', 'domains', 'dataProducts', 'dataContract', 'reviewers'],
  relations: { children: { to: ['tag'], many: true, relationship: 'contains', readOnly: true } },
  filters: { directChildrenOf: (childrenOf) => ({ childrenOf }) },
  requiresDescription: true,
  labelling: { source: 'Classification', exclusiveChildren: 'mutuallyExclusive', disabled: 'disabled' },
  counts: { usageCount: { of: 'labelUses' } },
  search: { index: 'tag_search_index', text: ['description'], source: ['classification', 'parent', 'style'] },
})
export type Tag = EntityOf<typeof Tag>
export type CreateTag = CreateOf<typeof Tag>
