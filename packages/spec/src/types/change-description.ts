/** What changed between two versions of an entity, field by field. */
import { type Static, Type } from '@sinclair/typebox'

export const FieldChange = Type.Object(
  {
    name: Type.String({ description: 'dotted path of the field; columns are named, not numbered' }),
    oldValue: Type.Optional(Type.Unknown()),
    newValue: Type.Optional(Type.Unknown()),
  },
  { $id: 'FieldChange', additionalProperties: false },
)
export type FieldChange = Static<typeof FieldChange>

const ChangeSummary = Type.Object(
  {
    changeSource: Type.Optional(
      Type.String({ enum: ['Manual', 'Propagated', 'Automated', 'Derived', 'Ingested', 'Suggested'] }),
    ),
    changedBy: Type.Optional(Type.String()),
    changedAt: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
  },
  { $id: 'ChangeSummary', additionalProperties: false },
)

export const ChangeDescription = Type.Object(
  {
    fieldsAdded: Type.Array(FieldChange),
    fieldsUpdated: Type.Array(FieldChange),
    fieldsDeleted: Type.Array(FieldChange),
    previousVersion: Type.Optional(Type.Number()),
    changeSummary: Type.Optional(
      Type.Record(Type.String(), ChangeSummary, {
        description: 'the last change of each field, by its name',
      }),
    ),
  },
  { $id: 'ChangeDescription', additionalProperties: false },
)
export type ChangeDescription = Static<typeof ChangeDescription>
