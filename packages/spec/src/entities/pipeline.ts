/** A pipeline of an orchestrator: its tasks, schedule and runs. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { PipelineExecution } from '../types/pipeline-execution.ts'
import { PipelineTask } from '../types/pipeline-task.ts'
import { UsageDetails } from '../types/usage-details.ts'
import { PipelineServiceType } from './pipeline-service.ts'

export const Pipeline = defineEntity({
  type: 'pipeline',
  collection: 'pipelines',
  label: 'Pipeline',
  description: 'A pipeline of an orchestrator, with its tasks.',
  parent: { field: 'service', types: ['pipelineService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(PipelineServiceType),
    tasks: Type.Optional(Type.Array(PipelineTask, { maxItems: 10_000 })),
    concurrency: Type.Optional(Type.Integer()),
    pipelineLocation: Type.Optional(Type.String()),
    scheduleInterval: Type.Optional(Type.String()),
    state: Type.Optional(Type.String({ enum: ['Active', 'Inactive'] })),
    startDate: Type.Optional(Type.String({ format: 'date-time' })),
    endDate: Type.Optional(Type.String({ format: 'date-time' })),
    usageSummary: Type.Optional(UsageDetails),
  },
  readOnly: ['usageSummary', 'endDate'],
  traits: dataAssetTraits,
  extensions: {
    pipelineStatus: {
      kind: 'timeSeries',
      schema: PipelineExecution,
      timestamp: 'timestamp',
      toldAs: 'pipelineStatus',
    },
  },
  search: {
    index: 'pipeline_search_index',
    text: ['description', 'tasks.name', 'tasks.displayName', 'tasks.description'],
    source: ['service', 'serviceType', 'tasks', 'scheduleInterval', 'state'],
  },
  majorOnRemoval: ['tasks'],
  normalize: (entity) => {
    const tasks = entity.tasks as PipelineTask[] | undefined // validated before
    return { ...entity, ...(tasks ? { tasks: nameParts(tasks, entity.fullyQualifiedName as string) } : {}) }
  },
})
export type Pipeline = EntityOf<typeof Pipeline>
export type CreatePipeline = CreateOf<typeof Pipeline>
