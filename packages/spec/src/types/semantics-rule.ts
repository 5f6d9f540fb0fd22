/** A rule about an entity's metadata, as a JsonLogic expression in text: `{"!!": {"var": "owners"}}`. */
import { type Static, Type } from '@sinclair/typebox'

export const SemanticsRule = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    rule: Type.String(),
    enabled: Type.Boolean(),
    entityType: Type.Optional(Type.String()),
    ignoredEntities: Type.Optional(Type.Array(Type.String())),
    jsonTree: Type.Optional(Type.String({ description: 'the rule as a query builder edits it' })),
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
    inherited: Type.Optional(Type.Boolean()),
  },
  { $id: 'SemanticsRule', additionalProperties: false },
)
export type SemanticsRule = Static<typeof SemanticsRule>
