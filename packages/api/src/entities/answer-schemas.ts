/** Shapes of answers that wrap entities. */
import { type TSchema, Type } from '@sinclair/typebox'
import { Paging } from '@waymark/spec'

/** A page of a list. */
export function pageOf(schema: TSchema) {
  return Type.Object({ data: Type.Array(schema), paging: Paging }, { additionalProperties: false })
}

export const EntityHistory = Type.Object(
  {
    entityType: Type.String(),
    versions: Type.Array(Type.String({ description: 'the JSON text of one version' }), {
      description: 'newest first',
    }),
  },
  { $id: 'EntityHistory', additionalProperties: false },
)
