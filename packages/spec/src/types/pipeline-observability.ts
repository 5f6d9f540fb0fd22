/** When the pipelines that fill a table last ran, and how that went. */
import { type Static, Type } from '@sinclair/typebox'
import { PipelineServiceType } from '../entities/pipeline-service.ts'
import { EntityReference } from './entity-reference.ts'

export const PipelineObservability = Type.Object(
  {
    pipeline: EntityReference,
    serviceType: Type.Optional(PipelineServiceType),
    scheduleInterval: Type.Optional(Type.String()),
    startTime: Type.Optional(Type.Integer()),
    endTime: Type.Optional(Type.Integer()),
    lastRunTime: Type.Optional(Type.Integer()),
    lastRunStatus: Type.Optional(
      Type.String({ enum: ['Successful', 'Failed', 'Pending', 'Skipped', 'Running'] }),
    ),
    averageRunTime: Type.Optional(Type.Number()),
  },
  { $id: 'PipelineObservability', additionalProperties: false },
)
export type PipelineObservability = Static<typeof PipelineObservability>
