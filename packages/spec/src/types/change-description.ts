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

export const ChangeDescription = Type.Object(
  {
    fieldsAdded: Type.Array(FieldChange),
    fieldsUpdated: Type.Array(FieldChange),
    fieldsDeleted: Type.Array(FieldChange),
    previousVersion: Type.Optional(Type.Number()),
  },
  { $id: 'ChangeDescription', additionalProperties: false },
)
export type ChangeDescription = Static<typeof ChangeDescription>
