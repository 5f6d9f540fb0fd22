/** A connection to an orchestrator: its pipelines live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'
import { LifeCycle } from '../types/life-cycle.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const PipelineServiceType = Type.String({
  enum: [
    'Airflow', 'GluePipeline', 'KinesisFirehose', 'Airbyte', 'Fivetran', 'Flink', 'Dagster', 'Nifi',
    'DomoPipeline', 'CustomPipeline', 'DatabricksPipeline', 'Spline', 'Spark', 'OpenLineage',
    'KafkaConnect', 'DBTCloud', 'Matillion', 'Stitch', 'DataFactory', 'Wherescape', 'SSIS', 'Snowplow',
    'Mulesoft', 'MicrosoftFabricPipeline',
  ],
  $id: 'PipelineServiceType',
})

export const PipelineService = defineEntity({
  type: 'pipelineService',
  collection: 'services/pipelineServices',
  label: 'PipelineService',
  description: 'An orchestrator of pipelines that metadata is read from.',
  fields: {
    ...serviceFields('PipelineConnection', PipelineServiceType),
  },
  createOnly: { scheduleInterval: Type.Optional(Type.String()), lifeCycle: Type.Optional(LifeCycle) },
  notKept: {
    scheduleInterval: 'a schedule is that of an ingestion pipeline, in its airflowConfig',
    lifeCycle: 'services have no life cycle; their pipelines do',
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'pipeline_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type PipelineService = EntityOf<typeof PipelineService>
export type CreatePipelineService = CreateOf<typeof PipelineService>
