/** Rules that allow or deny operations on resources. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { PolicyRule } from '../types/policy-rule.ts'

export const Policy = defineEntity({
  type: 'policy',
  collection: 'policies',
  label: 'Policy',
  description: 'Rules that allow or deny operations on resources.',
  fields: {
    rules: Type.Array(PolicyRule, { minItems: 1, maxItems: 500 }),
    enabled: Type.Optional(Type.Boolean()),
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
    disabled: Type.Optional(Type.Boolean()),
  },
  traits: ['owners', 'domains'],
  relations: {
    roles: { to: ['role'], many: true, relationship: 'hasPolicy', direction: 'in', readOnly: true },
    teams: { to: ['team'], many: true, relationship: 'hasPolicy', direction: 'in', readOnly: true },
  },
  readOnly: ['provider'],
})
export type Policy = EntityOf<typeof Policy>
export type CreatePolicy = CreateOf<typeof Policy>
