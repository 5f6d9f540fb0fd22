/** Every other connection, and the credentials inside connections, as the 0.13 models have them. */
import { byType, names, shape } from '../older-shape.ts'

export const connectionShapes = {
  GCSCredentials: shape({
    parts: {
      gcsConfig: 'GCSValues',
    },
  }),
  GCSValues: shape({
    members: names`type projectId privateKeyId privateKey clientEmail clientId authUri tokenUri
      authProviderX509CertUrl clientX509CertUrl`,
  }),
  AWSCredentials: shape({
    members: names`awsAccessKeyId awsSecretAccessKey awsRegion awsSessionToken endPointURL profileName
      assumeRoleArn assumeRoleSessionName assumeRoleSourceIdentity`,
  }),
  AzureCredentials: shape({
    members: names`clientId clientSecret tenantId accountName`,
  }),
  LookerConnection: shape({
    members: names`type clientId clientSecret hostPort supportsMetadataExtraction`,
  }),
  MetabaseConnection: shape({
    members: names`type username password hostPort supportsMetadataExtraction`,
  }),
  PowerBIConnection: shape({
    members: names`type clientId clientSecret tenantId authorityURI hostPort scope
      pagination_entity_per_page supportsMetadataExtraction`,
  }),
  RedashConnection: shape({
    members: names`type username hostPort apiKey supportsMetadataExtraction`,
  }),
  SupersetConnection: shape({
    members: names`type hostPort connectionOptions supportsMetadataExtraction`,
    parts: {
      connection: ['SupersetAPIConnection', 'PostgresConnection', 'MysqlConnection'],
    },
  }),
  TableauConnection: shape({
    members: names`type hostPort username password apiVersion siteName siteUrl personalAccessTokenName
      personalAccessTokenSecret env verifySSL supportsMetadataExtraction`,
    parts: {
      sslConfig: 'ValidateSSLClientConfig',
    },
  }),
  ValidateSSLClientConfig: shape({
    members: names`certificatePath`,
  }),
  ModeConnection: shape({
    members: names`type hostPort accessToken accessTokenPassword workspaceName supportsMetadataExtraction`,
  }),
  CustomDashboardConnection: shape({
    members: names`type sourcePythonClass connectionOptions`,
  }),
  DomoDashboardConnection: shape({
    members: names`type clientId secretToken accessToken apiHost sandboxDomain supportsMetadataExtraction`,
  }),
  QuickSightConnection: shape({
    members: names`type awsAccountId identityType namespace supportsMetadataExtraction`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  KafkaConnection: shape({
    members: names`type bootstrapServers schemaRegistryURL consumerConfig schemaRegistryConfig
      supportsMetadataExtraction`,
  }),
  PulsarConnection: shape({
    members: names`type supportsMetadataExtraction`,
  }),
  RedpandaConnection: shape({
    members: names`type bootstrapServers schemaRegistryURL consumerConfig schemaRegistryConfig
      supportsMetadataExtraction`,
  }),
  KinesisConnection: shape({
    members: names`type supportsMetadataExtraction`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  CustomMessagingConnection: shape({
    members: names`type sourcePythonClass connectionOptions`,
  }),
  AirflowConnection: shape({
    members: names`type hostPort numberOfStatus supportsMetadataExtraction`,
    parts: {
      connection: byType({
        Backend: 'BackendConnection',
        Mysql: 'MysqlConnection',
        Postgres: 'PostgresConnection',
        Mssql: 'MssqlConnection',
        SQLite: 'SQLiteConnection',
      }),
    },
  }),
  BackendConnection: shape({
    members: names`type`,
  }),
  GluePipelineConnection: shape({
    members: names`type supportsMetadataExtraction`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  AirbyteConnection: shape({
    members: names`type hostPort username password supportsMetadataExtraction`,
  }),
  FivetranConnection: shape({
    members: names`type apiKey hostPort apiSecret limit supportsMetadataExtraction`,
  }),
  DagsterConnection: shape({
    members: names`type host token supportsMetadataExtraction`,
  }),
  NifiConnection: shape({
    members: names`type hostPort supportsMetadataExtraction`,
    parts: {
      nifiConfig: ['BasicAuthentication', 'ClientCertificateAuthentication'],
    },
  }),
  BasicAuthentication: shape({
    members: names`username password verifySSL`,
  }),
  ClientCertificateAuthentication: shape({
    members: names`certificateAuthorityPath clientCertificatePath clientkeyPath`,
  }),
  DomoPipelineConnection: shape({
    members: names`type clientId secretToken accessToken apiHost sandboxDomain supportsMetadataExtraction`,
  }),
  CustomPipelineConnection: shape({
    members: names`type sourcePythonClass connectionOptions`,
  }),
  DatabricksPipelineConnection: shape({
    members: names`type hostPort token httpPath connectionArguments supportsMetadataExtraction`,
  }),
  MlflowConnection: shape({
    members: names`type trackingUri registryUri supportsMetadataExtraction`,
  }),
  SklearnConnection: shape({
    members: names`type supportsMetadataExtraction`,
  }),
  CustomMlModelConnection: shape({
    members: names`type sourcePythonClass connectionOptions`,
  }),
  SageMakerConnection: shape({
    members: names`type supportsMetadataExtraction`,
    parts: {
      awsConfig: 'AWSCredentials',
    },
  }),
  AmundsenConnection: shape({
    members: names`type username password hostPort maxConnectionLifeTime validateSSL encrypted
      supportsMetadataExtraction`,
  }),
  MetadataESConnection: shape({
    members: names`type includeTopics includeTables includeDashboards includePipelines includeMlModels
      includeUsers includeTeams includeGlossaryTerms includePolicy includeMessagingServices
      includeDatabaseServices includePipelineServices includeTags limitRecords
      supportsMetadataExtraction`,
  }),
  OpenMetadataConnection: shape({
    members: names`clusterName type hostPort authProvider verifySSL secretsManagerProvider apiVersion
      includeTopics includeTables includeDashboards includePipelines includeMlModels
      includeUsers includeTeams includeGlossaryTerms includeTags includePolicy
      includeMessagingServices enableVersionValidation includeDatabaseServices
      includePipelineServices limitRecords forceEntityOverwriting
      supportsDataInsightExtraction supportsElasticSearchReindexingExtraction extraHeaders`,
    parts: {
      sslConfig: 'ValidateSSLClientConfig',
      securityConfig: [
        'GoogleSSOClientConfig',
        'OktaSSOClientConfig',
        'Auth0SSOClientConfig',
        'AzureSSOClientConfig',
        'CustomOIDCSSOClientConfig',
        'OpenMetadataJWTClientConfig',
      ],
      secretsManagerCredentials: 'AWSCredentials',
      elasticsSearch: 'ElasticsSearch',
    },
  }),
  ElasticsSearch: shape({
    members: names`type config`,
  }),
  AtlasConnection: shape({
    members: names`type username password hostPort databaseServiceName messagingServiceName entity_type
      connectionOptions connectionArguments supportsMetadataExtraction`,
  }),
  SupersetAPIConnection: shape({
    members: names`provider username password`,
  }),
}
