/** Reads `sourceConfig.config`: which kind of run it asks for, its filters, options, and what may be removed. */
import { type TSchema, Type } from '@sinclair/typebox'
import { configSchema, configTypes, didYouMean } from '@waymark/spec'
import {
  type Connector,
  type FilterKind,
  filterKinds,
  type NameFilter,
  type ReadContext,
} from '../connector.ts'
import { compileFilter, everyName, PatternError } from '../name-filter.ts'
import type { Path } from './document.ts'
import { type Finding, findingsOf } from './validate.ts'
import type { WorkflowKind } from './workflow.ts'

export const sourceConfigPath: Path = ['source', 'sourceConfig', 'config']

const kinds: Readonly<Record<string, WorkflowKind>> = {
  DatabaseLineage: 'lineage',
  DatabaseUsage: 'usage',
  Profiler: 'profiler',
  TestSuite: 'testSuite',
  AutoClassification: 'autoClassification',
}

/** Types that describe what runs inside the server or another tool, not what this runner does. */
const notRunHere: ReadonlySet<string> = new Set([
  'Application',
  'dataInsight',
  'MetadataToElasticSearch',
  'ReverseIngestion',
])

/** The type a metadata file means when it names none, by the service's entity type. */
const typeOfService: Readonly<Record<string, string>> = {
  databaseService: 'DatabaseMetadata',
  messagingService: 'MessagingMetadata',
  dashboardService: 'DashboardMetadata',
  pipelineService: 'PipelineMetadata',
  mlmodelService: 'MlModelMetadata',
  storageService: 'StorageMetadata',
  searchService: 'SearchMetadata',
  apiService: 'ApiMetadata',
  driveService: 'DriveMetadata',
  mcpService: 'McpMetadata',
}

/** Members that older and newer releases of OpenMetadata have; they change nothing here and are not warned of. */
const tolerated = [
  // Of sources that OpenMetadata does not have: people and groups of a directory.
  ...['userFilterPattern', 'teamFilterPattern'],
  ...[
    'processViewLineage',
    'overrideViewLineage',
    'overrideLineage',
    'viewParsingTimeoutLimit',
    'includeDDL',
  ],
  ...['markAllDeletedTables', 'markDeletedTablesFromFilterOnly', 'dbtConfigSource', 'generateSampleData'],
  ...['enableDataProfiler', 'profileSample', 'profileSampleType', 'sampleDataCount', 'confidence'],
  ...[
    'processPiiSensitive',
    'threadCount',
    'timeoutSeconds',
    'threads',
    'stageFileLocation',
    'useStatistics',
  ],
]

/** `postgres-usage` and `postgres-lineage` are how files name the connector of a run over its query log. */
export function splitSourceType(sourceType: string): { readonly connector: string; readonly suffix: string } {
  const [, connector = sourceType, suffix = ''] = /^(.+)-(usage|lineage)$/i.exec(sourceType) ?? []
  return { connector: connector.toLowerCase(), suffix: suffix.toLowerCase() }
}

/** The `type` that the configuration has or means. */
export function sourceConfigType(
  config: Readonly<Record<string, unknown>>,
  sourceType: string,
  connector: Connector<unknown> | undefined,
): string {
  if (typeof config.type === 'string') return config.type
  const { suffix } = splitSourceType(sourceType)
  if (suffix !== '') return suffix === 'usage' ? 'DatabaseUsage' : 'DatabaseLineage'
  if (/^test-?suite$/i.test(sourceType)) return 'TestSuite'
  return connector?.sourceConfigType ?? typeOfService[connector?.serviceEntity ?? ''] ?? 'DatabaseMetadata'
}

/** The kind of run; an unknown type, or one that is not run here, is a finding. */
export function kindOf(type: string, add: (findings: readonly Finding[]) => void): WorkflowKind | undefined {
  const path = [...sourceConfigPath, 'type']
  const available = configTypes('sourceConfig').filter((each) => !notRunHere.has(each))
  if (available.includes(type)) return kinds[type] ?? 'metadata'
  const likely = didYouMean(type, available)
  const message = notRunHere.has(type)
    ? `'${type}' runs inside the server: start it there, not from a file.`
    : `must be one of ${available.join(', ')}.${likely === undefined ? '' : ` Did you mean '${likely}'?`}`
  add([{ severity: 'error', path, message }])
  return undefined
}

export function sourceConfigFindings(type: string, config: unknown): Finding[] {
  const schema = configSchema('sourceConfig', type)
  return schema === undefined ? [] : findingsOf(withTolerated(schema), config, sourceConfigPath)
}

function withTolerated(schema: TSchema): TSchema {
  if (schema.type !== 'object') return schema
  const properties = schema.properties as Readonly<Record<string, TSchema>> // an object schema of TypeBox
  const more = tolerated.filter((name) => !Object.hasOwn(properties, name))
  const added = Object.fromEntries(more.map((name) => [name, Type.Unknown()]))
  return { ...schema, properties: { ...properties, ...added } }
}

/** The filters, compiled; a pattern that cannot be compiled is a finding and lets every name pass. */
export function readFilters(
  config: Readonly<Record<string, unknown>>,
  add: (findings: readonly Finding[]) => void,
): ReadContext['filters'] {
  const compiled = new Map<FilterKind, NameFilter>()
  for (const kind of filterKinds) {
    const member = `${kind}FilterPattern`
    const pattern = config[member]
    if (typeof pattern !== 'object' || pattern === null) continue
    try {
      compiled.set(kind, compileFilter(pattern)) // validated against the schema of filter patterns
    } catch (error) {
      if (!(error instanceof PatternError)) throw error
      add([
        {
          severity: 'error',
          path: [...sourceConfigPath, member, error.list, error.index],
          message: error.message,
        },
      ])
    }
  }
  return {
    filter: (kind) => compiled.get(kind) ?? everyName,
    useFqn: config.useFqnForFiltering === true,
  }
}

export function readOptions(config: Readonly<Record<string, unknown>>): ReadContext['options'] {
  const unlessOff = (name: string) => config[name] !== false
  return {
    includeTables: unlessOff('includeTables'),
    includeViews: unlessOff('includeViews'),
    includeStoredProcedures: unlessOff('includeStoredProcedures'),
    includeLineage: unlessOff('processViewLineage') && unlessOff('includeLineage'),
    sourceConfig: config,
  }
}

/** Entity types by the member that says whether what the source no longer has is removed, with OpenMetadata's defaults. */
const removalMembers: Readonly<
  Record<string, { readonly types: readonly string[]; readonly usual: boolean }>
> = {
  markDeletedTables: { types: ['table'], usual: true },
  markDeletedStoredProcedures: { types: ['storedProcedure'], usual: true },
  markDeletedSchemas: { types: ['databaseSchema'], usual: false },
  markDeletedDatabases: { types: ['database'], usual: false },
  markDeletedTopics: { types: ['topic'], usual: true },
  markDeletedDashboards: { types: ['dashboard'], usual: true },
  markDeletedCharts: { types: ['chart'], usual: true },
  markDeletedDataModels: { types: ['dashboardDataModel'], usual: true },
  markDeletedPipelines: { types: ['pipeline'], usual: true },
  markDeletedMlModels: { types: ['mlmodel'], usual: true },
  markDeletedContainers: { types: ['container'], usual: true },
  markDeletedSearchIndexes: { types: ['searchIndex'], usual: true },
  markDeletedApiCollections: { types: ['apiCollection', 'apiEndpoint'], usual: true },
}

/** Entity types whose stale entities this run removes. */
export function readRemoval(config: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const removed = Object.entries(removalMembers)
    .filter(([member, { usual }]) => (typeof config[member] === 'boolean' ? config[member] : usual))
    .flatMap(([, { types }]) => types)
  return new Set(removed)
}
