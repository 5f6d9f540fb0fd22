/** The shape of a workflow file: OpenMetadata's, of both generations, with what this runner reads of it. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'

const optional = {
  boolean: () => Type.Optional(Type.Boolean()),
  text: () => Type.Optional(Type.String()),
  object: () => Type.Optional(Type.Object({}, { additionalProperties: true })),
}

/** Keys that files of other tools hold and that change nothing here; they are neither unknown nor read. */
const ignored = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, Type.Optional(Type.Unknown())]))

const SecurityConfig = Type.Object({
  clientId: optional.text(),
  clientSecret: optional.text(),
  authority: optional.text(),
  scopes: Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()])),
  certificatePath: optional.text(),
  privateKeyPath: optional.text(),
  federatedTokenFile: optional.text(),
  useManagedIdentity: optional.boolean(),
  useAzureCli: optional.boolean(),
  jwtToken: optional.text(),
  tokenEndpoint: optional.text(),
  secretKey: optional.text(),
  ...ignored('orgURL', 'privateKey', 'email', 'audience', 'domain', 'credentials'),
})

const ServerConfig = Type.Object({
  hostPort: Type.String({ description: "the API's address, e.g. http://localhost:8585/api" }),
  authProvider: Type.Optional(
    Type.String({
      enum: [
        'azure',
        'openmetadata',
        'no-auth',
        'custom-oidc',
        'google',
        'okta',
        'auth0',
        'basic',
        'saml',
        'ldap',
      ],
    }),
  ),
  securityConfig: Type.Optional(SecurityConfig),
  storeServiceConnection: optional.boolean(),
  extraHeaders: Type.Optional(Type.Record(Type.String(), Type.String())),
  ...ignored(
    ...[
      'verifySSL',
      'sslConfig',
      'enableVersionValidation',
      'clusterName',
      'type',
      'apiVersion',
      'secretsManagerProvider',
    ],
    ...[
      'secretsManagerLoader',
      'secretsManagerCredentials',
      'limitRecords',
      'forceEntityOverwriting',
      'maxRetries',
    ],
    ...[
      'includeTopics',
      'includeTables',
      'includeDashboards',
      'includePipelines',
      'includeMlModels',
      'includeUsers',
    ],
    ...['includeTeams', 'includeGlossaryTerms', 'includeTags', 'includePolicy', 'includeMessagingServices'],
    ...[
      'includeDatabaseServices',
      'includePipelineServices',
      'elasticsSearch',
      'supportsDataInsightExtraction',
    ],
    ...['enableMetricsCollection', 'metricsConfig'],
  ),
})

const AnyObject = Type.Object({}, { additionalProperties: true })

export const WorkflowFile = Type.Object({
  source: Type.Object({
    type: Type.String({ description: 'the connector, e.g. postgres' }),
    module: Type.Optional(
      Type.String({ description: 'a connector of your own, seen from this file: ./my-connector.ts' }),
    ),
    serviceName: Type.String({
      minLength: 1,
      maxLength: 256,
      description: "the service's name in the catalog",
    }),
    // Without it the connection is the one that the catalog keeps with the service.
    serviceConnection: Type.Optional(Type.Object({ config: AnyObject })),
    // What is inside depends on its type: see source-config.ts.
    sourceConfig: Type.Optional(Type.Object({ config: Type.Optional(AnyObject) })),
  }),
  processor: Type.Optional(Type.Object({ type: optional.text(), config: optional.object() })),
  sink: Type.Optional(
    Type.Object({ type: Type.String({ enum: ['metadata-rest'] }), config: optional.object() }),
  ),
  workflowConfig: Type.Object({
    openMetadataServerConfig: ServerConfig,
    loggerLevel: Type.Optional(
      Type.String({ enum: ['DEBUG', 'INFO', 'WARN', 'WARNING', 'ERROR', 'FATAL', 'CRITICAL'] }),
    ),
    successThreshold: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    ...ignored('raiseOnError', 'config', 'outputPath'),
  }),
  ingestionPipelineFQN: optional.text(),
  pipelineRunId: optional.text(),
  ...ignored('stage', 'bulkSink', 'enableStreamableLogs'),
})
export type WorkflowFile = Static<typeof WorkflowFile>

/** Members of an object schema by name; undefined where anything may stand. */
export function memberSchemas(schema: TSchema | undefined): Readonly<Record<string, TSchema>> | undefined {
  if (schema?.type !== 'object' || schema.additionalProperties === true || schema.patternProperties) {
    return undefined
  }
  return schema.properties as Record<string, TSchema> // an object schema of TypeBox
}
