/** What the profiler measures of a table, schema or database, and on which rows. */
import { Type } from '@sinclair/typebox'

const sampleType = Type.String({ enum: ['PERCENTAGE', 'ROWS'] })
const samplingMethod = Type.String({ enum: ['BERNOULLI', 'SYSTEM'] })

const DynamicSampling = Type.Object(
  {
    smartSampling: Type.Optional(Type.Boolean()),
    thresholds: Type.Optional(
      Type.Array(
        Type.Object(
          {
            rowCountThreshold: Type.Integer({ minimum: 1 }),
            profileSample: Type.Number(),
            profileSampleType: Type.Optional(sampleType),
            samplingMethodType: Type.Optional(samplingMethod),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'DynamicSamplingConfig', additionalProperties: false },
)

const StaticSampling = Type.Object(
  {
    profileSample: Type.Optional(Type.Number()),
    profileSampleType: Type.Optional(sampleType),
    samplingMethodType: Type.Optional(samplingMethod),
  },
  { $id: 'StaticSamplingConfig', additionalProperties: false },
)

export const ProfileSampleConfig = Type.Object(
  {
    sampleConfigType: Type.Optional(Type.String({ enum: ['STATIC', 'DYNAMIC'] })),
    config: Type.Optional(Type.Union([DynamicSampling, StaticSampling])),
  },
  { $id: 'ProfileSampleConfig', additionalProperties: false },
)

const Partitioning = Type.Object(
  {
    enablePartitioning: Type.Optional(Type.Boolean()),
    partitionColumnName: Type.Optional(Type.String()),
    partitionIntervalType: Type.Optional(
      Type.String({
        enum: ['TIME-UNIT', 'INTEGER-RANGE', 'INGESTION-TIME', 'COLUMN-VALUE', 'INJECTED', 'ENUM', 'OTHER'],
      }),
    ),
    partitionInterval: Type.Optional(Type.Integer()),
    partitionIntervalUnit: Type.Optional(Type.String({ enum: ['YEAR', 'MONTH', 'DAY', 'HOUR'] })),
    partitionValues: Type.Optional(Type.Array(Type.Unknown())),
    partitionIntegerRangeStart: Type.Optional(Type.Integer()),
    partitionIntegerRangeEnd: Type.Optional(Type.Integer()),
  },
  { $id: 'PartitionProfilerConfig', additionalProperties: false },
)

export const TableProfilerConfig = Type.Object(
  {
    sampleDataCount: Type.Optional(Type.Integer()),
    randomizedSample: Type.Optional(Type.Boolean()),
    profileQuery: Type.Optional(Type.String()),
    excludeColumns: Type.Optional(Type.Array(Type.String())),
    includeColumns: Type.Optional(
      Type.Array(
        Type.Object(
          {
            columnName: Type.Optional(Type.String()),
            metrics: Type.Optional(Type.Array(Type.String())),
          },
          { $id: 'ColumnProfilerConfig', additionalProperties: false },
        ),
      ),
    ),
    partitioning: Type.Optional(Partitioning),
    computeTableMetrics: Type.Optional(Type.Boolean()),
    computeColumnMetrics: Type.Optional(Type.Boolean()),
    sparkTableProfilerConfig: Type.Optional(
      Type.Object(
        {
          partitioning: Type.Optional(
            Type.Object(
              {
                partitionColumn: Type.String(),
                lowerBound: Type.Optional(Type.String()),
                upperBound: Type.Optional(Type.String()),
              },
              { additionalProperties: false },
            ),
          ),
        },
        { $id: 'SparkTableProfilerConfig', additionalProperties: false },
      ),
    ),
    profileSampleConfig: Type.Optional(ProfileSampleConfig),
  },
  { $id: 'TableProfilerConfig', additionalProperties: false },
)
