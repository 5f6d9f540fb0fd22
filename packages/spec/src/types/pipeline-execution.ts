/** How one run of a pipeline and of its tasks went, with the datasets it read and wrote. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'

const ExecutionStatus = Type.String({
  enum: ['Successful', 'Failed', 'Pending', 'Skipped'],
  $id: 'ExecutionStatus',
})

const datasetMembers = {
  datasetFQN: Type.String(),
  columns: Type.Optional(Type.Array(Type.String())),
  rowCount: Type.Optional(Type.Integer()),
  sizeBytes: Type.Optional(Type.Integer()),
}

const DatasetRead = Type.Object(
  {
    ...datasetMembers,
    filter: Type.Optional(Type.String()),
    version: Type.Optional(Type.String()),
  },
  { $id: 'DatasetRead', additionalProperties: false },
)

const DatasetWritten = Type.Object(
  {
    ...datasetMembers,
    mode: Type.Optional(Type.String({ enum: ['overwrite', 'append', 'merge', 'upsert'] })),
    partitions: Type.Optional(Type.Array(Type.String())),
    version: Type.Optional(Type.String()),
  },
  { $id: 'DatasetWritten', additionalProperties: false },
)

const TaskExecution = Type.Object(
  {
    name: Type.String(),
    executionStatus: ExecutionStatus,
    startTime: Type.Optional(Type.Integer()),
    endTime: Type.Optional(Type.Integer()),
    logLink: Type.Optional(Type.String({ format: 'uri' })),
    taskId: Type.Optional(Type.String()),
    transformationType: Type.Optional(
      Type.String({ enum: ['filter', 'aggregate', 'join', 'pivot', 'custom', 'extract', 'load'] }),
    ),
    transformationLogic: Type.Optional(Type.String()),
    inputs: Type.Optional(Type.Array(DatasetRead)),
    outputs: Type.Optional(Type.Array(DatasetWritten)),
    metrics: Type.Optional(
      Type.Object(
        {
          rowsRead: Type.Optional(Type.Integer()),
          rowsWritten: Type.Optional(Type.Integer()),
          rowsFiltered: Type.Optional(Type.Integer()),
          executionTimeMs: Type.Optional(Type.Integer()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'TaskExecution', additionalProperties: false },
)

export const PipelineExecution = Type.Object(
  {
    timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
    executionStatus: ExecutionStatus,
    taskStatus: Type.Optional(Type.Array(TaskExecution)),
    executionId: Type.Optional(Type.String()),
    endTime: Type.Optional(Type.Integer()),
    version: Type.Optional(Type.String()),
    parameters: Type.Optional(
      Type.Object({}, { additionalProperties: true, description: "the run's own parameters" }),
    ),
    executedBy: Type.Optional(EntityReference),
    inputs: Type.Optional(Type.Array(DatasetRead)),
    outputs: Type.Optional(Type.Array(DatasetWritten)),
    metrics: Type.Optional(
      Type.Object(
        {
          totalRowsProcessed: Type.Optional(Type.Integer()),
          totalBytesProcessed: Type.Optional(Type.Integer()),
          cpuTime: Type.Optional(Type.Number()),
          memoryUsed: Type.Optional(Type.Integer()),
          cost: Type.Optional(Type.Number()),
        },
        { additionalProperties: false },
      ),
    ),
    error: Type.Optional(
      Type.Object(
        {
          errorType: Type.Optional(Type.String()),
          errorMessage: Type.Optional(Type.String()),
          stackTrace: Type.Optional(Type.String()),
          failedTask: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'PipelineExecution', additionalProperties: false },
)
export type PipelineExecution = Static<typeof PipelineExecution>
