/** How dangerous a thing is, and how sensitive its data. */
import { Type } from '@sinclair/typebox'

export const RiskLevel = Type.String({ enum: ['Low', 'Medium', 'High', 'Critical'], $id: 'RiskLevel' })

export const SensitivityLevel = Type.String({
  enum: ['Public', 'Internal', 'Confidential', 'Restricted'],
  $id: 'SensitivityLevel',
})
