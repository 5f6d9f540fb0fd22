/** A connection to a database server: everything ingested from it lives below. */
import { type Static, Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { connectionConfig } from '../secret.ts'
import { serviceTraits } from '../traits.ts'
import { EntityReference } from '../types/entity-reference.ts'

const ServiceConnection = Type.Object(
  { config: Type.Optional(connectionConfig()) },
  { $id: 'DatabaseConnection', additionalProperties: false },
)
export type ServiceConnection = Static<typeof ServiceConnection>

// biome-ignore format: a vocabulary reads better as a paragraph
const serviceTypes = [
  'BigQuery', 'BigTable', 'Mysql', 'Redshift', 'Snowflake', 'Postgres', 'Timescale', 'Mssql', 'Oracle', 'Athena', 'Hive',
  'Impala', 'Presto', 'Trino', 'Vertica', 'Glue', 'MariaDB', 'Druid', 'Db2', 'Clickhouse', 'Databricks', 'AzureSQL',
  'DynamoDB', 'SingleStore', 'SQLite', 'DeltaLake', 'Salesforce', 'PinotDB', 'Datalake', 'DomoDatabase', 'QueryLog',
  'CustomDatabase', 'Dbt', 'SapHana', 'MongoDB', 'Cassandra', 'Couchbase', 'Greenplum', 'Doris', 'UnityCatalog', 'SAS',
  'Iceberg', 'Teradata', 'SapErp', 'Synapse', 'Exasol', 'Cockroach', 'SSAS', 'Epic', 'ServiceNow', 'Dremio',
  'MicrosoftFabric', 'BurstIQ', 'StarRocks', 'DuckDB',
]

export const DatabaseService = defineEntity({
  type: 'databaseService',
  collection: 'services/databaseServices',
  label: 'DatabaseService',
  description: 'A database server that metadata is read from.',
  fields: {
    serviceType: Type.String({ enum: serviceTypes }),
    connection: Type.Optional(ServiceConnection),
    testConnectionResult: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  readOnly: ['testConnectionResult'],
  traits: serviceTraits,
  relations: {
    pipelines: { to: ['ingestionPipeline'], many: true, relationship: 'contains', readOnly: true },
    ingestionRunner: { to: ['ingestionRunner'], many: false, relationship: 'runs' },
  },
  search: { index: 'database_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type DatabaseService = EntityOf<typeof DatabaseService>
export type CreateDatabaseService = CreateOf<typeof DatabaseService>

/** What every entity below a database service copies from the level above. */
export const serviceCopies = {
  service: EntityReference,
  serviceType: Type.Optional(Type.String()),
}
