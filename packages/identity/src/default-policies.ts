/** The policies and roles that a new catalog starts with; the composition stores them once, administrators change them. */
import type { Operation } from '@waymark/spec'

export interface SeedRule {
  readonly name: string
  readonly description: string
  readonly effect: 'allow' | 'deny'
  readonly operations: readonly Operation[]
  readonly resources: readonly string[]
  readonly condition?: string
}

export interface SeedPolicy {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly rules: readonly SeedRule[]
}

export interface SeedRole {
  readonly name: string
  readonly displayName: string
  readonly description: string
  /** Names of policies. */
  readonly policies: readonly string[]
}

const allow = (
  name: string,
  description: string,
  operations: readonly Operation[],
  resources: readonly string[] = ['All'],
  condition?: string,
): SeedRule => ({
  name,
  description,
  effect: 'allow',
  operations,
  resources,
  ...(condition && { condition }),
})

const policy = (
  name: string,
  displayName: string,
  description: string,
  rules: readonly SeedRule[],
): SeedPolicy => ({
  name,
  displayName,
  description,
  rules,
})

/** What a bot needs to read anything and write what it produces. */
const botPolicy = (
  name: string,
  displayName: string,
  does: string,
  operations: readonly Operation[],
): SeedPolicy =>
  policy(name, displayName, `Lets a bot ${does}.`, [
    allow(`${name}-Work`, `A bot may ${does}.`, operations),
    allow(`${name}-Read`, 'A bot may read everything.', ['ViewAll']),
  ])

/** `OrganizationPolicy` belongs to the organization, the team above all teams; the others to the roles below. */
export const defaultPolicies: readonly SeedPolicy[] = [
  policy('OrganizationPolicy', 'Organization', 'What everybody who signed in may do.', [
    allow('OrganizationPolicy-View', 'Everybody may look at the catalog.', ['ViewAll']),
    allow('OrganizationPolicy-Owner', 'Owners may change what they own.', ['EditAll'], ['All'], 'isOwner()'),
    allow(
      'OrganizationPolicy-Adopt',
      'What nobody owns may be given an owner.',
      ['EditOwners'],
      ['All'],
      'noOwner()',
    ),
  ]),
  policy('DataConsumerPolicy', 'Data consumer', 'People who use data and say what they learn about it.', [
    allow('DataConsumerPolicy-Describe', 'Consumers may describe, tag and rate the importance of data.', [
      'EditDescription',
      'EditGlossaryTerms',
      'EditTags',
      'EditTier',
    ]),
  ]),
  policy('DataStewardPolicy', 'Data steward', 'People who keep the catalog in order.', [
    allow('DataStewardPolicy-Curate', 'Stewards may name, describe, tag, connect and assign data.', [
      'EditCertification',
      'EditDescription',
      'EditDisplayName',
      'EditGlossaryTerms',
      'EditLineage',
      'EditOwners',
      'EditReviewers',
      'EditTags',
      'EditTier',
    ]),
  ]),
  policy('IngestionBotPolicy', 'Ingestion bot', 'Lets a bot bring metadata in and take out what is gone.', [
    allow('IngestionBotPolicy-Work', 'The bot may write what it finds and delete what is gone.', [
      'Create',
      'Delete',
      'EditAll',
      'EditIngestionPipelineStatus',
    ]),
    allow('IngestionBotPolicy-Read', 'The bot may read everything.', ['ViewAll']),
    {
      name: 'IngestionBotPolicy-NoRights',
      description: 'Whoever has the credential of the bot cannot give themselves rights with it.',
      effect: 'deny',
      operations: ['Create', 'Delete', 'EditAll'],
      resources: ['bot', 'policy', 'role'],
    },
    {
      name: 'IngestionBotPolicy-NoAccounts',
      description: 'Owners may be created, existing people are left alone.',
      effect: 'deny',
      operations: ['Delete', 'EditAll'],
      resources: ['user'],
    },
  ]),
  botPolicy('LineageBotPolicy', 'Lineage bot', 'connect assets with lineage', ['EditLineage']),
  botPolicy('ProfilerBotPolicy', 'Profiler bot', 'store profiles and samples', [
    'EditDataProfile',
    'EditSampleData',
    'EditTags',
    'EditIngestionPipelineStatus',
  ]),
  botPolicy('QualityBotPolicy', 'Quality bot', 'define tests and store their results', [
    'Create',
    'EditTests',
    'EditDataProfile',
    'EditIngestionPipelineStatus',
  ]),
  botPolicy('UsageBotPolicy', 'Usage bot', 'store how often data is used and by which queries', [
    'Create',
    'EditUsage',
    'EditQueries',
    'EditLifeCycle',
    'EditIngestionPipelineStatus',
  ]),
]

const role = (name: string, displayName: string, description: string, policyName: string): SeedRole => ({
  name,
  displayName,
  description,
  policies: [policyName],
})

/** `DataConsumer` is the organization's default role. */
export const defaultRoles: readonly SeedRole[] = [
  role('DataConsumer', 'Data consumer', 'Uses data.', 'DataConsumerPolicy'),
  role('DataSteward', 'Data steward', 'Keeps the catalog in order.', 'DataStewardPolicy'),
  role('IngestionBotRole', 'Ingestion bot', 'Brings metadata in.', 'IngestionBotPolicy'),
  role('LineageBotRole', 'Lineage bot', 'Connects assets with lineage.', 'LineageBotPolicy'),
  role('ProfilerBotRole', 'Profiler bot', 'Stores profiles.', 'ProfilerBotPolicy'),
  role('QualityBotRole', 'Quality bot', 'Tests data.', 'QualityBotPolicy'),
  role('UsageBotRole', 'Usage bot', 'Stores usage.', 'UsageBotPolicy'),
]
