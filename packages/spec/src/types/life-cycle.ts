/** When an asset was made, changed and read, and by whom. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

const AccessDetails = Type.Object(
  {
    timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
    accessedBy: Type.Optional(EntityReference),
    accessedByAProcess: Type.Optional(Type.String()),
  },
  { $id: 'AccessDetails', additionalProperties: false },
)

export const LifeCycle = Type.Object(
  {
    created: Type.Optional(AccessDetails),
    updated: Type.Optional(AccessDetails),
    accessed: Type.Optional(AccessDetails),
  },
  { $id: 'LifeCycle', additionalProperties: false },
)
export type LifeCycle = Static<typeof LifeCycle>
