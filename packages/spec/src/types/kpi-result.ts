/** How far a KPI was on its way to the target at one moment. */
import { type Static, Type } from '@sinclair/typebox'

export const KpiResult = Type.Object(
  {
    timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
    kpiFqn: Type.Optional(Type.String({ maxLength: 3072 })),
    targetResult: Type.Array(
      Type.Object(
        { name: Type.String(), value: Type.String(), targetMet: Type.Optional(Type.Boolean()) },
        { $id: 'KpiTarget', additionalProperties: false },
      ),
    ),
  },
  { $id: 'KpiResult', additionalProperties: false },
)
export type KpiResult = Static<typeof KpiResult>
