/** Reports about the catalog, one record per group and day: what it holds, who looks at what, what data costs. */
import { type Static, Type } from '@sinclair/typebox'
import { EntityReference } from './entity-reference.ts'
import { LifeCycle } from './life-cycle.ts'

export const reportDataTypes = [
  'entityReportData',
  'webAnalyticUserActivityReportData',
  'webAnalyticEntityViewReportData',
  'rawCostAnalysisReportData',
  'aggregatedCostAnalysisReportData',
] as const
export type ReportDataType = (typeof reportDataTypes)[number]

const count = () => Type.Optional(Type.Integer())
const word = () => Type.Optional(Type.String())

export const EntityReportData = Type.Object(
  {
    serviceName: word(),
    entityType: word(),
    entityTier: word(),
    team: word(),
    organization: word(),
    completedDescriptions: count(),
    missingDescriptions: count(),
    hasOwner: count(),
    missingOwner: count(),
    entityCount: count(),
  },
  { $id: 'EntityReportData', additionalProperties: false },
)
export type EntityReportData = Static<typeof EntityReportData>

export const UserActivityReportData = Type.Object(
  {
    userName: word(),
    userId: Type.Optional(Type.String({ format: 'uuid' })),
    team: word(),
    totalSessions: count(),
    totalSessionDuration: count(),
    totalPageView: count(),
    lastSession: count(),
  },
  { $id: 'WebAnalyticUserActivityReportData', additionalProperties: false },
)
export type UserActivityReportData = Static<typeof UserActivityReportData>

export const EntityViewReportData = Type.Object(
  {
    entityType: word(),
    entityTier: word(),
    entityFqn: word(),
    entityHref: word(),
    tagsFQN: Type.Optional(Type.Array(Type.String())),
    owner: word(),
    ownerId: word(),
    views: count(),
  },
  { $id: 'WebAnalyticEntityViewReportData', additionalProperties: false },
)
export type EntityViewReportData = Static<typeof EntityViewReportData>

export const RawCostReportData = Type.Object(
  {
    entity: EntityReference,
    lifeCycle: Type.Optional(LifeCycle),
    sizeInByte: Type.Optional(Type.Number()),
  },
  { $id: 'RawCostAnalysisReportData', additionalProperties: false },
)

const days = Type.Object(
  {
    threeDays: Type.Optional(Type.Number()),
    sevenDays: Type.Optional(Type.Number()),
    fourteenDays: Type.Optional(Type.Number()),
    thirtyDays: Type.Optional(Type.Number()),
    sixtyDays: Type.Optional(Type.Number()),
  },
  { $id: 'DataAssetValues', additionalProperties: false },
)
const assets = Type.Object(
  {
    size: Type.Optional(days),
    count: Type.Optional(days),
    totalSize: Type.Optional(Type.Number()),
    totalCount: Type.Optional(Type.Number()),
  },
  { $id: 'DataAssetMetrics', additionalProperties: false },
)

export const AggregatedCostReportData = Type.Object(
  {
    unusedDataAssets: Type.Optional(assets),
    frequentlyUsedDataAssets: Type.Optional(assets),
    totalSize: Type.Optional(Type.Number()),
    totalCount: Type.Optional(Type.Number()),
    serviceName: word(),
    serviceType: word(),
    entityType: word(),
    serviceOwner: word(),
  },
  { $id: 'AggregatedCostAnalysisReportData', additionalProperties: false },
)

export const ReportData = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
    reportDataType: Type.Optional(Type.String({ enum: [...reportDataTypes] })),
    data: Type.Optional(
      Type.Union([
        RawCostReportData,
        EntityReportData,
        UserActivityReportData,
        EntityViewReportData,
        AggregatedCostReportData,
      ]),
    ),
  },
  { $id: 'ReportData', additionalProperties: false },
)
export type ReportData = Static<typeof ReportData>
