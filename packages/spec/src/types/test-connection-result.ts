/** How the last test of a connection went, step by step. */
import { type Static, Type } from '@sinclair/typebox'

export const TestConnectionResult = Type.Object(
  {
    lastUpdatedAt: Type.Optional(Type.Integer()),
    status: Type.Optional(Type.String({ enum: ['Successful', 'Failed', 'Running'] })),
    steps: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          mandatory: Type.Boolean(),
          passed: Type.Boolean(),
          message: Type.Optional(Type.String()),
          errorLog: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'TestConnectionResult', additionalProperties: false },
)
export type TestConnectionResult = Static<typeof TestConnectionResult>
