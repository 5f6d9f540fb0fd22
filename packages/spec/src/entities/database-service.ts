/** A connection to a database server: everything ingested from it lives below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const DatabaseServiceType = Type.String({
  enum: [
    'BigQuery', 'BigTable', 'Mysql', 'Redshift', 'Snowflake', 'Postgres', 'Timescale', 'Mssql',
    'MicrosoftAccess', 'Oracle', 'Athena', 'Hive', 'Impala', 'Presto', 'Trino', 'Vertica', 'Glue',
    'MariaDB', 'Druid', 'Db2', 'Clickhouse', 'Databricks', 'AzureSQL', 'DynamoDB', 'SingleStore',
    'SQLite', 'DeltaLake', 'Salesforce', 'PinotDB', 'Datalake', 'DomoDatabase', 'QueryLog',
    'CustomDatabase', 'Dbt', 'SapHana', 'SapSuccessFactors', 'MongoDB', 'Cassandra', 'Couchbase',
    'Greenplum', 'Doris', 'StarRocks', 'UnityCatalog', 'SAS', 'Teradata', 'SapErp', 'Synapse', 'Exasol',
    'Cockroach', 'SSAS', 'Epic', 'ServiceNow', 'Dremio', 'MicrosoftFabric', 'BurstIQ', 'Informix',
    'Iomete', 'QuestDB',
  ],
  $id: 'DatabaseServiceType',
})

export const DatabaseService = defineEntity({
  type: 'databaseService',
  collection: 'services/databaseServices',
  label: 'DatabaseService',
  description: 'A database server that metadata is read from.',
  fields: {
    ...serviceFields('DatabaseConnection', DatabaseServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'database_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type DatabaseService = EntityOf<typeof DatabaseService>
export type CreateDatabaseService = CreateOf<typeof DatabaseService>
