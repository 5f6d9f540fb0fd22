/** What an ingestion pipeline of the 0.13 models is told to read. */
import { byType, names, shape } from '../older-shape.ts'

export const sourceConfigShapes = {
  SourceConfig: shape({
    parts: {
      config: byType({
        DatabaseMetadata: 'DatabaseServiceMetadataPipeline',
        DatabaseUsage: 'DatabaseServiceQueryUsagePipeline',
        DatabaseLineage: 'DatabaseServiceQueryLineagePipeline',
        DashboardMetadata: 'DashboardServiceMetadataPipeline',
        MessagingMetadata: 'MessagingServiceMetadataPipeline',
        Profiler: 'DatabaseServiceProfilerPipeline',
        PipelineMetadata: 'PipelineServiceMetadataPipeline',
        MlModelMetadata: 'MlModelServiceMetadataPipeline',
        TestSuite: 'TestSuitePipeline',
        MetadataToElasticSearch: 'MetadataToElasticSearchPipeline',
        dataInsight: 'DataInsightPipeline',
        DBT: 'DbtPipeline',
      }),
    },
  }),
  DatabaseServiceMetadataPipeline: shape({
    members: names`type markDeletedTables markAllDeletedTables includeTables includeViews includeTags
      useFqnForFiltering`,
    parts: {
      schemaFilterPattern: 'FilterPattern',
      tableFilterPattern: 'FilterPattern',
      databaseFilterPattern: 'FilterPattern',
    },
  }),
  DatabaseServiceQueryUsagePipeline: shape({
    members: names`type queryLogDuration stageFileLocation resultLimit queryLogFilePath`,
  }),
  DatabaseServiceQueryLineagePipeline: shape({
    members: names`type queryLogDuration queryLogFilePath resultLimit`,
    parts: {
      schemaFilterPattern: 'FilterPattern',
      tableFilterPattern: 'FilterPattern',
      databaseFilterPattern: 'FilterPattern',
    },
  }),
  DashboardServiceMetadataPipeline: shape({
    members: names`type dbServiceNames`,
    parts: {
      dashboardFilterPattern: 'FilterPattern',
      chartFilterPattern: 'FilterPattern',
    },
  }),
  MessagingServiceMetadataPipeline: shape({
    members: names`type generateSampleData`,
    parts: {
      topicFilterPattern: 'FilterPattern',
    },
  }),
  DatabaseServiceProfilerPipeline: shape({
    members: names`type generateSampleData profileSample profileSampleType threadCount timeoutSeconds`,
    parts: {
      schemaFilterPattern: 'FilterPattern',
      tableFilterPattern: 'FilterPattern',
      databaseFilterPattern: 'FilterPattern',
    },
  }),
  PipelineServiceMetadataPipeline: shape({
    members: names`type includeLineage`,
    parts: {
      pipelineFilterPattern: 'FilterPattern',
    },
  }),
  MlModelServiceMetadataPipeline: shape({
    members: names`type`,
    parts: {
      mlModelFilterPattern: 'FilterPattern',
    },
  }),
  TestSuitePipeline: shape({
    members: names`type`,
  }),
  MetadataToElasticSearchPipeline: shape({
    members: names`type useSSL verifyCerts timeout caCerts useAwsCredentials regionName`,
  }),
  DataInsightPipeline: shape({
    members: names`type`,
  }),
  DbtPipeline: shape({
    members: names`type dbtUpdateDescriptions dbtClassificationName`,
    parts: {
      dbtConfigSource: ['DbtCloudConfig', 'DbtLocalConfig', 'DbtHttpConfig', 'DbtS3Config', 'DbtGcsConfig'],
    },
  }),
  DbtCloudConfig: shape({
    members: names`dbtCloudAuthToken dbtCloudAccountId dbtCloudProjectId dbtCloudUrl`,
  }),
  DbtLocalConfig: shape({
    members: names`dbtCatalogFilePath dbtManifestFilePath dbtRunResultsFilePath`,
  }),
  DbtHttpConfig: shape({
    members: names`dbtCatalogHttpPath dbtManifestHttpPath dbtRunResultsHttpPath`,
  }),
  DbtS3Config: shape({
    parts: {
      dbtSecurityConfig: 'AWSCredentials',
      dbtPrefixConfig: 'DbtBucketDetails',
    },
  }),
  DbtBucketDetails: shape({
    members: names`dbtBucketName dbtObjectPrefix`,
  }),
  DbtGcsConfig: shape({
    parts: {
      dbtSecurityConfig: 'GCSCredentials',
      dbtPrefixConfig: 'DbtBucketDetails',
    },
  }),
  FilterPattern: shape({
    members: names`includes excludes`,
  }),
}
