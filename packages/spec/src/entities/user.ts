/** A person or a bot's account. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { AuthenticationMechanism } from '../types/authentication-mechanism.ts'

export const User = defineEntity({
  type: 'user',
  collection: 'users',
  label: 'User',
  description: 'A person, or the account behind a bot.',
  fields: {
    email: Type.String({ format: 'email', maxLength: 254 }),
    isBot: Type.Optional(Type.Boolean()),
    isAdmin: Type.Optional(Type.Boolean()),
    isEmailVerified: Type.Optional(Type.Boolean()),
    allowImpersonation: Type.Optional(Type.Boolean()),
    externalId: Type.Optional(Type.String()),
    timezone: Type.Optional(Type.String()),
    profile: Type.Optional(Type.Object({}, { additionalProperties: true })),
    lastLoginTime: Type.Optional(Type.Integer()),
    lastActivityTime: Type.Optional(Type.Integer()),
    authenticationMechanism: Type.Optional(AuthenticationMechanism),
  },
  readOnly: ['lastLoginTime', 'lastActivityTime', 'isEmailVerified', 'allowImpersonation'],
  traits: ['domains'],
  relations: {
    teams: { to: ['team'], many: true, relationship: 'memberOf' },
    roles: { to: ['role'], many: true, relationship: 'hasRole' },
    owns: {
      to: [
        'databaseService',
        'database',
        'databaseSchema',
        'table',
        'storedProcedure',
        'ingestionPipeline',
        'team',
      ],
      many: true,
      relationship: 'owns',
      readOnly: true,
    },
    follows: {
      to: ['databaseService', 'database', 'databaseSchema', 'table', 'storedProcedure', 'ingestionPipeline'],
      many: true,
      relationship: 'follows',
      readOnly: true,
    },
  },
  search: {
    index: 'user_search_index',
    text: ['description', 'email'],
    source: ['email', 'isBot', 'isAdmin'],
  },
  unique: ['email'],
  lowerCaseName: true,
})
export type User = EntityOf<typeof User>
export type CreateUser = CreateOf<typeof User>
