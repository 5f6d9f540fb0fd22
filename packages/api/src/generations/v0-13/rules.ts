/** What differs between the newest shapes and those of the 0.13 clients by more than members and words. */
import type { OlderShape } from '../older-shape.ts'
import type { Rule } from '../rules.ts'
import {
  kpiTarget,
  partitionColumns,
  partitionInterval,
  relatedTerms,
  tableConstraints,
  testSuiteOfCase,
} from './conversions.ts'

const owner: Rule = { kind: 'single', newest: 'owners', older: 'owner' }

const rename = (newest: string, older: string): Rule => ({ kind: 'rename', newest, older })
const gone = (...members: readonly string[]): Rule => ({ kind: 'gone', members })
const whole = (member: string): Rule => ({ kind: 'whole', member })
const seconds: Rule = { kind: 'seconds', member: 'timestamp' }
/** Credentials that stood beside the address, by their names then and now. */
const into = (newest: string, members: Readonly<Record<string, string>>): Rule => ({
  kind: 'into',
  newest,
  members,
})
const passwordInside = into('authType', { password: 'password' })
/** A fixed share or number of rows, beside which sampling may be dynamic now. */
const profileSample: Rule = {
  kind: 'into',
  newest: 'profileSampleConfig',
  within: 'config',
  constants: { sampleConfigType: 'STATIC' },
  members: { profileSample: 'profileSample', profileSampleType: 'profileSampleType' },
}
/** A text its models insist on; the newest may leave it out. */
const description: Rule = { kind: 'fill', member: 'description', value: () => '' }

const ownRules: Readonly<Record<string, readonly Rule[]>> = {
  Table: [rename('schemaDefinition', 'viewDefinition'), tableConstraints, gone('location', 'tableQueries')],
  TablePartition: [partitionColumns, partitionInterval('intervalType'), partitionInterval('interval')],
  TableProfile: [seconds],
  ColumnProfile: [seconds, rename('customMetrics', 'customMetricsProfile')],
  TableProfilerConfig: [profileSample],
  Database: [gone('location')],
  Chart: [rename('sourceUrl', 'chartUrl'), gone('tables')],
  Dashboard: [rename('sourceUrl', 'dashboardUrl')],
  Pipeline: [rename('sourceUrl', 'pipelineUrl')],
  Task: [rename('sourceUrl', 'taskUrl')],
  Metric: [
    {
      // Its models insist on a service; metrics have none now, so a metric stands for itself.
      kind: 'fill',
      member: 'service',
      value: (_baseUrl, { id, name }) => ({ id, type: 'metric', name }),
    },
    gone('usageSummary'),
  ],
  GlossaryTerm: [rename('entityStatus', 'status'), relatedTerms],
  Policy: [gone('location')],
  MetadataService: [gone('allowServiceCreation')],
  IngestionPipeline: [
    {
      kind: 'fill',
      member: 'openMetadataServerConnection',
      value: (baseUrl) => ({ hostPort: `${baseUrl}/api`, authProvider: 'openmetadata' }),
    },
  ],
  // Recorded: a run ends at a fraction of a millisecond.
  PipelineStatus: [whole('startDate'), whole('timestamp'), whole('endDate')],
  TestDefinition: [description],
  TestCase: [testSuiteOfCase],
  TestSuite: [description, { kind: 'single', newest: 'pipelines', older: 'pipeline' }],
  TestCaseResult: [seconds],
  Kpi: [kpiTarget],

  PostgresConnection: [passwordInside],
  MysqlConnection: [passwordInside],
  RedshiftConnection: [passwordInside],
  TrinoConnection: [passwordInside, gone('params')],
  DatabricksConnection: [into('authType', { token: 'token' })],
  BigQueryConnection: [
    gone('classificationName', 'partitionQueryDuration', 'partitionQuery', 'partitionField'),
  ],
  GCSCredentials: [rename('gcpConfig', 'gcsConfig')],
  DeltaLakeConnection: [into('configSource', { metastoreConnection: 'connection', appName: 'appName' })],
  DruidConnection: [rename('databaseName', 'database')],
  GlueConnection: [{ kind: 'fill', member: 'storageServiceName', value: () => '' }],
  MssqlConnection: [gone('uriString')],
  SalesforceConnection: [
    { kind: 'single', newest: 'sobjectNames', older: 'sobjectName' },
    gone('scheme', 'hostPort', 'supportsProfiler', 'supportsQueryComment'),
  ],
  DomoDatabaseConnection: [rename('instanceDomain', 'sandboxDomain')],
  DomoDashboardConnection: [rename('instanceDomain', 'sandboxDomain')],
  DomoPipelineConnection: [rename('instanceDomain', 'sandboxDomain')],
  SupersetConnection: [gone('connectionOptions')],
  TableauConnection: [
    into('authType', {
      username: 'username',
      password: 'password',
      personalAccessTokenName: 'personalAccessTokenName',
      personalAccessTokenSecret: 'personalAccessTokenSecret',
    }),
    gone('siteUrl'),
    { kind: 'fill', member: 'env', value: () => '' },
  ],
  // Its model has the text '10' for a default, as others have for counts.
  AirflowConnection: [whole('numberOfStatus')],
  AirbyteConnection: [into('auth', { username: 'username', password: 'password' })],
  MetadataESConnection: [
    gone('includeTopics', 'includeTables', 'includeDashboards', 'includePipelines', 'includeMlModels'),
    gone('includeUsers', 'includeTeams', 'includeGlossaryTerms', 'includePolicy', 'includeTags'),
    gone('includeMessagingServices', 'includeDatabaseServices', 'includePipelineServices', 'limitRecords'),
  ],
  OpenMetadataConnection: [gone('secretsManagerCredentials'), whole('limitRecords')],

  DatabaseServiceQueryUsagePipeline: [whole('resultLimit')],
  DatabaseServiceQueryLineagePipeline: [whole('resultLimit')],
  DatabaseServiceMetadataPipeline: [gone('markAllDeletedTables')],
  DashboardServiceMetadataPipeline: [into('lineageInformation', { dbServiceNames: 'dbServicePrefixes' })],
  DatabaseServiceProfilerPipeline: [gone('generateSampleData'), profileSample],
}

/** One owner became many in everything that anybody owns. */
function ownerRule({ parts }: OlderShape): readonly Rule[] {
  return parts.owner === 'EntityReference' ? [owner] : []
}

export function rulesFor(
  shapes: Readonly<Record<string, OlderShape>>,
): Readonly<Record<string, readonly Rule[]>> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, [...ownerRule(shape), ...(ownRules[name] ?? [])]]),
  )
}
