/** What the apps that clients know are configured with. */
import { Type } from '@sinclair/typebox'
import { SECRET_KEYS_KEYWORD } from '../secret.ts'
import { AutomatorAction } from './automator-action.ts'

const flag = Type.Optional(Type.Boolean())
const whole = Type.Optional(Type.Integer())
const entityNames = Type.Optional(Type.Array(Type.String()))
const on = (id: string) => Type.Object({ enabled: Type.Boolean() }, { $id: id, additionalProperties: false })
const kind = (name: string) => Type.String({ enum: [name] })

const CollateAI = Type.Object(
  { type: Type.Optional(kind('CollateAI')), filter: Type.String(), patchIfEmpty: flag },
  { $id: 'CollateAIAppConfig', additionalProperties: false },
)
const CollateAIQuality = Type.Object(
  { type: Type.Optional(kind('CollateAIQualityAgent')), filter: Type.String(), active: flag },
  { $id: 'CollateAIQualityAgentAppConfig', additionalProperties: false },
)
const CollateAITier = Type.Object(
  { type: Type.Optional(kind('CollateAITierAgent')), filter: Type.String(), patchIfEmpty: flag },
  { $id: 'CollateAITierAgentAppConfig', additionalProperties: false },
)

const Automator = Type.Object(
  {
    type: kind('Automator'),
    resources: Type.Object(
      {
        type: Type.Optional(Type.Array(Type.String())),
        queryFilter: Type.Optional(Type.String()),
        filterJsonTree: Type.Optional(Type.String()),
      },
      { $id: 'AutomatorResource', additionalProperties: true },
    ),
    actions: Type.Array(AutomatorAction),
  },
  { $id: 'AutomatorAppConfig', additionalProperties: false },
)

const SlackApp = Type.Object(
  {
    clientId: Type.String(),
    clientSecret: Type.String(),
    signingSecret: Type.String(),
    userToken: Type.Optional(Type.String()),
    botToken: Type.Optional(Type.String()),
  },
  { $id: 'SlackAppConfig', additionalProperties: false },
)

const DataInsights = Type.Object(
  {
    type: Type.Optional(kind('DataInsights')),
    batchSize: Type.Optional(Type.Integer({ minimum: 0 })),
    recreateDataAssetsIndex: flag,
    backfillConfiguration: Type.Optional(
      Type.Object(
        {
          enabled: flag,
          startDate: Type.Optional(Type.String({ format: 'date' })),
          endDate: Type.Optional(Type.String({ format: 'date' })),
        },
        { $id: 'BackfillConfiguration', additionalProperties: true },
      ),
    ),
    moduleConfiguration: Type.Optional(
      Type.Object(
        {
          dataAssets: Type.Object(
            {
              enabled: Type.Boolean(),
              entities: entityNames,
              retention: Type.Optional(Type.Integer({ minimum: 0 })),
              serviceFilter: Type.Optional(
                Type.Object(
                  { serviceType: Type.Optional(Type.String()), serviceName: Type.Optional(Type.String()) },
                  { $id: 'InsightServiceFilter', additionalProperties: false },
                ),
              ),
            },
            { $id: 'InsightDataAssets', additionalProperties: false },
          ),
          appAnalytics: on('InsightAppAnalytics'),
          dataQuality: on('InsightDataQuality'),
          costAnalysis: on('InsightCostAnalysis'),
        },
        { $id: 'InsightModules', additionalProperties: false },
      ),
    ),
  },
  { $id: 'DataInsightsAppConfig', additionalProperties: false },
)

const DataInsightsReport = Type.Object(
  { type: Type.Optional(kind('DataInsightsReport')), sendToAdmins: flag, sendToTeams: flag },
  { $id: 'DataInsightsReportAppConfig', additionalProperties: false },
)

const indexSettings = {
  numberOfReplicas: Type.Optional(Type.Integer({ minimum: 0 })),
  refreshInterval: Type.Optional(Type.String()),
  translogDurability: Type.Optional(Type.String({ enum: ['request', 'async'] })),
  translogSyncInterval: Type.Optional(Type.String()),
}
const IndexSettings = Type.Object(indexSettings, { $id: 'IndexSettings', additionalProperties: false })

const SearchIndexing = Type.Object(
  {
    type: Type.Optional(kind('SearchIndexing')),
    entities: entityNames,
    recreateIndex: flag,
    batchSize: whole,
    payLoadSize: whole,
    producerThreads: whole,
    consumerThreads: whole,
    maxConcurrentRequests: whole,
    maxRetries: whole,
    initialBackoff: whole,
    maxBackoff: whole,
    queueSize: whole,
    searchIndexMappingLanguage: Type.Optional(Type.String({ enum: ['EN', 'JP', 'ZH', 'RU'] })),
    autoTune: flag,
    useDistributedIndexing: flag,
    partitionSize: Type.Optional(Type.Integer({ minimum: 1000, maximum: 50_000 })),
    timeSeriesMaxDays: Type.Optional(Type.Integer({ minimum: -1 })),
    timeSeriesEntityDays: Type.Optional(Type.Record(Type.String(), Type.Integer())),
    liveIndexSettings: Type.Optional(IndexSettings),
    bulkIndexSettings: Type.Optional(
      Type.Object(
        { ...indexSettings, forceMergeOnPromote: flag },
        { $id: 'BulkIndexSettings', additionalProperties: false },
      ),
    ),
    liveIndexSettingsByEntity: Type.Optional(Type.Record(Type.String(), IndexSettings)),
  },
  { $id: 'SearchIndexingAppConfig', additionalProperties: false },
)

const CacheWarmup = Type.Object(
  {
    type: Type.Optional(kind('CacheWarmup')),
    entities: entityNames,
    batchSize: Type.Optional(Type.Integer({ minimum: 10, maximum: 1000 })),
    warmBundles: flag,
    warmRelationships: flag,
    enableDistributedClaim: flag,
    force: flag,
  },
  { $id: 'CacheWarmupAppConfig', additionalProperties: false },
)

/** Periods in days. */
const DataRetention = Type.Object(
  {
    changeEventRetentionPeriod: Type.Integer({ minimum: 1 }),
    activityThreadsRetentionPeriod: Type.Integer({ minimum: 0 }),
    testCaseResultsRetentionPeriod: Type.Integer(),
    profileDataRetentionPeriod: Type.Integer(),
    auditLogRetentionPeriod: Type.Integer({ minimum: 1 }),
  },
  { $id: 'DataRetentionAppConfig', additionalProperties: false },
)

const AutoPilot = Type.Object(
  {
    type: Type.Optional(kind('AutoPilotApplication')),
    active: Type.Boolean(),
    entityLink: Type.Optional(Type.String()),
  },
  { $id: 'AutoPilotAppConfig', additionalProperties: false },
)

/** An app nobody here knows brings a configuration of its own; secrets in it are found by their key. */
const AnyOther = Type.Record(Type.String(), Type.Unknown())

export const AppConfiguration = Type.Union(
  [
    CollateAI, Automator, SlackApp, CollateAIQuality, CollateAITier, DataInsights, DataInsightsReport,
    SearchIndexing, CacheWarmup, DataRetention, AutoPilot, AnyOther,
  ], // biome-ignore format: a vocabulary
  { [SECRET_KEYS_KEYWORD]: true },
)

const CollateAIPrivate = Type.Object(
  {
    waiiInstance: Type.String(),
    collateURL: Type.String(),
    token: Type.String(),
    limits: Type.Object(
      {
        actions: Type.Record(Type.String(), Type.Number()),
        billingCycleStart: Type.Optional(Type.String({ format: 'date' })),
      },
      { $id: 'AppLimits', additionalProperties: false },
    ),
  },
  { $id: 'CollateAIAppPrivateConfig', additionalProperties: false },
)

export const PrivateAppConfiguration = Type.Union([CollateAIPrivate, AnyOther], {
  [SECRET_KEYS_KEYWORD]: true,
})
