/** Services and ingestion pipelines as the 0.13 models have them. */
import { byType, entityShape, names, shape } from '../older-shape.ts'
import {
  dashboardServiceType,
  databaseServiceType,
  logLevels,
  messagingServiceType,
  metadataServiceType,
  mlModelServiceType,
  pipelineServiceType,
  pipelineState,
  pipelineType,
  storageServiceType,
} from './vocabularies.ts'

export const serviceShapes = {
  DatabaseService: entityShape({
    references: names`pipelines owner`,
    parts: {
      connection: 'DatabaseConnection',
      tags: 'TagLabel',
    },
    words: {
      serviceType: databaseServiceType,
    },
  }),
  DatabaseConnection: shape({
    parts: {
      config: byType({
        BigQuery: 'BigQueryConnection',
        Athena: 'AthenaConnection',
        AzureSQL: 'AzureSQLConnection',
        Clickhouse: 'ClickhouseConnection',
        Databricks: 'DatabricksConnection',
        Db2: 'Db2Connection',
        DeltaLake: 'DeltaLakeConnection',
        Druid: 'DruidConnection',
        DynamoDB: 'DynamoDBConnection',
        Glue: 'GlueConnection',
        Hive: 'HiveConnection',
        MariaDB: 'MariaDBConnection',
        Mssql: 'MssqlConnection',
        Mysql: 'MysqlConnection',
        SQLite: 'SQLiteConnection',
        Oracle: 'OracleConnection',
        Postgres: 'PostgresConnection',
        Presto: 'PrestoConnection',
        Redshift: 'RedshiftConnection',
        Salesforce: 'SalesforceConnection',
        SingleStore: 'SingleStoreConnection',
        Snowflake: 'SnowflakeConnection',
        Trino: 'TrinoConnection',
        Vertica: 'VerticaConnection',
        PinotDB: 'PinotDBConnection',
        Datalake: 'DatalakeConnection',
        DomoDatabase: 'DomoDatabaseConnection',
        CustomDatabase: 'CustomDatabaseConnection',
      }),
    },
  }),
  DashboardService: entityShape({
    references: names`pipelines owner`,
    parts: {
      connection: 'DashboardConnection',
      tags: 'TagLabel',
    },
    words: {
      serviceType: dashboardServiceType,
    },
  }),
  DashboardConnection: shape({
    parts: {
      config: byType({
        Looker: 'LookerConnection',
        Metabase: 'MetabaseConnection',
        PowerBI: 'PowerBIConnection',
        Redash: 'RedashConnection',
        Superset: 'SupersetConnection',
        Tableau: 'TableauConnection',
        Mode: 'ModeConnection',
        CustomDashboard: 'CustomDashboardConnection',
        DomoDashboard: 'DomoDashboardConnection',
        QuickSight: 'QuickSightConnection',
      }),
    },
  }),
  MessagingService: entityShape({
    references: names`pipelines owner`,
    parts: {
      connection: 'MessagingConnection',
      tags: 'TagLabel',
    },
    words: {
      serviceType: messagingServiceType,
    },
  }),
  MessagingConnection: shape({
    parts: {
      config: byType({
        Kafka: 'KafkaConnection',
        Pulsar: 'PulsarConnection',
        Redpanda: 'RedpandaConnection',
        Kinesis: 'KinesisConnection',
        CustomMessaging: 'CustomMessagingConnection',
      }),
    },
  }),
  PipelineService: entityShape({
    references: names`pipelines owner`,
    parts: {
      tags: 'TagLabel',
      connection: 'PipelineConnection',
    },
    words: {
      serviceType: pipelineServiceType,
    },
  }),
  PipelineConnection: shape({
    parts: {
      config: byType({
        Airflow: 'AirflowConnection',
        GluePipeline: 'GluePipelineConnection',
        Airbyte: 'AirbyteConnection',
        Fivetran: 'FivetranConnection',
        Dagster: 'DagsterConnection',
        Nifi: 'NifiConnection',
        DomoPipeline: 'DomoPipelineConnection',
        CustomPipeline: 'CustomPipelineConnection',
        DatabricksPipeline: 'DatabricksPipelineConnection',
      }),
    },
  }),
  StorageService: entityShape({
    references: names`owner`,
    words: {
      serviceType: storageServiceType,
    },
  }),
  MlModelService: entityShape({
    references: names`pipelines owner`,
    parts: {
      connection: 'MlModelConnection',
      tags: 'TagLabel',
    },
    words: {
      serviceType: mlModelServiceType,
    },
  }),
  MlModelConnection: shape({
    parts: {
      config: byType({
        Mlflow: 'MlflowConnection',
        Sklearn: 'SklearnConnection',
        CustomMlModel: 'CustomMlModelConnection',
        SageMaker: 'SageMakerConnection',
      }),
    },
  }),
  MetadataService: entityShape({
    members: names`allowServiceCreation`,
    references: names`pipelines owner`,
    parts: {
      connection: 'MetadataConnection',
      tags: 'TagLabel',
    },
    words: {
      serviceType: metadataServiceType,
    },
  }),
  MetadataConnection: shape({
    parts: {
      config: byType({
        Amundsen: 'AmundsenConnection',
        MetadataES: 'MetadataESConnection',
        OpenMetadata: 'OpenMetadataConnection',
        Atlas: 'AtlasConnection',
      }),
    },
  }),
  IngestionPipeline: entityShape({
    members: names`deployed enabled`,
    references: names`owner service`,
    parts: {
      sourceConfig: 'SourceConfig',
      openMetadataServerConnection: 'OpenMetadataConnection',
      airflowConfig: 'AirflowConfig',
      pipelineStatuses: 'PipelineStatus',
    },
    words: {
      pipelineType: pipelineType,
      loggerLevel: logLevels,
    },
  }),
  AirflowConfig: shape({
    members: names`pausePipeline concurrency startDate endDate pipelineTimezone retries retryDelay
      pipelineCatchup scheduleInterval maxActiveRuns workflowTimeout workflowDefaultView
      workflowDefaultViewOrientation email`,
  }),
  PipelineStatus: shape({
    members: names`runId startDate timestamp endDate`,
    words: {
      pipelineState: pipelineState,
    },
  }),
}
