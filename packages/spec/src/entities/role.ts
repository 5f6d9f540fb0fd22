/** A named set of policies that users and teams are given. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Provider } from '../types/provider.ts'

export const Role = defineEntity({
  type: 'role',
  collection: 'roles',
  label: 'Role',
  description: 'A named set of policies.',
  fields: {
    provider: Type.Optional(Provider),
    disabled: Type.Optional(Type.Boolean()),
    allowDelete: Type.Optional(Type.Boolean()),
    allowEdit: Type.Optional(Type.Boolean()),
  },
  traits: ['domains'],
  relations: {
    policies: { to: ['policy'], many: true, relationship: 'hasPolicy', required: true, described: true },
    users: { to: ['user'], many: true, relationship: 'hasRole', direction: 'in', readOnly: true },
    teams: { to: ['team'], many: true, relationship: 'hasRole', direction: 'in', readOnly: true },
  },
  readOnly: ['provider', 'allowDelete', 'allowEdit'],
})
export type Role = EntityOf<typeof Role>
export type CreateRole = CreateOf<typeof Role>
