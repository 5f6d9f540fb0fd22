/** What differs between the newest shapes and those of the 0.13 clients, found by reading the members of their models. */
import type { GenerationRules, JsonObject, Rule } from './rules.ts'
import { connectionDown, connectionUp } from './v0-13-connection.ts'

const entity = [
  'id',
  'name',
  'fullyQualifiedName',
  'displayName',
  'description',
  'version',
  'updatedAt',
  'updatedBy',
  'href',
  'changeDescription',
  'deleted',
]

const owner: Rule = { kind: 'single', newest: 'owners', older: 'owner' }

// biome-ignore format: a vocabulary reads better as a paragraph
const dataTypes = [
  'NUMBER', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'BYTEINT', 'BYTES', 'FLOAT', 'DOUBLE', 'DECIMAL', 'NUMERIC',
  'TIMESTAMP', 'TIMESTAMPZ', 'TIME', 'DATE', 'DATETIME', 'INTERVAL', 'STRING', 'MEDIUMTEXT', 'TEXT', 'CHAR', 'LONG',
  'VARCHAR', 'BOOLEAN', 'BINARY', 'VARBINARY', 'ARRAY', 'BLOB', 'LONGBLOB', 'MEDIUMBLOB', 'MAP', 'STRUCT', 'UNION',
  'SET', 'GEOGRAPHY', 'ENUM', 'JSON', 'UUID', 'VARIANT', 'GEOMETRY', 'POINT', 'POLYGON', 'BYTEA', 'AGGREGATEFUNCTION',
  'ERROR', 'FIXED', 'RECORD', 'NULL',
]

// biome-ignore format: a vocabulary reads better as a paragraph
const serviceTypes = [
  'BigQuery', 'Mysql', 'Redshift', 'Snowflake', 'Postgres', 'Mssql', 'Oracle', 'Athena', 'Hive', 'Presto', 'Trino',
  'Vertica', 'Glue', 'MariaDB', 'Druid', 'Db2', 'Clickhouse', 'Databricks', 'AzureSQL', 'DynamoDB', 'SingleStore',
  'SQLite', 'DeltaLake', 'Salesforce', 'PinotDB', 'Datalake', 'DomoDatabase', 'QueryLog', 'CustomDatabase', 'Dbt',
]
const serviceType: Rule = {
  kind: 'words',
  member: 'serviceType',
  known: serviceTypes,
  otherwise: 'CustomDatabase',
}

// biome-ignore format: a vocabulary reads better as a paragraph
const operations = [
  'All', 'Create', 'Delete', 'ViewAll', 'ViewBasic', 'ViewUsage', 'ViewTests', 'ViewQueries', 'ViewDataProfile',
  'ViewSampleData', 'EditAll', 'EditCustomFields', 'EditDataProfile', 'EditDescription', 'EditDisplayName', 'EditLineage',
  'EditPolicy', 'EditOwner', 'EditQueries', 'EditReviewers', 'EditRole', 'EditSampleData', 'EditStatus', 'EditTags',
  'EditTier', 'EditTests', 'EditUsers',
]

const provider: Rule = { kind: 'words', member: 'provider', known: ['system', 'user'], otherwise: 'user' }

const constraintTypes = ['UNIQUE', 'PRIMARY_KEY', 'FOREIGN_KEY']

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Partition columns were names; now each carries its own interval. */
const partitionColumns: Rule = {
  kind: 'convert',
  member: 'columns',
  down: (columns) =>
    Array.isArray(columns) ? columns.map((each) => (isObject(each) ? each.columnName : each)) : columns,
  up: (columns, { intervalType, interval }) =>
    Array.isArray(columns)
      ? columns.map((each) =>
          typeof each === 'string'
            ? {
                columnName: each,
                ...(intervalType === undefined ? {} : { intervalType }),
                ...(interval === undefined ? {} : { interval }),
              }
            : each,
        )
      : columns,
}

/** Recorded: the PostgreSQL source sends precision and scale as text. */
const wholeNumber = (member: string): Rule => ({
  kind: 'convert',
  member,
  down: (value) => value,
  up: (value) => (typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value),
})

/** Keys of kinds it never had would be refused as a whole: they are left out. */
const tableConstraints: Rule = {
  kind: 'convert',
  member: 'tableConstraints',
  down: (list) =>
    Array.isArray(list)
      ? list.filter((each) => isObject(each) && constraintTypes.includes(String(each.constraintType)))
      : list,
  up: (list) => list,
}

export const rules0_13: GenerationRules = {
  Table: {
    rules: [
      owner,
      { kind: 'rename', newest: 'schemaDefinition', older: 'viewDefinition' },
      {
        kind: 'words',
        member: 'tableType',
        // biome-ignore format: a vocabulary reads better as a paragraph
        known: ['Regular', 'External', 'View', 'SecureView', 'MaterializedView', 'Iceberg', 'Local', 'Partitioned', 'Foreign'],
        otherwise: 'Regular',
      },
      serviceType,
      tableConstraints,
    ],
    known: [
      ...entity,
      'tableType',
      'columns',
      'tableConstraints',
      'tablePartition',
      'owner',
      'databaseSchema',
      'database',
      'service',
      'serviceType',
      'viewDefinition',
      'tags',
      'usageSummary',
      'followers',
      'joins',
      'sampleData',
      'tableProfilerConfig',
      'extension',
    ],
  },
  Column: {
    rules: [
      { kind: 'words', member: 'dataType', known: dataTypes, otherwise: 'VARIANT' },
      { kind: 'words', member: 'arrayDataType', known: dataTypes, otherwise: 'VARIANT' },
      wholeNumber('precision'),
      wholeNumber('scale'),
    ],
    // biome-ignore format: a vocabulary reads better as a paragraph
    known: [
      'name', 'displayName', 'dataType', 'arrayDataType', 'dataLength', 'precision', 'scale', 'dataTypeDisplay',
      'description', 'fullyQualifiedName', 'tags', 'constraint', 'ordinalPosition', 'jsonSchema', 'children',
    ],
  },
  TableConstraint: { known: ['constraintType', 'columns'] },
  TablePartition: {
    rules: [
      partitionColumns,
      {
        kind: 'words',
        member: 'intervalType',
        known: ['TIME-UNIT', 'INTEGER-RANGE', 'INGESTION-TIME', 'COLUMN-VALUE'],
      },
    ],
    known: ['columns', 'intervalType', 'interval'],
  },
  Database: {
    rules: [owner, serviceType],
    known: [
      ...entity,
      'tags',
      'owner',
      'service',
      'serviceType',
      'usageSummary',
      'databaseSchemas',
      'default',
    ],
  },
  DatabaseSchema: {
    rules: [owner, serviceType],
    known: [...entity, 'owner', 'service', 'serviceType', 'database', 'tables', 'usageSummary'],
  },
  DatabaseService: {
    rules: [
      owner,
      serviceType,
      { kind: 'convert', member: 'connection', down: connectionDown, up: connectionUp },
    ],
    known: [...entity, 'serviceType', 'connection', 'pipelines', 'tags', 'owner'],
  },
  IngestionPipeline: {
    rules: [
      owner,
      {
        kind: 'words',
        member: 'pipelineType',
        // biome-ignore format: a vocabulary reads better as a paragraph
        known: ['metadata', 'usage', 'lineage', 'profiler', 'TestSuite', 'dataInsight', 'elasticSearchReindex', 'dbt'],
        otherwise: 'metadata',
      },
      {
        kind: 'fill',
        member: 'openMetadataServerConnection',
        value: (baseUrl) => ({ hostPort: `${baseUrl}/api`, authProvider: 'openmetadata' }),
      },
    ],
    known: [
      ...entity,
      'pipelineType',
      'owner',
      'sourceConfig',
      'openMetadataServerConnection',
      'airflowConfig',
      'service',
      'pipelineStatuses',
      'loggerLevel',
      'deployed',
      'enabled',
    ],
  },
  PipelineStatus: {
    rules: [
      {
        kind: 'words',
        member: 'pipelineState',
        known: ['queued', 'success', 'failed', 'running', 'partialSuccess'],
        changed: { stopped: 'failed' },
      },
    ],
    known: ['runId', 'pipelineState', 'startDate', 'timestamp', 'endDate'],
  },
  User: {
    // biome-ignore format: a vocabulary reads better as a paragraph
    known: [
      ...entity, 'email', 'timezone', 'isBot', 'isAdmin', 'authenticationMechanism', 'profile', 'teams', 'owns', 'follows',
      'roles', 'isEmailVerified',
    ],
  },
  Team: {
    rules: [owner],
    // biome-ignore format: a vocabulary reads better as a paragraph
    known: [
      ...entity, 'teamType', 'profile', 'parents', 'children', 'users', 'owns', 'owner', 'isJoinable', 'defaultRoles', 'policies',
    ],
  },
  Role: {
    rules: [provider],
    known: [...entity, 'policies', 'users', 'teams', 'provider', 'disabled'],
  },
  Policy: {
    rules: [owner, provider],
    known: [...entity, 'owner', 'enabled', 'rules', 'teams', 'roles', 'provider', 'disabled'],
  },
  PolicyRule: {
    rules: [{ kind: 'words', member: 'operations', known: operations, changed: { EditOwners: 'EditOwner' } }],
    known: ['name', 'fullyQualifiedName', 'description', 'effect', 'operations', 'resources', 'condition'],
  },
  Bot: { rules: [provider], known: [...entity, 'botUser', 'provider'] },
  Tag: {
    rules: [provider],
    known: [...entity, 'classification', 'provider', 'disabled', 'mutuallyExclusive'],
  },
  Classification: {
    rules: [provider],
    known: [...entity, 'provider', 'disabled', 'mutuallyExclusive'],
  },
  EntityReference: {
    known: ['id', 'type', 'name', 'fullyQualifiedName', 'description', 'displayName', 'deleted', 'href'],
  },
  TagLabel: {
    rules: [
      {
        kind: 'words',
        member: 'source',
        known: ['Tag', 'Glossary'],
        changed: { Classification: 'Tag' },
        otherwise: 'Tag',
      },
      {
        kind: 'words',
        member: 'labelType',
        known: ['Manual', 'Propagated', 'Automated', 'Derived'],
        otherwise: 'Automated',
      },
    ],
    known: ['tagFQN', 'description', 'source', 'labelType', 'state', 'href'],
  },
  LineageDetails: { known: ['sqlQuery', 'columnsLineage', 'pipeline'] },
  Paging: { known: ['before', 'after', 'total'] },
}
