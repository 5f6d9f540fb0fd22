/** One line of the outbox: what happened to which entity. */
import { type Static, Type } from '@sinclair/typebox'
import { ChangeDescription } from './change-description.ts'

export const ChangeEvent = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    eventType: Type.String({
      enum: [
        'entityCreated',
        'entityUpdated',
        'entitySoftDeleted',
        'entityDeleted',
        'entityRestored',
        'entityNoChange',
        'entityFieldsChanged',
        'threadCreated',
        'threadUpdated',
        'postCreated',
        'postUpdated',
        'taskResolved',
        'taskClosed',
        'logicalTestCaseAdded',
        'suggestionCreated',
        'suggestionUpdated',
        'suggestionAccepted',
        'suggestionRejected',
        'suggestionDeleted',
        'userLogin',
        'userLogout',
      ],
    }),
    entityType: Type.String(),
    entityId: Type.String({ format: 'uuid' }),
    entityFullyQualifiedName: Type.Optional(Type.String()),
    previousVersion: Type.Optional(Type.Number()),
    currentVersion: Type.Optional(Type.Number()),
    domains: Type.Optional(Type.Array(Type.String({ format: 'uuid' }))),
    userName: Type.Optional(Type.String()),
    impersonatedBy: Type.Optional(Type.String()),
    timestamp: Type.Integer(),
    changeDescription: Type.Optional(ChangeDescription),
    incrementalChangeDescription: Type.Optional(ChangeDescription),
    entity: Type.Optional(Type.Unknown()),
  },
  { $id: 'ChangeEvent', additionalProperties: false },
)
export type ChangeEvent = Static<typeof ChangeEvent>
