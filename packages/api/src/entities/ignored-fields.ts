/** Names that real clients put into `fields=` and that this catalog does not keep: asking for them is no mistake. */
// biome-ignore format: a vocabulary reads better as a paragraph
export const ignoredFields: ReadonlySet<string> = new Set([
  'owner', 'owners', 'tags', 'domain', 'domains', 'dataProducts', 'followers', 'votes', 'reviewers', 'extension',
  'sourceHash', 'lifeCycle', 'certification', 'dataContract', 'entityStatus', 'customMetrics', 'testSuite', 'queries',
  'tableQueries', 'joins', 'profile', 'usageSummary', 'location', 'personas', 'defaultPersona', 'inheritedRoles',
  'childrenCount', 'userCount', 'usageCount', 'termCount', 'children', 'parent', 'incidents', 'pipelineObservability',
  'serviceType', 'databaseProfilerConfig', 'databaseSchemaProfilerConfig', 'tableProfilerConfig',
])
