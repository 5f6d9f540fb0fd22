/** When an app runs by itself. */
import { type Static, Type } from '@sinclair/typebox'

export const AppSchedule = Type.Object(
  {
    scheduleTimeline: Type.String({ enum: ['Hourly', 'Daily', 'Weekly', 'Monthly', 'Custom', 'None'] }),
    cronExpression: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { $id: 'AppSchedule', additionalProperties: false },
)
export type AppSchedule = Static<typeof AppSchedule>
