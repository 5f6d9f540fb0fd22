/** How one run of an ingestion went. */
import { type Static, Type } from '@sinclair/typebox'

export const PipelineStatus = Type.Object(
  {
    runId: Type.Optional(Type.String()),
    pipelineState: Type.Optional(
      Type.String({ enum: ['queued', 'success', 'failed', 'running', 'partialSuccess', 'stopped'] }),
    ),
    startDate: Type.Optional(Type.Number({ description: 'milliseconds; real clients send fractions' })),
    timestamp: Type.Optional(Type.Number()),
    endDate: Type.Optional(Type.Number()),
    status: Type.Optional(Type.Array(Type.Object({}, { additionalProperties: true }))),
    config: Type.Optional(Type.Object({}, { additionalProperties: true })),
    metadata: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { $id: 'PipelineStatus', additionalProperties: false },
)
export type PipelineStatus = Static<typeof PipelineStatus>
