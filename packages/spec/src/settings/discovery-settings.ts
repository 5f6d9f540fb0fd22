/** Settings about how lineage is drawn, events are taken in and results are ranked. */
import { Type } from '@sinclair/typebox'
import { defineSetting } from './define-setting.ts'

const flag = () => Type.Optional(Type.Boolean())
const whole = (minimum: number, maximum?: number) =>
  Type.Optional(Type.Integer({ minimum, ...(maximum === undefined ? {} : { maximum }) }))
const names = () => Type.Optional(Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 1000 }))

export const lineageSettings = defineSetting({
  description: 'How far and in which layer lineage is drawn at first.',
  schema: Type.Object(
    {
      upstreamDepth: Type.Integer({ minimum: 1, maximum: 5 }),
      downstreamDepth: Type.Integer({ minimum: 1, maximum: 5 }),
      lineageLayer: Type.String({ enum: ['EntityLineage', 'ColumnLevelLineage', 'DataObservability'] }),
      pipelineViewMode: Type.String({ enum: ['Edge', 'Node'] }),
      graphPerformanceConfig: Type.Optional(
        Type.Object(
          {
            smallGraphThreshold: whole(100),
            mediumGraphThreshold: whole(1000),
            maxInMemoryNodes: whole(10_000),
            smallGraphBatchSize: whole(1000, 10_000),
            mediumGraphBatchSize: whole(500, 10_000),
            largeGraphBatchSize: whole(100, 5000),
            streamingBatchSize: whole(50, 1000),
            enableCaching: flag(),
            cacheTTLSeconds: whole(60, 3600),
            maxCachedGraphs: whole(10, 1000),
            enableProgressTracking: flag(),
            progressReportInterval: whole(100),
            useScrollForLargeGraphs: flag(),
            scrollTimeoutMinutes: whole(1, 30),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { $id: 'LineageSettings', additionalProperties: false },
  ),
  initial: {
    upstreamDepth: 2,
    downstreamDepth: 2,
    lineageLayer: 'ColumnLevelLineage',
    pipelineViewMode: 'Node',
  },
})

export const openLineageSettings = defineSetting({
  description: 'What is done with OpenLineage run events.',
  schema: Type.Object(
    {
      enabled: flag(),
      autoCreateEntities: flag(),
      eventTypeFilter: Type.Optional(
        Type.Array(Type.String({ enum: ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] }), {
          uniqueItems: true,
        }),
      ),
      defaultPipelineService: Type.Optional(Type.String({ maxLength: 3072 })),
      namespaceToServiceMapping: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 3072 }))),
    },
    { $id: 'OpenLineageSettings', additionalProperties: false },
  ),
  initial: { enabled: true, autoCreateEntities: true },
})

const Aggregation = Type.Object(
  {
    name: Type.String(),
    type: Type.String({ description: 'e.g. terms' }),
    field: Type.Optional(Type.String()),
    script: Type.Optional(Type.String()),
  },
  { $id: 'AggregationSetting', additionalProperties: false },
)

const TermBoost = Type.Object(
  { field: Type.String(), value: Type.String(), boost: Type.Number() },
  { $id: 'TermBoost', additionalProperties: false },
)

const bound = () => Type.Optional(Type.Number())
const FieldValueBoost = Type.Object(
  {
    field: Type.String(),
    factor: Type.Number(),
    modifier: Type.Optional(
      Type.String({
        enum: ['none', 'log', 'log1p', 'log2p', 'ln', 'ln1p', 'ln2p', 'square', 'sqrt', 'reciprocal'],
      }),
    ),
    missing: bound(),
    condition: Type.Optional(
      Type.Object(
        {
          range: Type.Optional(
            Type.Object(
              { gt: bound(), gte: bound(), lt: bound(), lte: bound() },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'FieldValueBoost', additionalProperties: false },
)

const boosts = {
  aggregations: Type.Optional(Type.Array(Aggregation)),
  highlightFields: names(),
  termBoosts: Type.Optional(Type.Array(TermBoost)),
  fieldValueBoosts: Type.Optional(Type.Array(FieldValueBoost)),
}

const AssetTypeConfiguration = Type.Object(
  {
    assetType: Type.String(),
    searchFields: Type.Optional(
      Type.Array(
        Type.Object(
          {
            field: Type.String(),
            boost: bound(),
            matchType: Type.Optional(Type.String({ enum: ['exact', 'phrase', 'fuzzy', 'standard'] })),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    ...boosts,
    scoreMode: Type.Optional(Type.String({ enum: ['multiply', 'sum', 'avg', 'first', 'max', 'min'] })),
    boostMode: Type.Optional(Type.String({ enum: ['multiply', 'replace', 'sum', 'avg', 'max', 'min'] })),
    additionalSettings: Type.Optional(Type.Record(Type.String(), Type.Unknown())), // free in the clients' model too
    matchTypeBoostMultipliers: Type.Optional(
      Type.Object(
        { exactMatchMultiplier: bound(), phraseMatchMultiplier: bound(), fuzzyMatchMultiplier: bound() },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'AssetTypeConfiguration', additionalProperties: false },
)

const describedFields = () =>
  Type.Optional(
    Type.Array(
      Type.Object(
        {
          entityType: Type.String(),
          fields: Type.Array(
            Type.Object({ name: Type.String(), description: Type.String() }, { additionalProperties: false }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  )

export const searchSettings = defineSetting({
  description: 'How search weighs what it finds.',
  schema: Type.Object(
    {
      globalSettings: Type.Optional(
        Type.Object(
          {
            enableAccessControl: flag(),
            maxAggregateSize: whole(1),
            maxResultHits: whole(1),
            maxAnalyzedOffset: whole(1),
            ...boosts,
            keywordWeight: bound(),
            semanticWeight: bound(),
          },
          { additionalProperties: false },
        ),
      ),
      assetTypeConfigurations: Type.Optional(Type.Array(AssetTypeConfiguration)),
      defaultConfiguration: Type.Optional(AssetTypeConfiguration),
      allowedFields: describedFields(),
      allowedFieldValueBoosts: describedFields(),
    },
    { $id: 'SearchSettings', additionalProperties: false },
  ),
  initial: {
    globalSettings: { enableAccessControl: false, maxAggregateSize: 10_000, maxResultHits: 10_000 },
  },
})
