/** A group of people, inside other groups, up to the organization. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Profile } from '../types/profile.ts'

/** Below which types of teams one of each type may stand, and below how many. */
const above = {
  Organization: { values: [], most: 0 },
  BusinessUnit: { values: ['Organization', 'BusinessUnit'], most: 1 },
  Division: { values: ['Organization', 'BusinessUnit', 'Division'], most: 1 },
  Department: { values: ['Organization', 'BusinessUnit', 'Division', 'Department'] },
  Group: { values: ['Organization', 'BusinessUnit', 'Division', 'Department'] },
} as const

/** The same, seen from above. */
const below = {
  Organization: { values: ['BusinessUnit', 'Division', 'Department', 'Group'] },
  BusinessUnit: { values: ['BusinessUnit', 'Division', 'Department', 'Group'] },
  Division: { values: ['Division', 'Department', 'Group'] },
  Department: { values: ['Department', 'Group'] },
  Group: { values: [] },
} as const

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
    profile: Type.Optional(Profile),
  },
  traits: ['owners', 'domains'],
  relations: {
    parents: {
      to: ['team'],
      many: true,
      relationship: 'childOf',
      acyclic: true,
      defaultEnd: 'Organization',
      pairs: { member: 'teamType', allowed: above },
    },
    children: {
      to: ['team'],
      many: true,
      relationship: 'childOf',
      direction: 'in',
      acyclic: true,
      cascades: true,
      pairs: { member: 'teamType', allowed: below },
    },
    users: { to: ['user'], many: true, relationship: 'memberOf', direction: 'in' },
    defaultRoles: { to: ['role'], many: true, relationship: 'hasRole' },
    defaultPersona: { to: ['persona'], many: false, relationship: 'hasDefaultPersona' },
    policies: { to: ['policy'], many: true, relationship: 'hasPolicy' },
    owns: { to: ['*'], many: true, relationship: 'owns', readOnly: true },
  },
  derivedLinks: { inheritedRoles: { to: ['role'], climb: 'childOf', end: 'hasRole' } },
  counts: {
    childrenCount: { of: 'link', relation: 'children' },
    userCount: { of: 'link', relation: 'users' },
  },
  search: { index: 'team_search_index', text: ['description'], source: ['teamType'] },
})
export type Team = EntityOf<typeof Team>
export type CreateTeam = CreateOf<typeof Team>
