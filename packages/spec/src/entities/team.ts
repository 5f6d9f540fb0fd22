/** A group of people, inside other groups, up to the organization. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Team = defineEntity({
  type: 'team',
  collection: 'teams',
  label: 'Team',
  description: 'A group of people; teams nest up to the organization.',
  fields: {
    teamType: Type.String({ enum: ['Group', 'Department', 'Division', 'BusinessUnit', 'Organization'] }),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
    externalId: Type.Optional(Type.String()),
    isJoinable: Type.Optional(Type.Boolean()),
    profile: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  traits: ['owners', 'domains'],
  relations: {
    parents: { to: ['team'], many: true, relationship: 'childOf' },
    children: { to: ['team'], many: true, relationship: 'childOf', direction: 'in' },
    users: { to: ['user'], many: true, relationship: 'memberOf', direction: 'in' },
    defaultRoles: { to: ['role'], many: true, relationship: 'hasRole' },
    policies: { to: ['policy'], many: true, relationship: 'hasPolicy' },
    owns: {
      to: ['databaseService', 'database', 'databaseSchema', 'table', 'storedProcedure', 'ingestionPipeline'],
      many: true,
      relationship: 'owns',
      readOnly: true,
    },
  },
  search: { index: 'team_search_index', text: ['description'], source: ['teamType'] },
})
export type Team = EntityOf<typeof Team>
export type CreateTeam = CreateOf<typeof Team>
