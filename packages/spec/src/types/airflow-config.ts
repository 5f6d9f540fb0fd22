/** When an ingestion runs, and how often it is tried; OpenMetadata's name for it is that of its scheduler. */
import { Type } from '@sinclair/typebox'

export const AirflowConfig = Type.Object(
  {
    pausePipeline: Type.Optional(Type.Boolean()),
    concurrency: Type.Optional(Type.Integer()),
    startDate: Type.Optional(Type.String({ format: 'date-time' })),
    endDate: Type.Optional(Type.String({ format: 'date-time' })),
    pipelineTimezone: Type.Optional(Type.String()),
    retries: Type.Optional(Type.Integer()),
    retryDelay: Type.Optional(Type.Integer({ description: 'seconds' })),
    pipelineCatchup: Type.Optional(Type.Boolean()),
    scheduleInterval: Type.Optional(Type.String({ description: 'a cron expression' })),
    maxActiveRuns: Type.Optional(Type.Integer()),
    workflowTimeout: Type.Optional(Type.Integer({ description: 'seconds' })),
    workflowDefaultView: Type.Optional(Type.String()),
    workflowDefaultViewOrientation: Type.Optional(Type.String()),
    email: Type.Optional(Type.String({ format: 'email' })),
  },
  { $id: 'AirflowConfig', additionalProperties: false },
)
