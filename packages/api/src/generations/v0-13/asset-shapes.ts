/** Every other data asset as the 0.13 models have it. */
import { entityShape, names, shape } from '../older-shape.ts'
import {
  chartType,
  cleanupPolicy,
  dashboardServiceType,
  dataTypeTopic,
  featureSourceDataType,
  featureType,
  locationType,
  messagingServiceType,
  mlModelServiceType,
  pipelineServiceType,
  schemaType,
  statusType,
  storageServiceType,
} from './vocabularies.ts'

export const assetShapes = {
  MlModel: entityShape({
    members: names`algorithm target server extension`,
    references: names`dashboard owner followers service`,
    parts: {
      mlFeatures: 'MlFeature',
      mlHyperParameters: 'MlHyperParameter',
      mlStore: 'MlStore',
      tags: 'TagLabel',
      usageSummary: 'UsageDetails',
    },
    words: {
      serviceType: mlModelServiceType,
    },
  }),
  MlFeature: shape({
    members: names`name description fullyQualifiedName featureAlgorithm`,
    parts: {
      featureSources: 'FeatureSource',
      tags: 'TagLabel',
    },
    words: {
      dataType: featureType,
    },
  }),
  FeatureSource: shape({
    members: names`name description fullyQualifiedName`,
    references: names`dataSource`,
    parts: {
      tags: 'TagLabel',
    },
    words: {
      dataType: featureSourceDataType,
    },
  }),
  MlHyperParameter: shape({
    members: names`name value description`,
  }),
  MlStore: shape({
    members: names`storage imageRepository`,
  }),
  Chart: entityShape({
    members: names`chartUrl`,
    references: names`owner tables followers service`,
    parts: {
      tags: 'TagLabel',
      usageSummary: 'UsageDetails',
    },
    words: {
      chartType: chartType,
      serviceType: dashboardServiceType,
    },
  }),
  Dashboard: entityShape({
    members: names`dashboardUrl extension`,
    references: names`charts owner followers service`,
    parts: {
      tags: 'TagLabel',
      usageSummary: 'UsageDetails',
    },
    words: {
      serviceType: dashboardServiceType,
    },
  }),
  Pipeline: entityShape({
    members: names`pipelineUrl concurrency pipelineLocation startDate extension`,
    references: names`followers owner service`,
    parts: {
      tasks: 'Task',
      pipelineStatus: 'PipelineRun',
      tags: 'TagLabel',
    },
    words: {
      serviceType: pipelineServiceType,
    },
  }),
  Task: shape({
    members: names`name displayName fullyQualifiedName description taskUrl downstreamTasks taskType
      taskSQL startDate endDate`,
    parts: {
      tags: 'TagLabel',
    },
  }),
  PipelineRun: shape({
    members: names`timestamp`,
    parts: {
      taskStatus: 'TaskStatus',
    },
    words: {
      executionStatus: statusType,
    },
  }),
  TaskStatus: shape({
    members: names`name startTime endTime logLink`,
    words: {
      executionStatus: statusType,
    },
  }),
  Topic: entityShape({
    members: names`partitions retentionTime replicationFactor maximumMessageSize minimumInSyncReplicas
      retentionSize topicConfig extension`,
    references: names`service owner followers`,
    parts: {
      messageSchema: 'MessageSchema',
      sampleData: 'TopicSampleData',
      tags: 'TagLabel',
    },
    words: {
      serviceType: messagingServiceType,
      cleanupPolicies: cleanupPolicy,
    },
  }),
  MessageSchema: shape({
    members: names`schemaText`,
    parts: {
      schemaFields: 'SchemaField',
    },
    words: {
      schemaType: schemaType,
    },
  }),
  SchemaField: shape({
    members: names`name displayName description fullyQualifiedName`,
    parts: {
      tags: 'TagLabel',
      children: 'SchemaField',
    },
    words: {
      dataType: dataTypeTopic,
    },
  }),
  TopicSampleData: shape({
    members: names`messages`,
  }),
  Metric: entityShape({
    references: names`owner service`,
    parts: {
      tags: 'TagLabel',
      usageSummary: 'UsageDetails',
    },
  }),
  Location: entityShape({
    members: names`path`,
    references: names`owner followers service`,
    parts: {
      tags: 'TagLabel',
    },
    words: {
      locationType: locationType,
      serviceType: storageServiceType,
    },
  }),
  Report: entityShape({
    references: names`owner service`,
    parts: {
      usageSummary: 'UsageDetails',
    },
  }),
}
