/** The words that the 0.13 models know, and what becomes of those that came later. */
import { names, vocabulary } from '../older-shape.ts'

export const tagSource = vocabulary(names`Tag Glossary`, {
  changed: { Classification: 'Tag' },
  otherwise: 'Tag',
})
export const labelType = vocabulary(names`Manual Propagated Automated Derived`, { otherwise: 'Automated' })
export const state = vocabulary(names`Suggested Confirmed`)
export const category = vocabulary(names`field entity`)
export const tableType = vocabulary(
  names`Regular External View SecureView MaterializedView Iceberg Local Partitioned Foreign`,
  { otherwise: 'Regular' },
)
export const databaseServiceType = vocabulary(
  names`BigQuery Mysql Redshift Snowflake Postgres Mssql Oracle Athena Hive Presto Trino Vertica
  Glue MariaDB Druid Db2 Clickhouse Databricks AzureSQL DynamoDB SingleStore SQLite DeltaLake
  Salesforce PinotDB Datalake DomoDatabase QueryLog CustomDatabase Dbt`,
  { otherwise: 'CustomDatabase' },
)
export const dataType = vocabulary(
  names`NUMBER TINYINT SMALLINT INT BIGINT BYTEINT BYTES FLOAT DOUBLE DECIMAL NUMERIC TIMESTAMP
  TIMESTAMPZ TIME DATE DATETIME INTERVAL STRING MEDIUMTEXT TEXT CHAR LONG VARCHAR BOOLEAN
  BINARY VARBINARY ARRAY BLOB LONGBLOB MEDIUMBLOB MAP STRUCT UNION SET GEOGRAPHY ENUM JSON
  UUID VARIANT GEOMETRY POINT POLYGON BYTEA AGGREGATEFUNCTION ERROR FIXED RECORD NULL`,
  { otherwise: 'VARIANT' },
)
export const constraint = vocabulary(names`NULL NOT_NULL UNIQUE PRIMARY_KEY`)
export const constraintType = vocabulary(names`UNIQUE PRIMARY_KEY FOREIGN_KEY`)
export const intervalType = vocabulary(names`TIME-UNIT INTEGER-RANGE INGESTION-TIME COLUMN-VALUE`)
export const profileSampleType = vocabulary(names`PERCENTAGE ROWS`)
export const partitionIntervalType = vocabulary(names`TIME-UNIT INGESTION-TIME`)
export const partitionIntervalUnit = vocabulary(names`YEAR MONTH DAY HOUR`)
export const modelType = vocabulary(names`DBT`, { otherwise: 'DBT' })
export const mlModelServiceType = vocabulary(names`Mlflow Sklearn CustomMlModel SageMaker`, {
  otherwise: 'CustomMlModel',
})
export const featureType = vocabulary(names`numerical categorical`)
export const featureSourceDataType = vocabulary(
  names`integer number string array date timestamp object boolean`,
)
export const chartType = vocabulary(names`Line Table Bar Area Pie Histogram Scatter Text BoxPlot Other`, {
  otherwise: 'Other',
})
export const dashboardServiceType = vocabulary(
  names`Superset Looker Tableau Redash Metabase PowerBI Mode CustomDashboard DomoDashboard
  QuickSight`,
  { otherwise: 'CustomDashboard' },
)
export const pipelineServiceType = vocabulary(
  names`Airflow GluePipeline Airbyte Fivetran Dagster Nifi DomoPipeline CustomPipeline
  DatabricksPipeline`,
  { otherwise: 'CustomPipeline' },
)
export const statusType = vocabulary(names`Successful Failed Pending`, { otherwise: 'Pending' })
export const messagingServiceType = vocabulary(names`Kafka Pulsar Redpanda Kinesis CustomMessaging`, {
  otherwise: 'CustomMessaging',
})
export const cleanupPolicy = vocabulary(names`delete compact`)
export const schemaType = vocabulary(names`Avro Protobuf JSON Other None`, { otherwise: 'Other' })
export const dataTypeTopic = vocabulary(
  names`RECORD NULL BOOLEAN INT LONG BYTES FLOAT DOUBLE TIMESTAMP TIMESTAMPZ TIME DATE STRING ARRAY
  MAP ENUM UNION FIXED ERROR`,
  { otherwise: 'STRING' },
)
export const locationType = vocabulary(names`Bucket Prefix Database Table Iceberg`)
export const storageServiceType = vocabulary(names`S3 GCS HDFS ABFS`, {
  changed: { ADLS: 'ABFS', CustomStorage: 'HDFS' },
  otherwise: 'S3',
})
export const providerType = vocabulary(names`system user`, { otherwise: 'user' })
export const status = vocabulary(names`Draft Approved Deprecated`, {
  nearest: { 'In Review': 'Draft', Rejected: 'Draft', Unprocessed: 'Approved', Archived: 'Deprecated' },
  otherwise: 'Draft',
})
export const teamType = vocabulary(names`Group Department Division BusinessUnit Organization`, {
  otherwise: 'Group',
})
export const authType = vocabulary(names`JWT SSO BASIC`)
export const ssoServiceType = vocabulary(names`google okta auth0 custom-oidc azure basic`)
export const jwtTokenExpiry = vocabulary(names`OneHour 1 7 30 60 90 Unlimited`, { otherwise: 'Unlimited' })
export const effect = vocabulary(names`allow deny`)
export const operation = vocabulary(
  names`All Create Delete ViewAll ViewBasic ViewUsage ViewTests ViewQueries ViewDataProfile
  ViewSampleData EditAll EditCustomFields EditDataProfile EditDescription EditDisplayName
  EditLineage EditPolicy EditOwner EditQueries EditReviewers EditRole EditSampleData
  EditStatus EditTags EditTier EditTests EditUsers`,
  { changed: { EditOwners: 'EditOwner' } },
)
export const metadataServiceType = vocabulary(names`Amundsen MetadataES OpenMetadata Atlas`, {
  otherwise: 'OpenMetadata',
})
export const pipelineType = vocabulary(
  names`metadata usage lineage profiler TestSuite dataInsight elasticSearchReindex dbt`,
  { otherwise: 'metadata' },
)
export const logLevels = vocabulary(names`DEBUG INFO WARN ERROR`)
export const pipelineState = vocabulary(names`queued success failed running partialSuccess`, {
  nearest: { stopped: 'failed' },
})
export const entityType = vocabulary(names`TABLE COLUMN`)
export const testPlatform = vocabulary(names`OpenMetadata GreatExpectations DBT Deequ Soda Other`, {
  otherwise: 'Other',
})
export const testDataType = vocabulary(
  names`NUMBER INT FLOAT DOUBLE DECIMAL TIMESTAMP TIME DATE DATETIME ARRAY MAP SET STRING BOOLEAN`,
  { otherwise: 'STRING' },
)
export const testCaseStatus = vocabulary(names`Success Failed Aborted`, { otherwise: 'Aborted' })
export const dataReportIndex =
  vocabulary(names`entity_report_data_index web_analytic_entity_view_report_data_index
  web_analytic_user_activity_report_data_index`)
export const chartDataType =
  vocabulary(names`NUMBER INT FLOAT DOUBLE DECIMAL TIMESTAMP TIME DATE DATETIME ARRAY MAP SET STRING BOOLEAN
  PERCENTAGE`)
export const kpiTargetType = vocabulary(names`NUMBER PERCENTAGE`)
export const webAnalyticEventType = vocabulary(names`PageView`, { otherwise: 'PageView' })
export const reportDataType = vocabulary(
  names`EntityReportData WebAnalyticUserActivityReportData WebAnalyticEntityViewReportData`,
  {
    changed: {
      entityReportData: 'EntityReportData',
      webAnalyticUserActivityReportData: 'WebAnalyticUserActivityReportData',
      webAnalyticEntityViewReportData: 'WebAnalyticEntityViewReportData',
    },
  },
)
export const dataInsightChartType = vocabulary(
  names`TotalEntitiesByType TotalEntitiesByTier PercentageOfEntitiesWithDescriptionByType
  PercentageOfEntitiesWithOwnerByType DailyActiveUsers MostActiveUsers MostViewedEntities
  PageViewsByEntities`,
  { otherwise: 'MostViewedEntities' },
)
