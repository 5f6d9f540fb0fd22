/** A named set of policies that users and teams are given. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Role = defineEntity({
  type: 'role',
  collection: 'roles',
  label: 'Role',
  description: 'A named set of policies.',
  fields: {
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
    disabled: Type.Optional(Type.Boolean()),
  },
  traits: ['domains'],
  relations: {
    policies: { to: ['policy'], many: true, relationship: 'hasPolicy', required: true },
    users: { to: ['user'], many: true, relationship: 'hasRole', direction: 'in', readOnly: true },
    teams: { to: ['team'], many: true, relationship: 'hasRole', direction: 'in', readOnly: true },
  },
  readOnly: ['provider'],
})
export type Role = EntityOf<typeof Role>
export type CreateRole = CreateOf<typeof Role>
