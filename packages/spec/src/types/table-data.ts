/** A few sample rows of a table. */
import { Type } from '@sinclair/typebox'

export const TableData = Type.Object(
  {
    columns: Type.Optional(Type.Array(Type.String())),
    rows: Type.Optional(Type.Array(Type.Array(Type.Unknown()), { maxItems: 1000 })),
  },
  { $id: 'TableData', additionalProperties: false },
)
