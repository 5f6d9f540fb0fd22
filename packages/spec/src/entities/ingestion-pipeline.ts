/** A saved ingestion: what to read, how often, and how its runs went. */
import { Type } from '@sinclair/typebox'
import { familyConfig } from '../config-family.ts'
import { openmetadata } from '../connections/metadata/openmetadata.ts'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { AirflowConfig } from '../types/airflow-config.ts'
import { PipelineStatus } from '../types/pipeline-status.ts'

export const IngestionPipeline = defineEntity({
  type: 'ingestionPipeline',
  collection: 'services/ingestionPipelines',
  label: 'IngestionPipeline',
  description: 'A saved ingestion with its schedule and the status of its runs.',
  parent: { field: 'service', types: ['*'] },
  fields: {
    pipelineType: Type.String({
      enum: [
        'metadata', 'usage', 'lineage', 'profiler', 'autoClassification', 'TestSuite', 'dataInsight',
        'elasticSearchReindex', 'dbt', 'application',
      ], // biome-ignore format: a vocabulary
    }),
    sourceConfig: Type.Object(
      { config: Type.Optional(familyConfig('sourceConfig')) },
      { $id: 'SourceConfig', additionalProperties: false },
    ),
    airflowConfig: AirflowConfig,
    openMetadataServerConnection: Type.Optional(openmetadata.schema()),
    loggerLevel: Type.Optional(Type.String({ enum: ['DEBUG', 'INFO', 'WARN', 'ERROR'] })),
    enabled: Type.Optional(Type.Boolean()),
    deployed: Type.Optional(Type.Boolean()),
    raiseOnError: Type.Optional(Type.Boolean()),
    enableStreamableLogs: Type.Optional(Type.Boolean()),
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
    applicationType: Type.Optional(Type.String()),
  },
  readOnly: ['openMetadataServerConnection', 'enabled', 'deployed', 'applicationType'],
  traits: ['owners', 'domains', 'followers'],
  relations: {
    ingestionRunner: { to: ['ingestionRunner'], many: false, relationship: 'runs', readOnly: true },
    processingEngine: { to: ['processingEngine'], many: false, relationship: 'isProcessedBy' },
  },
  extensions: {
    /** The bot as which it runs, where that is not the one of all ingestions. The published clients' models have no room for it. */
    runsAs: {
      kind: 'snapshot',
      internal: true,
      schema: Type.Object({ bot: Type.String() }, { additionalProperties: false }),
    },
    pipelineStatuses: {
      kind: 'timeSeries',
      schema: PipelineStatus,
      timestamp: 'timestamp',
      key: 'runId',
      mayPrecedeEntity: true,
      toldAs: 'pipelineStatus',
      logged: true,
      // A run has one end: whoever reports late, a worker that was taken for lost, say, changes nothing.
      stages: {
        member: 'pipelineState',
        values: [['queued'], ['running'], ['success', 'partialSuccess', 'failed', 'stopped']],
      },
    },
  },
  search: {
    index: 'ingestion_pipeline_search_index',
    text: ['description'],
    source: ['service', 'pipelineType'],
  },
})
export type IngestionPipeline = EntityOf<typeof IngestionPipeline>
export type CreateIngestionPipeline = CreateOf<typeof IngestionPipeline>
