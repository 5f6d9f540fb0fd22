/** How many tests of a suite are in which state, in all and by column. */
import { type Static, Type } from '@sinclair/typebox'
import { entityLinkText } from '../fqn-text.ts'

const counts = {
  success: Type.Optional(Type.Integer()),
  failed: Type.Optional(Type.Integer()),
  aborted: Type.Optional(Type.Integer()),
  queued: Type.Optional(Type.Integer()),
  total: Type.Optional(Type.Integer()),
}

export const TestSummary = Type.Object(
  {
    ...counts,
    columnTestSummary: Type.Optional(
      Type.Array(
        Type.Object(
          { ...counts, entityLink: Type.Optional(entityLinkText()) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'TestSummary', additionalProperties: false },
)
export type TestSummary = Static<typeof TestSummary>
