/** A tag or glossary term as it sits on an entity or a column. */
import { type Static, Type } from '@sinclair/typebox'

export const TagLabel = Type.Object(
  {
    tagFQN: Type.String({ minLength: 1, maxLength: 3072 }),
    name: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    style: Type.Optional(Type.Object({}, { additionalProperties: true })),
    source: Type.String({ enum: ['Classification', 'Glossary'] }),
    labelType: Type.String({ enum: ['Manual', 'Propagated', 'Automated', 'Derived', 'Generated'] }),
    state: Type.String({ enum: ['Suggested', 'Confirmed'] }),
    href: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    appliedAt: Type.Optional(Type.Union([Type.String(), Type.Number()])),
    appliedBy: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { $id: 'TagLabel', additionalProperties: false },
)
export type TagLabel = Static<typeof TagLabel>

/** The entity type that a label of each source names. */
export const tagSourceTypes: Readonly<Record<TagLabel['source'], string>> = {
  Classification: 'tag',
  Glossary: 'glossaryTerm',
}
