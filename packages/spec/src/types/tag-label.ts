/** A tag or glossary term as it sits on an entity or a column. */
import { type Static, Type } from '@sinclair/typebox'
import { Style } from './style.ts'

const score = () => Type.Number({ minimum: 0, maximum: 1 })

const PatternMatch = Type.Object(
  { name: Type.String(), regex: Type.Optional(Type.String()), score: score() },
  { $id: 'PatternMatch', additionalProperties: false },
)

/** Which recogniser put the label there, and how sure it was. */
export const RecognizerMetadata = Type.Object(
  {
    recognizerId: Type.String({ format: 'uuid' }),
    recognizerName: Type.String(),
    score: score(),
    target: Type.Optional(Type.String({ enum: ['content', 'column_name'] })),
    patterns: Type.Optional(Type.Array(PatternMatch)),
  },
  { $id: 'TagLabelRecognizerMetadata', additionalProperties: false },
)

const TagLabelMetadata = Type.Object(
  {
    recognizer: Type.Optional(RecognizerMetadata),
    expiryDate: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
  },
  { $id: 'TagLabelMetadata', additionalProperties: false },
)

export const TagLabel = Type.Object(
  {
    tagFQN: Type.String({ minLength: 1, maxLength: 3072 }),
    name: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    style: Type.Optional(Style),
    source: Type.String({ enum: ['Classification', 'Glossary'] }),
    labelType: Type.String({ enum: ['Manual', 'Propagated', 'Automated', 'Derived', 'Generated'] }),
    state: Type.String({ enum: ['Suggested', 'Confirmed'] }),
    href: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    appliedAt: Type.Optional(Type.String({ format: 'date-time' })),
    appliedBy: Type.Optional(Type.String()),
    metadata: Type.Optional(TagLabelMetadata),
  },
  { $id: 'TagLabel', additionalProperties: false },
)
export type TagLabel = Static<typeof TagLabel>
