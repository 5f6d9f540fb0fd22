/** How one run of a test went, as a whole and by dimension. */
import { type Static, Type } from '@sinclair/typebox'
import { fqnText } from '../fqn-text.ts'
import { EntityReference } from './entity-reference.ts'

export const TestCaseStatus = Type.String({
  enum: ['Success', 'Failed', 'Aborted', 'Queued'],
  $id: 'TestCaseStatus',
})

const TestResultValue = Type.Object(
  {
    name: Type.Optional(Type.String()),
    value: Type.Optional(Type.String()),
    predictedValue: Type.Optional(Type.String()),
  },
  { $id: 'TestResultValue', additionalProperties: false },
)

/** Rows that passed and failed, of a whole run or of one value of a dimension. */
const rowCounts = {
  passedRows: Type.Optional(Type.Integer()),
  failedRows: Type.Optional(Type.Integer()),
  passedRowsPercentage: Type.Optional(Type.Number()),
  failedRowsPercentage: Type.Optional(Type.Number()),
}

export const TestCaseDimensionResult = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    testCaseResultId: Type.String({ format: 'uuid' }),
    testCase: Type.Optional(EntityReference),
    timestamp: Type.Integer(),
    dimensionValues: Type.Array(
      Type.Object({ name: Type.String(), value: Type.String() }, { additionalProperties: false }),
    ),
    dimensionKey: Type.String(),
    testCaseStatus: TestCaseStatus,
    result: Type.Optional(Type.String()),
    testResultValue: Type.Optional(Type.Array(TestResultValue)),
    ...rowCounts,
    impactScore: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  { $id: 'TestCaseDimensionResult', additionalProperties: false },
)
export type TestCaseDimensionResult = Static<typeof TestCaseDimensionResult>

/** What the runner of a test reports. */
const reported = {
  timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
  testCaseStatus: Type.Optional(TestCaseStatus),
  result: Type.Optional(Type.String()),
  sampleData: Type.Optional(Type.String()),
  testResultValue: Type.Optional(Type.Array(TestResultValue)),
  ...rowCounts,
  incidentId: Type.Optional(Type.String({ format: 'uuid' })),
  maxBound: Type.Optional(Type.Number()),
  minBound: Type.Optional(Type.Number()),
  dimensionResults: Type.Optional(Type.Array(TestCaseDimensionResult, { maxItems: 10_000 })),
}

export const TestCaseResult = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    testCaseFQN: Type.Optional(fqnText()),
    testCase: Type.Optional(EntityReference),
    testDefinition: Type.Optional(EntityReference),
    ...reported,
  },
  { $id: 'TestCaseResult', additionalProperties: false },
)
export type TestCaseResult = Static<typeof TestCaseResult>

/** The body with which a result is posted; the catalog fills in whose it is. */
export const CreateTestCaseResult = Type.Object(
  {
    fqn: Type.Optional(Type.String({ maxLength: 3072 })),
    id: Type.Optional(Type.String({ format: 'uuid' })),
    testCaseFQN: Type.Optional(Type.String({ maxLength: 3072 })),
    testCase: Type.Optional(EntityReference),
    testDefinition: Type.Optional(EntityReference),
    ...reported,
  },
  { $id: 'CreateTestCaseResult', additionalProperties: false },
)
