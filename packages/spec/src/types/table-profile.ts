/** Measurements of a table, its columns and its data changes at one moment. */
import { type Static, Type } from '@sinclair/typebox'

const CustomMetricProfile = Type.Object(
  { name: Type.Optional(Type.String()), value: Type.Optional(Type.Number()) },
  { $id: 'CustomMetricProfile', additionalProperties: false },
)

const sampleType = Type.String({ enum: ['PERCENTAGE', 'ROWS'] })

export const TableProfile = Type.Object(
  {
    timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
    columnCount: Type.Optional(Type.Number()),
    rowCount: Type.Optional(Type.Number()),
    sizeInByte: Type.Optional(Type.Number()),
    createDateTime: Type.Optional(Type.String({ format: 'date-time' })),
    customMetrics: Type.Optional(Type.Array(CustomMetricProfile)),
    profileSample: Type.Optional(Type.Number()),
    profileSampleType: Type.Optional(sampleType),
  },
  { $id: 'TableProfile', additionalProperties: false },
)
export type TableProfile = Static<typeof TableProfile>

/** Numbers, times and texts: whatever the column holds. */
const bound = () => Type.Optional(Type.Union([Type.Number(), Type.String()]))
const number = () => Type.Optional(Type.Number())

export const ColumnProfile = Type.Object(
  {
    name: Type.String(),
    timestamp: Type.Integer(),
    valuesCount: number(),
    valuesPercentage: number(),
    validCount: number(),
    duplicateCount: number(),
    nullCount: number(),
    nullProportion: number(),
    missingPercentage: number(),
    missingCount: number(),
    uniqueCount: number(),
    uniqueProportion: number(),
    distinctCount: number(),
    distinctProportion: number(),
    min: bound(),
    max: bound(),
    minLength: number(),
    maxLength: number(),
    mean: number(),
    sum: number(),
    stddev: number(),
    variance: number(),
    median: number(),
    firstQuartile: number(),
    thirdQuartile: number(),
    interQuartileRange: number(),
    nonParametricSkew: number(),
    histogram: Type.Optional(
      Type.Object(
        {
          boundaries: Type.Optional(Type.Array(Type.Unknown())),
          frequencies: Type.Optional(Type.Array(Type.Unknown())),
        },
        { $id: 'Histogram', additionalProperties: false },
      ),
    ),
    customMetrics: Type.Optional(Type.Array(CustomMetricProfile)),
    cardinalityDistribution: Type.Optional(
      Type.Object(
        {
          categories: Type.Optional(Type.Array(Type.String())),
          counts: Type.Optional(Type.Array(Type.Integer())),
          percentages: Type.Optional(Type.Array(Type.Number())),
          allValuesUnique: Type.Optional(Type.Boolean()),
        },
        { $id: 'CardinalityDistribution', additionalProperties: false },
      ),
    ),
  },
  { $id: 'ColumnProfile', additionalProperties: false },
)
export type ColumnProfile = Static<typeof ColumnProfile>

export const SystemProfile = Type.Object(
  {
    timestamp: Type.Optional(Type.Integer()),
    operation: Type.Optional(Type.String({ enum: ['UPDATE', 'INSERT', 'DELETE', 'WRITE'] })),
    rowsAffected: Type.Optional(Type.Integer()),
  },
  { $id: 'SystemProfile', additionalProperties: false },
)

export const CreateTableProfile = Type.Object(
  {
    tableProfile: TableProfile,
    columnProfile: Type.Optional(Type.Array(ColumnProfile, { maxItems: 100_000 })),
    systemProfile: Type.Optional(Type.Array(SystemProfile, { maxItems: 100_000 })),
  },
  { $id: 'CreateTableProfileRequest', additionalProperties: false },
)
export type CreateTableProfile = Static<typeof CreateTableProfile>
