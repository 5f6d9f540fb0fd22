/** What an automation workflow is asked to do, and what came of it. */
import { Type } from '@sinclair/typebox'
import { familyConfig } from '../config-family.ts'
import { EntityReference } from './entity-reference.ts'
import { TableData } from './table-data.ts'
import { TagLabel } from './tag-label.ts'
import { TestConnectionResult } from './test-connection-result.ts'

const line = () => Type.Optional(Type.String({ maxLength: 4096 }))
const references = () => Type.Optional(Type.Array(EntityReference))
const labels = () => Type.Optional(Type.Array(TagLabel))
const state = () => Type.Optional(Type.String({ enum: ['Successful', 'Failed', 'Running'] }))

const TestServiceConnection = Type.Object(
  {
    connection: Type.Optional(
      Type.Object({ config: Type.Optional(familyConfig('anyConnection')) }, { additionalProperties: false }),
    ),
    serviceType: Type.Optional(
      Type.String({
        enum: [
          'Dashboard', 'Database', 'Drive', 'Messaging', 'Metadata', 'MlModel', 'Pipeline', 'Storage', 'Search',
          'Api', 'Security', 'LLM', 'Mcp',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    connectionType: line(),
    serviceName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    secretsManagerProvider: Type.Optional(
      Type.String({
        enum: [
          'db', 'managed-aws', 'aws', 'managed-aws-ssm', 'aws-ssm', 'managed-azure-kv', 'azure-kv', 'in-memory',
          'gcp', 'kubernetes',
        ], // biome-ignore format: a vocabulary
      }),
    ),
    ingestionRunner: line(),
  },
  { $id: 'TestServiceConnectionRequest', additionalProperties: false },
)

const ReverseIngestion = Type.Object(
  {
    type: Type.String({ enum: ['ReverseIngestion'] }),
    service: EntityReference,
    operations: Type.Array(
      Type.Object(
        {
          id: Type.String({ format: 'uuid' }),
          entityLink: Type.String({ maxLength: 6000 }),
          type: Type.String({ enum: ['UPDATE_DESCRIPTION', 'UPDATE_OWNER', 'UPDATE_TAGS'] }),
          SQLTemplate: Type.Optional(Type.String()),
          parameters: Type.Union([
            Type.Object(
              {
                previousDescription: Type.Optional(Type.String()),
                newDescription: Type.Optional(Type.String()),
              },
              { $id: 'ReverseIngestionDescription', additionalProperties: false },
            ),
            Type.Object(
              { removedOwners: references(), addedOwners: references() },
              { $id: 'ReverseIngestionOwners', additionalProperties: false },
            ),
            Type.Object(
              { removedTags: labels(), addedTags: labels() },
              { $id: 'ReverseIngestionTags', additionalProperties: false },
            ),
          ]),
        },
        { $id: 'ReverseIngestionOperation', additionalProperties: false },
      ),
      { maxItems: 10_000 },
    ),
    ingestionRunner: line(),
  },
  { $id: 'ReverseIngestionRequest', additionalProperties: false },
)

const QueryRunner = Type.Object(
  {
    connectionType: line(),
    serviceName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    query: Type.Optional(Type.String({ maxLength: 1_000_000 })),
    transpile: Type.Optional(Type.Boolean()),
    workflowName: line(),
    userId: Type.Optional(Type.String({ format: 'uuid' })),
    userConfigId: Type.Optional(Type.String({ format: 'uuid' })),
    authType: line(),
    role: line(),
    database: line(),
    databaseSchema: line(),
    maxResultSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    credentialSourceType: Type.Optional(Type.String({ enum: ['user', 'team'] })),
  },
  { $id: 'QueryRunnerRequest', additionalProperties: false },
)

const TestSparkEngine = Type.Object(
  {
    sparkEngine: Type.Optional(
      Type.Object(
        {
          type: Type.String({ enum: ['Spark'] }),
          remote: Type.String({ maxLength: 4096 }),
          config: Type.Optional(
            Type.Object(
              {
                tempPath: line(),
                extraConfig: Type.Optional(Type.Object({}, { additionalProperties: true })),
              },
              { additionalProperties: true },
            ),
          ),
        },
        { $id: 'SparkEngine', additionalProperties: false },
      ),
    ),
    ingestionRunner: line(),
  },
  { $id: 'TestSparkEngineRequest', additionalProperties: false },
)

export const WorkflowRequest = Type.Union([
  TestServiceConnection,
  ReverseIngestion,
  QueryRunner,
  TestSparkEngine,
])

export const WorkflowResponse = Type.Union([
  TestConnectionResult,
  Type.Object(
    {
      serviceId: Type.String({ format: 'uuid' }),
      success: Type.Optional(Type.Boolean()),
      message: Type.Optional(Type.String()),
      results: Type.Array(
        Type.Object(
          {
            id: Type.String({ format: 'uuid' }),
            success: Type.Boolean(),
            message: Type.Optional(Type.String()),
          },
          { additionalProperties: true },
        ),
      ),
    },
    { $id: 'ReverseIngestionResponse', additionalProperties: false },
  ),
  Type.Object(
    {
      status: state(),
      message: Type.Optional(Type.String()),
      errorLog: Type.Optional(Type.String()),
      duration: Type.Optional(Type.Number()),
      results: Type.Optional(TableData),
      executedQuery: Type.Optional(Type.String()),
    },
    { $id: 'QueryRunnerResponse', additionalProperties: false },
  ),
])
