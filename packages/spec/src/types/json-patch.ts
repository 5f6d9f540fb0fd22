/** JSON Patch documents (RFC 6902). */
import { type Static, Type } from '@sinclair/typebox'

/** At most 500 operations: more is an attack or a mistake. */
export const JsonPatch = Type.Array(
  Type.Object(
    {
      op: Type.String({ enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] }),
      path: Type.String({ maxLength: 4096 }),
      from: Type.Optional(Type.String({ maxLength: 4096 })),
      value: Type.Optional(Type.Unknown()),
    },
    { additionalProperties: false },
  ),
  { $id: 'JsonPatch', maxItems: 500 },
)
export type JsonPatch = Static<typeof JsonPatch>
