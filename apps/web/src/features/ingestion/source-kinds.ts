/** Kinds of sources, and which ingestions each takes. */
import { ingestionTexts as texts } from '../../texts/ingestion.ts'

interface SourceKind {
  readonly title: string
  /** The word for it in a connection test. */
  readonly word: string
  /** The options of its metadata ingestion. */
  readonly metadata: string
}

const kinds: Readonly<Record<string, SourceKind>> = {
  databaseService: { title: texts.databases, word: 'Database', metadata: 'DatabaseMetadata' },
  storageService: { title: texts.storage, word: 'Storage', metadata: 'StorageMetadata' },
  messagingService: { title: texts.messaging, word: 'Messaging', metadata: 'MessagingMetadata' },
  dashboardService: { title: texts.dashboards, word: 'Dashboard', metadata: 'DashboardMetadata' },
  pipelineService: { title: texts.pipelines, word: 'Pipeline', metadata: 'PipelineMetadata' },
  apiService: { title: texts.apis, word: 'Api', metadata: 'ApiMetadata' },
  mlmodelService: { title: texts.mlModels, word: 'MlModel', metadata: 'MlModelMetadata' },
  searchService: { title: texts.search, word: 'Search', metadata: 'SearchMetadata' },
  driveService: { title: texts.drives, word: 'Drive', metadata: 'DriveMetadata' },
  mcpService: { title: texts.mcp, word: 'Mcp', metadata: 'McpMetadata' },
  metadataService: { title: texts.catalogsDirectories, word: 'Metadata', metadata: 'DatabaseMetadata' },
  securityService: { title: texts.security, word: 'Security', metadata: 'DatabaseMetadata' },
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
    title: texts.lineage,
    explanation: texts.lineageHint,
    options: 'DatabaseLineage',
    shown: ['queryLogDuration', ...filters],
  },
  {
    pipelineType: 'usage',
    title: texts.usage,
    explanation: texts.usageHint,
    options: 'DatabaseUsage',
    shown: ['queryLogDuration'],
  },
  {
    pipelineType: 'profiler',
    title: texts.profile,
    explanation: texts.profileHint,
    options: 'Profiler',
    shown: ['profileSample', 'profileSampleType', ...filters],
  },
  {
    pipelineType: 'autoClassification',
    title: texts.classification,
    explanation: texts.classificationHint,
    options: 'AutoClassification',
    shown: ['confidence', 'enableAutoClassification', 'storeSampleData', ...filters],
  },
]

/** The ingestions that a service takes, metadata first. */
export function ingestionKinds(serviceEntity: string): readonly IngestionKind[] {
  const kind = kinds[serviceEntity]
  const metadata: IngestionKind = {
    pipelineType: 'metadata',
    title: texts.metadata,
    explanation: texts.metadataHint,
    options: kind?.metadata ?? 'DatabaseMetadata',
    shown: serviceEntity === 'databaseService' ? ['includeViews', 'markDeletedTables', ...filters] : [],
  }
  return serviceEntity === 'databaseService' ? [metadata, ...ofDatabases] : [metadata]
}
