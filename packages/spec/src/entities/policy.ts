/** Rules that allow or deny operations on resources. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { PolicyRule } from '../types/policy-rule.ts'
import { Provider } from '../types/provider.ts'

export const Policy = defineEntity({
  type: 'policy',
  collection: 'policies',
  label: 'Policy',
  description: 'Rules that allow or deny operations on resources.',
  fields: {
    rules: Type.Array(PolicyRule, { minItems: 1, maxItems: 500 }),
    enabled: Type.Optional(Type.Boolean()),
    provider: Type.Optional(Provider),
    disabled: Type.Optional(Type.Boolean()),
    allowDelete: Type.Optional(Type.Boolean()),
    allowEdit: Type.Optional(Type.Boolean()),
  },
  traits: ['owners', 'domains'],
  relations: {
    roles: { to: ['role'], many: true, relationship: 'hasPolicy', direction: 'in', readOnly: true },
    teams: { to: ['team'], many: true, relationship: 'hasPolicy', direction: 'in', readOnly: true },
    location: { to: ['location'], many: false, relationship: 'appliesAt' },
  },
  readOnly: ['provider', 'allowDelete', 'allowEdit'],
})
export type Policy = EntityOf<typeof Policy>
export type CreatePolicy = CreateOf<typeof Policy>
