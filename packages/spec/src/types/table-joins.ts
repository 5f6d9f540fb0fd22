/** With which tables and columns a table is joined in queries, counted over some days. */
import { type Static, Type } from '@sinclair/typebox'

const JoinedWith = Type.Object(
  { fullyQualifiedName: Type.String({ minLength: 1, maxLength: 3072 }), joinCount: Type.Integer() },
  { $id: 'JoinedWith', additionalProperties: false },
)
export type JoinedWith = Static<typeof JoinedWith>

export const TableJoins = Type.Object(
  {
    startDate: Type.Optional(Type.String({ format: 'date' })),
    dayCount: Type.Optional(Type.Integer({ minimum: 1 })),
    columnJoins: Type.Optional(
      Type.Array(
        Type.Object(
          {
            columnName: Type.Optional(Type.String({ minLength: 1 })),
            joinedWith: Type.Optional(Type.Array(JoinedWith)),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    directTableJoins: Type.Optional(Type.Array(JoinedWith)),
  },
  { $id: 'TableJoins', additionalProperties: false },
)
export type TableJoins = Static<typeof TableJoins>
