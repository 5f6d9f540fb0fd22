/** A business term: what a word means here, and what it has to do with other words. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { ConceptMapping, TermReference, TermRelation } from '../types/glossary-relation.ts'
import { Provider } from '../types/provider.ts'
import { Style } from '../types/style.ts'

export const GlossaryTerm = defineEntity({
  type: 'glossaryTerm',
  collection: 'glossaryTerms',
  label: 'GlossaryTerm',
  description: 'A term of a glossary; terms stand below terms.',
  parent: {
    field: 'glossary',
    types: ['glossary'],
    nested: { field: 'parent', types: ['glossaryTerm'] },
  },
  fields: {
    style: Type.Optional(Style),
    synonyms: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 1000, uniqueItems: true }),
    ),
    references: Type.Optional(Type.Array(TermReference, { maxItems: 1000 })),
    conceptMappings: Type.Optional(Type.Array(ConceptMapping, { maxItems: 1000 })),
    mutuallyExclusive: Type.Optional(
      Type.Boolean({ description: 'an asset wears at most one of its children' }),
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
  relations: {
    children: { to: ['glossaryTerm'], many: true, relationship: 'contains', readOnly: true },
    relatedTerms: {
      to: ['glossaryTerm'],
      many: true,
      relationship: 'relatedTo',
      symmetric: true,
      shown: TermRelation,
      qualified: {
        member: 'relationType',
        reference: 'term',
        default: 'relatedTo',
        inverses: {
          broader: 'narrower',
          narrower: 'broader',
          partOf: 'hasPart',
          hasPart: 'partOf',
          calculatedFrom: 'usedToCalculate',
          usedToCalculate: 'calculatedFrom',
        },
      },
    },
  },
  filters: { directChildrenOf: (childrenOf) => ({ childrenOf }) },
  requiresDescription: true,
  approval: true,
  labelling: {
    source: 'Glossary',
    exclusiveChildren: 'mutuallyExclusive',
    disabled: 'disabled',
    derives: true,
  },
  counts: { childrenCount: { of: 'children' }, usageCount: { of: 'labelUses' } },
  search: {
    index: 'glossary_term_search_index',
    text: ['description', 'synonyms'],
    source: ['glossary', 'parent', 'synonyms', 'style'],
  },
})
export type GlossaryTerm = EntityOf<typeof GlossaryTerm>
export type CreateGlossaryTerm = CreateOf<typeof GlossaryTerm>
