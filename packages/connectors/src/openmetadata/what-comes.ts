/** Which types are brought over, in which order, and what of each waits or stays behind. */

/**
 * What others point at comes first. Left out on purpose: bots and their tokens, saved ingestions and their runs, alerts, apps and
 * workflows, which hold secrets or act, and what every server makes for itself.
 */
export const typesInOrder = [
  ...['policy', 'role', 'team', 'persona', 'user', 'domain', 'dataProduct'],
  ...['classification', 'tag', 'glossary', 'glossaryTerm', 'metric'],
  ...['databaseService', 'messagingService', 'dashboardService', 'pipelineService', 'mlmodelService'],
  ...['storageService', 'searchService', 'apiService', 'driveService', 'metadataService'],
  ...[
    'database',
    'databaseSchema',
    'table',
    'storedProcedure',
    'query',
    'topic',
    'chart',
    'dashboardDataModel',
  ],
  ...['dashboard', 'mlmodel', 'pipeline', 'container', 'searchIndex', 'apiCollection', 'apiEndpoint'],
  ...['directory', 'file', 'spreadsheet', 'worksheet', 'testDefinition', 'testCase', 'dataContract'],
] as const

/** Members that would point at what comes later, or at another of the type. */
export const heldBack: Readonly<Record<string, readonly string[]>> = {
  policy: ['owners', 'domains'],
  role: ['owners', 'domains'],
  team: ['owners', 'domains', 'users', 'children', 'defaultPersona'],
  persona: ['owners', 'domains', 'users'],
  user: ['domains', 'defaultPersona', 'personas'],
  domain: ['children'],
  glossaryTerm: ['relatedTerms', 'children'],
  metric: ['relatedMetrics'],
  tag: ['children'],
}

/** Whose edges are asked for. */
export const withLineage: ReadonlySet<string> = new Set([
  ...[
    'table',
    'storedProcedure',
    'topic',
    'dashboard',
    'dashboardDataModel',
    'mlmodel',
    'pipeline',
    'container',
  ],
  ...['searchIndex', 'apiEndpoint'],
])

/** What the servers compute or count, and history that stays where it happened: nobody misses it in the report. */
export const computed: ReadonlySet<string> = new Set([
  ...['id', 'href', 'version', 'updatedAt', 'updatedBy', 'changeDescription', 'incrementalChangeDescription'],
  ...[
    'deleted',
    'fullyQualifiedName',
    'impersonatedBy',
    'usageSummary',
    'usageCount',
    'childrenCount',
    'userCount',
  ],
  ...['service', 'serviceType', 'database', 'databaseSchema', 'inherited', 'isAdmin', 'lastLoginTime'],
  ...[
    'lastActivityTime',
    'inheritedRoles',
    'inheritedPersonas',
    'inheritedDomains',
    'owns',
    'follows',
    'children',
  ],
  ...[
    'entityFQN',
    'testSuite',
    'testSuites',
    'entityStatus',
    'sourceHash',
    'testConnectionResult',
    'pipelines',
  ],
  ...[
    'glossary',
    'classification',
    'apiCollection',
    'termCount',
    'assets',
    'profile',
    'provider',
    'disabled',
  ],
  ...[
    'databaseSchemas',
    'tables',
    'charts',
    'databases',
    'apiEndpoints',
    'createdBy',
    'authenticationMechanism',
  ],
])
