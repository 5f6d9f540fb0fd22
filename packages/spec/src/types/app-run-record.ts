/** One run of an app: when, how it ended, and what it did. */
import { type Static, Type } from '@sinclair/typebox'
import { AppSchedule } from './app-schedule.ts'
import { EntityReference } from './entity-reference.ts'

const count = () => Type.Optional(Type.Integer({ minimum: 0 }))

const StepStats = Type.Object(
  {
    totalRecords: count(),
    successRecords: count(),
    failedRecords: count(),
    warningRecords: count(),
    vectorSuccessRecords: count(),
    vectorFailedRecords: count(),
    totalTimeMs: count(),
    readerTimeMs: count(),
    processTimeMs: count(),
    sinkTimeMs: count(),
    vectorTimeMs: count(),
  },
  { $id: 'AppStepStats', additionalProperties: false },
)

const Stats = Type.Object(
  {
    jobStats: Type.Optional(StepStats),
    readerStats: Type.Optional(StepStats),
    processStats: Type.Optional(StepStats),
    sinkStats: Type.Optional(StepStats),
    vectorStats: Type.Optional(StepStats),
    entityStats: Type.Optional(Type.Record(Type.String(), StepStats)),
  },
  { $id: 'AppStats', additionalProperties: false },
)

const AppError = Type.Object(
  {
    errorSource: Type.Optional(Type.String({ enum: ['Job', 'Reader', 'Processor', 'Sink'] })),
    lastFailedCursor: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    failedEntities: Type.Optional(
      Type.Array(
        Type.Object(
          { message: Type.Optional(Type.String()), entity: Type.Optional(Type.Unknown()) },
          { $id: 'AppEntityError', additionalProperties: false },
        ),
      ),
    ),
    reason: Type.Optional(Type.String()),
    stackTrace: Type.Optional(Type.String()),
    submittedCount: Type.Optional(Type.Integer()),
    successCount: Type.Optional(Type.Integer()),
    failedCount: Type.Optional(Type.Integer()),
  },
  { $id: 'AppError', additionalProperties: true },
)

export const AppRunRecord = Type.Object(
  {
    appId: Type.Optional(Type.String({ format: 'uuid' })),
    appName: Type.Optional(Type.String()),
    timestamp: Type.Optional(Type.Integer({ description: 'when the run began, milliseconds since 1970' })),
    extension: Type.Optional(Type.String()),
    status: Type.Optional(
      Type.String({
        enum: [
          'started', 'running', 'completed', 'failed', 'active', 'activeError', 'stopped',
          'stopInProgress', 'success', 'pending',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    runType: Type.Optional(Type.String()),
    startTime: Type.Optional(Type.Integer()),
    endTime: Type.Optional(Type.Integer()),
    executionTime: Type.Optional(Type.Integer({ description: 'milliseconds' })),
    failureContext: Type.Optional(
      Type.Object(
        { failure: Type.Optional(AppError) },
        { $id: 'AppFailureContext', additionalProperties: true },
      ),
    ),
    successContext: Type.Optional(
      Type.Object({ stats: Type.Optional(Stats) }, { $id: 'AppSuccessContext', additionalProperties: true }),
    ),
    scheduleInfo: Type.Optional(AppSchedule),
    config: Type.Optional(Type.Object({}, { additionalProperties: true })),
    services: Type.Optional(Type.Array(EntityReference)),
    properties: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { $id: 'AppRunRecord', additionalProperties: false },
)
export type AppRunRecord = Static<typeof AppRunRecord>
