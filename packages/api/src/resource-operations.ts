/** Which operations mean something for a resource: what its routes and members ask for. */
import { type AnyDefinition, type Operation, operations } from '@waymark/spec'

const everywhere: readonly Operation[] = [
  'All', 'Create', 'Delete', 'ViewAll', 'ViewBasic', 'EditAll', 'EditDescription', 'EditDisplayName',
] // biome-ignore format: a vocabulary

/** By member, own or linked. */
const ofMembers: Readonly<Record<string, readonly Operation[]>> = {
  owners: ['EditOwners'],
  reviewers: ['EditReviewers'],
  tags: ['EditTags', 'EditGlossaryTerms', 'EditTier'],
  certification: ['EditCertification'],
  extension: ['EditCustomFields', 'ViewCustomFields'],
  lifeCycle: ['EditLifeCycle'],
  usageSummary: ['ViewUsage', 'EditUsage'],
  sampleData: ['ViewSampleData', 'EditSampleData'],
  failedRowsSample: ['ViewTestCaseFailedRowsSample', 'DeleteTestCaseFailedRowsSample'],
  tableProfilerConfig: ['ViewDataProfile', 'EditDataProfile'],
  databaseProfilerConfig: ['ViewDataProfile', 'EditDataProfile'],
  databaseSchemaProfilerConfig: ['ViewDataProfile', 'EditDataProfile'],
  pipelineStatus: ['EditStatus'],
  executionStatus: ['EditStatus'],
  pipelineStatuses: ['EditIngestionPipelineStatus'],
  entityStatus: ['EditStatus'],
}

/** What routes of one type ask for. */
const ofTypes: Readonly<Record<string, readonly Operation[]>> = {
  table: ['ViewTests', 'EditTests', 'CreateTests', 'ViewQueries', 'EditQueries'],
  testCase: ['ViewTests', 'EditTests'],
  testSuite: ['ViewTests', 'EditTests'],
  testDefinition: ['ViewTestDefinitionLibrary', 'EditTestDefinitionLibrary'],
  ingestionPipeline: ['Trigger', 'Deploy', 'Kill'],
  app: ['Trigger', 'Deploy', 'Kill'],
  policy: ['EditPolicy'],
  role: ['EditPolicy'],
  team: ['EditUsers', 'EditTeams'],
  user: ['EditTeams', 'EditRole', 'GenerateToken', 'Impersonate'],
  bot: ['Impersonate'],
}

/** In the order of the vocabulary, each once. What can stand in lineage can have it edited. */
export function operationsOn(definition: AnyDefinition): readonly Operation[] {
  const members = [...definition.selectable, ...Object.keys(definition.extensions)]
  const isAsset = definition.traits.includes('dataProducts') && definition.search !== undefined
  const asked = new Set<Operation>([
    ...everywhere,
    ...members.flatMap((name) => ofMembers[name] ?? []),
    ...(ofTypes[definition.type] ?? []),
    ...(isAsset ? (['EditLineage'] as const) : []),
  ])
  return operations.filter((operation) => asked.has(operation))
}
