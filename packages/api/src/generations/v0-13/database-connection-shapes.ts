/** Connections to databases as the 0.13 models have them. */
import { names, shape } from '../older-shape.ts'

export const databaseConnectionShapes = {
  BigQueryConnection: shape({
    members: names`type scheme hostPort classificationName partitionQueryDuration partitionQuery
      partitionField taxonomyProjectID taxonomyLocation usageLocation connectionOptions
      connectionArguments supportsMetadataExtraction supportsUsageExtraction
      supportsLineageExtraction supportsDBTExtraction supportsProfiler supportsQueryComment`,
    parts: {
      credentials: 'GCSCredentials',
    },
  }),
  AthenaConnection: shape({
    members: names`type scheme s3StagingDir workgroup databaseName connectionOptions connectionArguments
      supportsMetadataExtraction supportsDBTExtraction supportsProfiler`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  AzureSQLConnection: shape({
    members: names`type scheme username password hostPort database driver connectionOptions
      connectionArguments supportsMetadataExtraction supportsDBTExtraction supportsProfiler
      supportsDatabase`,
  }),
  ClickhouseConnection: shape({
    members: names`type scheme username password hostPort databaseName databaseSchema duration
      connectionOptions connectionArguments supportsMetadataExtraction
      supportsUsageExtraction supportsLineageExtraction supportsDBTExtraction
      supportsProfiler supportsQueryComment`,
  }),
  DatabricksConnection: shape({
    members: names`type scheme hostPort token httpPath catalog databaseSchema connectionOptions
      connectionArguments supportsUsageExtraction supportsLineageExtraction
      supportsDBTExtraction supportsMetadataExtraction supportsProfiler supportsDatabase
      supportsQueryComment`,
  }),
  Db2Connection: shape({
    members: names`type scheme username password hostPort database connectionOptions connectionArguments
      supportsMetadataExtraction supportsDBTExtraction supportsProfiler supportsDatabase
      supportsQueryComment`,
  }),
  DeltaLakeConnection: shape({
    members: names`type appName databaseName connectionArguments supportsMetadataExtraction`,
    parts: {
      metastoreConnection: [
        'MetastoreHostPortConnection',
        'MetastoreDbConnection',
        'MetastoreFilePathConnection',
      ],
    },
  }),
  MetastoreHostPortConnection: shape({
    members: names`metastoreHostPort`,
  }),
  MetastoreDbConnection: shape({
    members: names`metastoreDb`,
  }),
  MetastoreFilePathConnection: shape({
    members: names`metastoreFilePath`,
  }),
  DruidConnection: shape({
    members: names`type scheme username password hostPort database connectionOptions connectionArguments
      supportsMetadataExtraction supportsProfiler supportsQueryComment`,
  }),
  DynamoDBConnection: shape({
    members: names`type databaseName connectionOptions connectionArguments supportsMetadataExtraction
      supportsProfiler`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  GlueConnection: shape({
    members: names`type storageServiceName connectionOptions connectionArguments
      supportsMetadataExtraction supportsDBTExtraction`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  HiveConnection: shape({
    members: names`type scheme username password hostPort databaseSchema databaseName authOptions
      connectionOptions connectionArguments supportsMetadataExtraction supportsProfiler`,
  }),
  MariaDBConnection: shape({
    members: names`type scheme username password hostPort databaseName databaseSchema connectionOptions
      connectionArguments supportsMetadataExtraction supportsProfiler supportsQueryComment`,
  }),
  MssqlConnection: shape({
    members: names`type scheme username password hostPort database uriString connectionOptions
      connectionArguments supportsMetadataExtraction supportsDBTExtraction supportsProfiler
      supportsDatabase supportsUsageExtraction`,
  }),
  MysqlConnection: shape({
    members: names`type scheme username password hostPort databaseName databaseSchema connectionOptions
      connectionArguments supportsMetadataExtraction supportsDBTExtraction supportsProfiler
      supportsQueryComment`,
  }),
  SQLiteConnection: shape({
    members: names`type scheme username password hostPort database databaseMode connectionOptions
      connectionArguments supportsMetadataExtraction supportsDBTExtraction supportsProfiler
      supportsQueryComment`,
  }),
  OracleConnection: shape({
    members: names`type scheme username password hostPort instantClientDirectory connectionOptions
      connectionArguments supportsMetadataExtraction supportsDBTExtraction supportsProfiler
      supportsQueryComment`,
    parts: {
      oracleConnectionType: ['OracleDatabaseSchema', 'OracleServiceName'],
    },
  }),
  OracleDatabaseSchema: shape({
    members: names`databaseSchema`,
  }),
  OracleServiceName: shape({
    members: names`oracleServiceName`,
  }),
  PostgresConnection: shape({
    members: names`type scheme username password hostPort database classificationName connectionOptions
      connectionArguments supportsMetadataExtraction supportsUsageExtraction
      supportsLineageExtraction supportsDBTExtraction supportsProfiler supportsDatabase
      supportsQueryComment`,
  }),
  PrestoConnection: shape({
    members: names`type scheme username password hostPort databaseSchema catalog connectionOptions
      connectionArguments supportsMetadataExtraction supportsProfiler supportsDatabase
      supportsQueryComment`,
  }),
  RedshiftConnection: shape({
    members: names`type scheme username password hostPort database ingestAllDatabases connectionOptions
      connectionArguments supportsMetadataExtraction supportsUsageExtraction
      supportsLineageExtraction supportsDBTExtraction supportsProfiler supportsDatabase
      supportsQueryComment`,
  }),
  SalesforceConnection: shape({
    members: names`type scheme username password securityToken hostPort sobjectName databaseName
      connectionOptions connectionArguments supportsMetadataExtraction supportsProfiler
      supportsQueryComment`,
  }),
  SingleStoreConnection: shape({
    members: names`type scheme username password hostPort databaseName databaseSchema connectionOptions
      connectionArguments supportsMetadataExtraction supportsDBTExtraction supportsProfiler
      supportsQueryComment`,
  }),
  SnowflakeConnection: shape({
    members: names`type scheme username password account role database warehouse queryTag privateKey
      snowflakePrivatekeyPassphrase connectionOptions connectionArguments
      supportsMetadataExtraction supportsUsageExtraction supportsLineageExtraction
      supportsDBTExtraction supportsProfiler supportsDatabase supportsQueryComment`,
  }),
  TrinoConnection: shape({
    members: names`type scheme username password hostPort catalog databaseSchema proxies params
      connectionOptions connectionArguments supportsMetadataExtraction supportsDBTExtraction
      supportsProfiler supportsDatabase supportsQueryComment`,
  }),
  VerticaConnection: shape({
    members: names`type scheme username password hostPort database connectionOptions connectionArguments
      supportsMetadataExtraction supportsUsageExtraction supportsLineageExtraction
      supportsDBTExtraction supportsProfiler supportsDatabase supportsQueryComment`,
  }),
  PinotDBConnection: shape({
    members: names`type scheme username password hostPort pinotControllerHost database connectionOptions
      connectionArguments supportsMetadataExtraction supportsProfiler supportsQueryComment`,
  }),
  DatalakeConnection: shape({
    members: names`type bucketName prefix databaseName connectionOptions connectionArguments
      supportsMetadataExtraction supportsProfiler`,
    parts: {
      configSource: ['S3Config', 'GCSConfig', 'AzureConfig'],
    },
  }),
  S3Config: shape({
    parts: {
      securityConfig: 'AWSCredentials',
    },
  }),
  GCSConfig: shape({
    parts: {
      securityConfig: 'GCSCredentials',
    },
  }),
  AzureConfig: shape({
    parts: {
      securityConfig: 'AzureCredentials',
    },
  }),
  DomoDatabaseConnection: shape({
    members: names`type clientId secretToken accessToken apiHost sandboxDomain databaseName
      supportsMetadataExtraction`,
  }),
  CustomDatabaseConnection: shape({
    members: names`type sourcePythonClass connectionOptions`,
  }),
}
