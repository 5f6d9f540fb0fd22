/** How one run of an ingestion went, step by step. */
import { type Static, Type } from '@sinclair/typebox'

const StackTraceError = Type.Object(
  { name: Type.String(), error: Type.String(), stackTrace: Type.Optional(Type.String()) },
  { $id: 'StackTraceError', additionalProperties: false },
)

const Progress = Type.Object(
  {
    total: Type.Optional(Type.Integer()),
    processed: Type.Optional(Type.Integer()),
    estimatedRemainingSeconds: Type.Optional(Type.Integer()),
  },
  { $id: 'Progress', additionalProperties: false },
)

const OperationMetrics = Type.Object(
  {
    count: Type.Optional(Type.Integer()),
    totalTimeMs: Type.Optional(Type.Number()),
    avgTimeMs: Type.Optional(Type.Number()),
    minTimeMs: Type.Optional(Type.Number()),
    maxTimeMs: Type.Optional(Type.Number()),
  },
  { $id: 'OperationMetrics', additionalProperties: false },
)

const StepSummary = Type.Object(
  {
    name: Type.String(),
    records: Type.Optional(Type.Integer()),
    updated_records: Type.Optional(Type.Integer()),
    warnings: Type.Optional(Type.Integer()),
    errors: Type.Optional(Type.Integer()),
    filtered: Type.Optional(Type.Integer()),
    failures: Type.Optional(Type.Array(StackTraceError)),
    progress: Type.Optional(Type.Record(Type.String(), Progress, { description: 'by entity type' })),
    operationMetrics: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.Record(Type.String(), OperationMetrics)), {
        description: 'by category, operation and entity type',
      }),
    ),
    sourceTimeMs: Type.Optional(Type.Number()),
    sinkTimeMs: Type.Optional(Type.Number()),
  },
  { $id: 'StepSummary', additionalProperties: false },
)

/** The run's own settings and remarks, by names that its kind decides. */
const FreeMap = Type.Object({}, { additionalProperties: true })

export const PipelineStatus = Type.Object(
  {
    runId: Type.Optional(Type.String()),
    pipelineState: Type.Optional(
      Type.String({ enum: ['queued', 'success', 'failed', 'running', 'partialSuccess', 'stopped'] }),
    ),
    startDate: Type.Optional(Type.Integer({ description: 'milliseconds since 1970' })),
    timestamp: Type.Optional(Type.Integer()),
    endDate: Type.Optional(Type.Integer()),
    status: Type.Optional(Type.Array(StepSummary)),
    config: Type.Optional(FreeMap),
    metadata: Type.Optional(FreeMap),
  },
  { $id: 'PipelineStatus', additionalProperties: false },
)
export type PipelineStatus = Static<typeof PipelineStatus>
