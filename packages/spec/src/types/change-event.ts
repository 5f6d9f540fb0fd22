/** One line of the outbox: what happened to which entity. */
import { type Static, Type } from '@sinclair/typebox'
import { ChangeDescription } from './change-description.ts'

export const ChangeEvent = Type.Object(
  {
    id: Type.String(),
    eventType: Type.String({
      enum: [
        'entityCreated',
        'entityUpdated',
        'entitySoftDeleted',
        'entityDeleted',
        'entityRestored',
        'entityNoChange',
      ],
    }),
    entityType: Type.String(),
    entityId: Type.String({ format: 'uuid' }),
    entityFullyQualifiedName: Type.Optional(Type.String()),
    previousVersion: Type.Optional(Type.Number()),
    currentVersion: Type.Optional(Type.Number()),
    userName: Type.Optional(Type.String()),
    timestamp: Type.Integer(),
    changeDescription: Type.Optional(ChangeDescription),
  },
  { $id: 'ChangeEvent', additionalProperties: false },
)
export type ChangeEvent = Static<typeof ChangeEvent>
