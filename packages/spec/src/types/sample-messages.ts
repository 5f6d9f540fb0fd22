/** A few sample messages of a topic, or documents of a search index. */
import { Type } from '@sinclair/typebox'

export const SampleMessages = Type.Object(
  { messages: Type.Optional(Type.Array(Type.String({ maxLength: 1_000_000 }), { maxItems: 1000 })) },
  { $id: 'SampleMessages', additionalProperties: false },
)
