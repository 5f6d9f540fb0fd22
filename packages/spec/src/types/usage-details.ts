/** How often an entity was used, with its rank among its peers. */
import { Type } from '@sinclair/typebox'

const UsageStats = Type.Object(
  { count: Type.Integer(), percentileRank: Type.Optional(Type.Number()) },
  { additionalProperties: false },
)

export const UsageDetails = Type.Object(
  {
    dailyStats: UsageStats,
    weeklyStats: Type.Optional(UsageStats),
    monthlyStats: Type.Optional(UsageStats),
    date: Type.String({ format: 'date' }),
  },
  { $id: 'UsageDetails', additionalProperties: false },
)
