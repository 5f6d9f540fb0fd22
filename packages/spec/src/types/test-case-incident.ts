/** The states that an incident of a failing test goes through, from New to Resolved. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

const Severity = Type.String({ enum: ['Severity1', 'Severity2', 'Severity3', 'Severity4', 'Severity5'] })

const ResolutionStatusType = Type.String({ enum: ['New', 'Ack', 'Assigned', 'Resolved'] })

const assigned = (assignee: typeof EntityReference) =>
  Type.Object({ assignee }, { $id: 'Assigned', additionalProperties: false })

const Resolved = Type.Object(
  {
    testCaseFailureReason: Type.String({
      enum: ['FalsePositive', 'MissingData', 'Duplicates', 'OutOfBounds', 'Other'],
    }),
    testCaseFailureComment: Type.String(),
    resolvedBy: Type.Optional(EntityReference),
  },
  { $id: 'Resolved', additionalProperties: false },
)

const Details = Type.Union([assigned(EntityReference), Resolved])

/** One state of an incident. All states of one incident share `stateId`. */
export const TestCaseResolutionStatus = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    stateId: Type.Optional(Type.String({ format: 'uuid' })),
    timestamp: Type.Optional(Type.Integer()),
    testCaseResolutionStatusType: ResolutionStatusType,
    testCaseResolutionStatusDetails: Type.Optional(Details),
    updatedBy: Type.Optional(EntityReference),
    updatedAt: Type.Optional(Type.Integer()),
    testCaseReference: Type.Optional(EntityReference),
    severity: Type.Optional(Severity),
    metrics: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.Optional(Type.String()), value: Type.Optional(Type.Number()) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'TestCaseResolutionStatus', additionalProperties: false },
)
export type TestCaseResolutionStatus = Static<typeof TestCaseResolutionStatus>

export const CreateTestCaseResolutionStatus = Type.Object(
  {
    testCaseResolutionStatusType: ResolutionStatusType,
    testCaseResolutionStatusDetails: Type.Optional(Details),
    testCaseReference: Type.String({ minLength: 1, maxLength: 3072 }),
    severity: Type.Optional(Severity),
  },
  { $id: 'CreateTestCaseResolutionStatus', additionalProperties: false },
)
export type CreateTestCaseResolutionStatus = Static<typeof CreateTestCaseResolutionStatus>
