/** A vocabulary of business terms. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Provider } from '../types/provider.ts'

export const Glossary = defineEntity({
  type: 'glossary',
  collection: 'glossaries',
  label: 'Glossary',
  description: 'A vocabulary of business terms.',
  fields: {
    mutuallyExclusive: Type.Optional(
      Type.Boolean({ description: 'an asset wears at most one of its terms' }),
    ),
    provider: Type.Optional(Provider),
    disabled: Type.Optional(Type.Boolean()),
  },
  setOnce: ['provider'],
  traits: [
    'tags',
    'extension',
    'entityStatus',
    'owners',
    'domains',
    'dataProducts',
    'dataContract',
    'reviewers',
    'votes',
  ],
  requiresDescription: true,
  labelling: { exclusiveChildren: 'mutuallyExclusive', disabled: 'disabled' },
  counts: {
    termCount: { of: 'descendants', types: ['glossaryTerm'] },
    usageCount: { of: 'labelUses' },
  },
  search: { index: 'glossary_search_index', text: ['description'] },
})
export type Glossary = EntityOf<typeof Glossary>
export type CreateGlossary = CreateOf<typeof Glossary>
