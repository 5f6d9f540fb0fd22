/** A description or tags that somebody proposes, waiting for somebody with the right to accept them. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { TagLabel } from './tag-label.ts'

const SuggestionType = Type.String({ enum: ['SuggestDescription', 'SuggestTagLabel'] })
export const SuggestionStatus = Type.String({ enum: ['Open', 'Accepted', 'Rejected'] })
const description = Type.String({ maxLength: 1_000_000 })
const tagLabels = Type.Array(TagLabel, { maxItems: 1000 })

export const Suggestion = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    type: Type.Optional(SuggestionType),
    href: Type.Optional(Type.String({ format: 'uri' })),
    entityLink: Type.String(),
    createdAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    createdBy: Type.Optional(EntityReference),
    updatedAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    updatedBy: Type.Optional(Type.String()),
    impersonatedBy: Type.Optional(Type.String()),
    status: Type.Optional(SuggestionStatus),
    description: Type.Optional(description),
    tagLabels: Type.Optional(tagLabels),
  },
  { $id: 'Suggestion', additionalProperties: false },
)
export type Suggestion = Static<typeof Suggestion>

export const CreateSuggestion = Type.Object(
  {
    type: Type.Optional(SuggestionType),
    entityLink: Type.String({ minLength: 1, maxLength: 7000 }),
    description: Type.Optional(description),
    tagLabels: Type.Optional(tagLabels),
  },
  { $id: 'CreateSuggestion', additionalProperties: false },
)
export type CreateSuggestion = Static<typeof CreateSuggestion>
