/** A measurement that people define by a SQL expression, of a table or of one of its columns. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

export const CustomMetric = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    name: Type.String({ minLength: 1, maxLength: 256 }),
    description: Type.Optional(Type.String()),
    columnName: Type.Optional(Type.String({ description: 'absent for a metric of the whole table' })),
    expression: Type.String(),
    owners: Type.Optional(Type.Array(EntityReference)),
    updatedAt: Type.Optional(Type.Integer()),
    updatedBy: Type.Optional(Type.String()),
  },
  { $id: 'CustomMetric', additionalProperties: false },
)
export type CustomMetric = Static<typeof CustomMetric>
