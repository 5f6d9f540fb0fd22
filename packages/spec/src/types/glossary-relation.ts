/** What a glossary term says about others: relations to terms, outside references, concepts of vocabularies. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

export const TermRelation = Type.Object(
  {
    relationType: Type.Optional(
      Type.String({
        pattern: '^[a-zA-Z][a-zA-Z0-9]*$',
        maxLength: 128,
        description: 'e.g. relatedTo, broader',
      }),
    ),
    term: EntityReference,
  },
  { $id: 'TermRelation', additionalProperties: false },
)
export type TermRelation = Static<typeof TermRelation>

export const TermReference = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 1024 })),
    endpoint: Type.Optional(Type.String({ format: 'uri', maxLength: 4096 })),
  },
  { $id: 'TermReference', additionalProperties: false },
)
export type TermReference = Static<typeof TermReference>

export const ConceptMapping = Type.Object(
  {
    conceptIri: Type.String({ format: 'uri', maxLength: 4096 }),
    mappingType: Type.String({
      enum: ['EXACT_MATCH', 'CLOSE_MATCH', 'BROAD_MATCH', 'NARROW_MATCH', 'RELATED_MATCH', 'SAME_AS'],
    }),
    schemeIri: Type.Optional(Type.String({ format: 'uri', maxLength: 4096 })),
    source: Type.Optional(Type.String({ maxLength: 4096 })),
  },
  { $id: 'ConceptMapping', additionalProperties: false },
)
export type ConceptMapping = Static<typeof ConceptMapping>
