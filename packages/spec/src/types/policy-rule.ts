/** One rule of a policy: who may (not) do which operations on which resources. */
import { type Static, Type } from '@sinclair/typebox'

// biome-ignore format: a vocabulary reads better as a paragraph
export const operations = [
  'All', 'Create', 'BulkCreate', 'CreateIngestionPipelineAutomator', 'CreateTests', 'Delete', 'ViewAll', 'ViewBasic',
  'ViewUsage', 'ViewTests', 'ViewQueries', 'ViewDataProfile', 'ViewProfilerGlobalConfiguration', 'ViewSampleData',
  'ViewTestCaseFailedRowsSample', 'ViewCustomFields', 'EditAll', 'BulkUpdate', 'EditCustomFields', 'EditDataProfile',
  'EditDescription', 'EditDisplayName', 'EditLineage', 'EditEntityRelationship', 'EditPolicy', 'EditOwners', 'EditQueries',
  'EditReviewers', 'EditRole', 'EditSampleData', 'EditStatus', 'EditTags', 'EditGlossaryTerms', 'EditTeams', 'EditTier',
  'EditCertification', 'EditTests', 'EditUsage', 'EditUsers', 'EditLifeCycle', 'EditKnowledgePanel', 'EditPage',
  'EditIngestionPipelineStatus', 'EditUserNotificationTemplate', 'DeleteTestCaseFailedRowsSample', 'Deploy', 'Trigger',
  'Kill', 'GenerateToken', 'EditScim', 'CreateScim', 'DeleteScim', 'ViewScim', 'Impersonate', 'AuditLogs',
  'ViewTestDefinitionLibrary', 'EditTestDefinitionLibrary',
] as const

export const Operation = Type.String({ enum: [...operations], $id: 'Operation' })
export type Operation = (typeof operations)[number]

export const PolicyRule = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    description: Type.Optional(Type.String()),
    effect: Type.String({ enum: ['allow', 'deny'] }),
    operations: Type.Array(Operation),
    resources: Type.Array(Type.String()),
    condition: Type.Optional(Type.String({ description: 'e.g. isOwner() || noOwner()' })),
    fullyQualifiedName: Type.Optional(Type.String()),
  },
  { $id: 'PolicyRule', additionalProperties: false },
)
export type PolicyRule = Static<typeof PolicyRule>
