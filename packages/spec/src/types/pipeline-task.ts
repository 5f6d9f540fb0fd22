/** One task of a pipeline, and the tasks that follow it. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { TagLabel } from './tag-label.ts'

export const PipelineTask = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 3072 }),
    displayName: Type.Optional(Type.String()),
    fullyQualifiedName: Type.Optional(Type.String({ maxLength: 3072 })),
    description: Type.Optional(Type.String()),
    sourceUrl: Type.Optional(Type.String()),
    downstreamTasks: Type.Optional(Type.Array(Type.String({ description: 'name of a task' }))),
    taskType: Type.Optional(Type.String()),
    taskSQL: Type.Optional(Type.String()),
    startDate: Type.Optional(Type.String()),
    endDate: Type.Optional(Type.String()),
    tags: Type.Optional(Type.Array(TagLabel)),
    owners: Type.Optional(Type.Array(EntityReference)),
  },
  { $id: 'PipelineTask', additionalProperties: false },
)
export type PipelineTask = Static<typeof PipelineTask>
