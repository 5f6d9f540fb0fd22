/** Which models of the published 1.13 client each entity type answers to, and where the two may differ. */

export interface ModelNames {
  /** Module below the client's generated schemas, a colon, and the class. */
  readonly answer: string
  /** Left out where clients have no create request of this type. */
  readonly create?: string
}

/** A data asset: its models lie under one name. */
function asset(name: string, className: string): ModelNames {
  const file = className.startsWith('API') ? className : name.charAt(0).toUpperCase() + name.slice(1)
  return {
    answer: `entity.data.${name}:${className}`,
    create: `api.data.create${file}:Create${className}Request`,
  }
}

function service(name: string, className: string): ModelNames {
  return {
    answer: `entity.services.${name}Service:${className}Service`,
    create: `api.services.create${className}Service:Create${className}ServiceRequest`,
  }
}

/** `undefined` stands for a type that the 1.13 client has no models of. */
export const modelNames: Readonly<Record<string, ModelNames | undefined>> = {
  table: asset('table', 'Table'),
  database: asset('database', 'Database'),
  databaseSchema: asset('databaseSchema', 'DatabaseSchema'),
  storedProcedure: asset('storedProcedure', 'StoredProcedure'),
  dashboard: asset('dashboard', 'Dashboard'),
  chart: asset('chart', 'Chart'),
  dashboardDataModel: asset('dashboardDataModel', 'DashboardDataModel'),
  topic: asset('topic', 'Topic'),
  pipeline: asset('pipeline', 'Pipeline'),
  mlmodel: { answer: 'entity.data.mlmodel:MlModel', create: 'api.data.createMlModel:CreateMlModelRequest' },
  container: asset('container', 'Container'),
  searchIndex: asset('searchIndex', 'SearchIndex'),
  apiCollection: asset('apiCollection', 'APICollection'),
  apiEndpoint: asset('apiEndpoint', 'APIEndpoint'),
  directory: asset('directory', 'Directory'),
  file: asset('file', 'File'),
  spreadsheet: asset('spreadsheet', 'Spreadsheet'),
  worksheet: asset('worksheet', 'Worksheet'),
  metric: asset('metric', 'Metric'),
  glossary: asset('glossary', 'Glossary'),
  glossaryTerm: asset('glossaryTerm', 'GlossaryTerm'),
  query: asset('query', 'Query'),
  dataContract: asset('dataContract', 'DataContract'),
  report: { answer: 'entity.data.report:Report' },
  /** Only the 0.13 clients know it. */
  location: undefined,
  mcpServer: {
    answer: 'entity.ai.mcpServer:McpServer',
    create: 'api.ai.createMcpServer:CreateMcpServerRequest',
  },

  databaseService: service('database', 'Database'),
  dashboardService: service('dashboard', 'Dashboard'),
  messagingService: service('messaging', 'Messaging'),
  pipelineService: service('pipeline', 'Pipeline'),
  storageService: service('storage', 'Storage'),
  mlmodelService: service('mlmodel', 'MlModel'),
  metadataService: service('metadata', 'Metadata'),
  searchService: service('search', 'Search'),
  securityService: service('security', 'Security'),
  mcpService: service('mcp', 'Mcp'),
  driveService: service('drive', 'Drive'),
  apiService: service('api', 'Api'),
  ingestionPipeline: {
    answer: 'entity.services.ingestionPipelines.ingestionPipeline:IngestionPipeline',
    create: 'api.services.ingestionPipelines.createIngestionPipeline:CreateIngestionPipelineRequest',
  },
  testConnectionDefinition: {
    answer: 'entity.services.connections.testConnectionDefinition:TestConnectionDefinition',
  },

  user: { answer: 'entity.teams.user:User', create: 'api.teams.createUser:CreateUserRequest' },
  team: { answer: 'entity.teams.team:Team', create: 'api.teams.createTeam:CreateTeamRequest' },
  role: { answer: 'entity.teams.role:Role', create: 'api.teams.createRole:CreateRoleRequest' },
  persona: { answer: 'entity.teams.persona:Persona', create: 'api.teams.createPersona:CreatePersonaRequest' },
  policy: {
    answer: 'entity.policies.policy:Policy',
    create: 'api.policies.createPolicy:CreatePolicyRequest',
  },
  bot: { answer: 'entity.bot:Bot', create: 'api.createBot:CreateBot' },
  classification: {
    answer: 'entity.classification.classification:Classification',
    create: 'api.classification.createClassification:CreateClassificationRequest',
  },
  tag: { answer: 'entity.classification.tag:Tag', create: 'api.classification.createTag:CreateTagRequest' },
  domain: { answer: 'entity.domains.domain:Domain', create: 'api.domains.createDomain:CreateDomainRequest' },
  dataProduct: {
    answer: 'entity.domains.dataProduct:DataProduct',
    create: 'api.domains.createDataProduct:CreateDataProductRequest',
  },
  document: {
    answer: 'entity.docStore.document:Document',
    create: 'api.docStore.createDocument:CreateDocumentRequest',
  },

  testDefinition: {
    answer: 'tests.testDefinition:TestDefinition',
    create: 'api.tests.createTestDefinition:CreateTestDefinitionRequest',
  },
  testSuite: {
    answer: 'tests.testSuite:TestSuite',
    create: 'api.tests.createTestSuite:CreateTestSuiteRequest',
  },
  testCase: { answer: 'tests.testCase:TestCase', create: 'api.tests.createTestCase:CreateTestCaseRequest' },
  dataInsightChart: {
    answer: 'dataInsight.dataInsightChart:DataInsightChart',
    create: 'api.dataInsight.createDataInsightChart:CreateDataInsightChart',
  },
  webAnalyticEvent: {
    answer: 'analytics.webAnalyticEvent:WebAnalyticEvent',
    create: 'api.analytics.createWebAnalyticEvent:CreateWebAnalyticEvent',
  },
  dataInsightCustomChart: {
    answer: 'dataInsight.custom.dataInsightCustomChart:Chart',
    create: 'api.dataInsight.custom.createDataInsightCustomChart:CreateDataInsightCustomChart',
  },
  kpi: { answer: 'dataInsight.kpi.kpi:Kpi', create: 'api.dataInsight.kpi.createKpiRequest:CreateKpiRequest' },

  app: {
    answer: 'entity.applications.app:App',
    create: 'entity.applications.createAppRequest:CreateAppRequest',
  },
  appMarketPlaceDefinition: {
    answer: 'entity.applications.marketplace.appMarketPlaceDefinition:AppMarketPlaceDefinition',
    create:
      'entity.applications.marketplace.createAppMarketPlaceDefinitionReq:CreateAppMarketPlaceDefinitionRequest',
  },
  eventSubscription: {
    answer: 'events.eventSubscription:EventSubscription',
    create: 'events.api.createEventSubscription:CreateEventSubscription',
  },
  workflow: {
    answer: 'entity.automations.workflow:Workflow',
    create: 'api.automations.createWorkflow:CreateWorkflowRequest',
  },
}

export interface Exception {
  /** Entity type; left out for all. */
  readonly type?: string
  /** What {@link compareAnswer} and {@link compareCreate} say, from its beginning. */
  readonly finding: RegExp
  readonly because: string
}

/** Differences that are meant. */
export const exceptions: readonly Exception[] = [
  {
    finding:
      /^(answer|create)\.(sourceConfig\.config\.serviceConnections\[\]\.serviceC|request\.c)onnection\b/,
    because:
      'the model has a union by kind of service; here the type of the connection alone tells them apart',
  },
  {
    type: 'app',
    finding: /^create\.name: required here/,
    because: 'an app is installed by its name; a request without one says nothing',
  },
  {
    type: 'storedProcedure',
    finding: /^create\.databaseSchema: required here/,
    because: 'a procedure outside a schema has no fully qualified name',
  },
  {
    type: 'mcpServer',
    finding: /^answer\.domain: is missing here/,
    because: 'the model still has the member that `domains` replaced',
  },
  {
    type: 'user',
    finding: /authConfig\.clientSecret: optional here/,
    because: 'an Azure application may sign in with a certificate or a workload identity, without a secret',
  },
  {
    finding: /^answer\.impersonatedBy: the model lacks it/,
    because:
      'a few models lack what all others have; it is sent only where an administrator acts for somebody',
  },
]
