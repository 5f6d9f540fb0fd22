/** What a validation of a data contract found, part by part. */
import { type Static, Type } from '@sinclair/typebox'

export const ContractExecutionStatus = Type.String({
  enum: ['Running', 'Success', 'Failed', 'PartialSuccess', 'Aborted', 'Queued'],
})

const counts = {
  passed: Type.Optional(Type.Integer()),
  failed: Type.Optional(Type.Integer()),
  total: Type.Optional(Type.Integer()),
}

export const SchemaValidation = Type.Object(
  {
    ...counts,
    failedFields: Type.Optional(Type.Array(Type.String())),
    duplicateFields: Type.Optional(Type.Array(Type.String())),
    typeMismatchFields: Type.Optional(Type.Array(Type.String())),
  },
  { $id: 'SchemaValidation', additionalProperties: false },
)
export type SchemaValidation = Static<typeof SchemaValidation>

export const SemanticsValidation = Type.Object(
  {
    ...counts,
    failedRules: Type.Optional(
      Type.Array(
        Type.Object(
          { ruleName: Type.Optional(Type.String()), reason: Type.Optional(Type.String()) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'SemanticsValidation', additionalProperties: false },
)
export type SemanticsValidation = Static<typeof SemanticsValidation>

export const QualityValidation = Type.Object(
  { ...counts, qualityScore: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })) },
  { $id: 'QualityValidation', additionalProperties: false },
)
export type QualityValidation = Static<typeof QualityValidation>

export const SlaValidation = Type.Object(
  {
    refreshFrequencyMet: Type.Optional(Type.Boolean()),
    latencyMet: Type.Optional(Type.Boolean()),
    availabilityMet: Type.Optional(Type.Boolean()),
    actualLatency: Type.Optional(Type.Integer({ description: 'milliseconds' })),
  },
  { $id: 'SlaValidation', additionalProperties: false },
)
export type SlaValidation = Static<typeof SlaValidation>

export const DataContractResult = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    dataContractFQN: Type.String({ maxLength: 3072 }),
    timestamp: Type.Integer(),
    contractExecutionStatus: ContractExecutionStatus,
    result: Type.Optional(Type.String()),
    schemaValidation: Type.Optional(SchemaValidation),
    semanticsValidation: Type.Optional(SemanticsValidation),
    qualityValidation: Type.Optional(QualityValidation),
    slaValidation: Type.Optional(SlaValidation),
    incidentId: Type.Optional(Type.String({ format: 'uuid' })),
    executionTime: Type.Optional(Type.Integer({ description: 'milliseconds' })),
  },
  { $id: 'DataContractResult', additionalProperties: false },
)
export type DataContractResult = Static<typeof DataContractResult>
