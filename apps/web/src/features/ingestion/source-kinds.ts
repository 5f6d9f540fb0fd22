/** Kinds of sources, and which ingestions each takes. */

interface SourceKind {
  readonly title: string
  /** The word for it in a connection test. */
  readonly word: string
  /** The options of its metadata ingestion. */
  readonly metadata: string
}

const kinds: Readonly<Record<string, SourceKind>> = {
  databaseService: { title: 'Databases', word: 'Database', metadata: 'DatabaseMetadata' },
  storageService: { title: 'Storage', word: 'Storage', metadata: 'StorageMetadata' },
  messagingService: { title: 'Messaging', word: 'Messaging', metadata: 'MessagingMetadata' },
  dashboardService: { title: 'Dashboards', word: 'Dashboard', metadata: 'DashboardMetadata' },
  pipelineService: { title: 'Pipelines', word: 'Pipeline', metadata: 'PipelineMetadata' },
  apiService: { title: 'APIs', word: 'Api', metadata: 'ApiMetadata' },
  mlmodelService: { title: 'ML models', word: 'MlModel', metadata: 'MlModelMetadata' },
  searchService: { title: 'Search', word: 'Search', metadata: 'SearchMetadata' },
  driveService: { title: 'Drives', word: 'Drive', metadata: 'DriveMetadata' },
  mcpService: { title: 'MCP', word: 'Mcp', metadata: 'McpMetadata' },
  metadataService: { title: 'Catalogs and directories', word: 'Metadata', metadata: 'DatabaseMetadata' },
  securityService: { title: 'Security', word: 'Security', metadata: 'DatabaseMetadata' },
}

export const sourceKinds: readonly string[] = Object.keys(kinds)

export function sourceTitle(serviceEntity: string): string {
  return kinds[serviceEntity]?.title ?? serviceEntity
}

export function connectionWord(serviceEntity: string): string {
  return kinds[serviceEntity]?.word ?? 'Database'
}

export interface IngestionKind {
  readonly pipelineType: string
  readonly title: string
  readonly explanation: string
  /** `type` of its options. */
  readonly options: string
  /** Options that are shown without asking for more. */
  readonly shown: readonly string[]
}

const filters = ['databaseFilterPattern', 'schemaFilterPattern', 'tableFilterPattern']

const ofDatabases: readonly IngestionKind[] = [
  {
    pipelineType: 'lineage',
    title: 'Lineage from queries',
    explanation: 'Reads the query log and draws who reads and writes what.',
    options: 'DatabaseLineage',
    shown: ['queryLogDuration', ...filters],
  },
  {
    pipelineType: 'usage',
    title: 'Usage',
    explanation: 'Reads the query log and counts who uses what.',
    options: 'DatabaseUsage',
    shown: ['queryLogDuration'],
  },
  {
    pipelineType: 'profiler',
    title: 'Profile',
    explanation: 'Measures tables and columns: rows, empty values, spread.',
    options: 'Profiler',
    shown: ['profileSample', 'profileSampleType', ...filters],
  },
  {
    pipelineType: 'autoClassification',
    title: 'Classification',
    explanation: 'Looks at names and samples for personal data, and suggests tags.',
    options: 'AutoClassification',
    shown: ['confidence', 'enableAutoClassification', 'storeSampleData', ...filters],
  },
]

/** The ingestions that a service takes, metadata first. */
export function ingestionKinds(serviceEntity: string): readonly IngestionKind[] {
  const kind = kinds[serviceEntity]
  const metadata: IngestionKind = {
    pipelineType: 'metadata',
    title: 'Metadata',
    explanation: 'Reads what there is: names, structure, descriptions, relations.',
    options: kind?.metadata ?? 'DatabaseMetadata',
    shown: serviceEntity === 'databaseService' ? ['includeViews', 'markDeletedTables', ...filters] : [],
  }
  return serviceEntity === 'databaseService' ? [metadata, ...ofDatabases] : [metadata]
}
