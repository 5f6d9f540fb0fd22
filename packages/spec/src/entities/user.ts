/** A person or a bot's account. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { AuthenticationMechanism } from '../types/authentication-mechanism.ts'
import { Profile } from '../types/profile.ts'

/** What a person changed about the pages of a persona. */
const PersonaPreferences = Type.Object(
  {
    personaId: Type.String({ format: 'uuid' }),
    personaName: Type.String({ maxLength: 3072 }),
    landingPageSettings: Type.Optional(
      Type.Object(
        {
          headerColor: Type.Optional(Type.String({ maxLength: 64 })),
          headerImage: Type.Optional(Type.String({ maxLength: 65_536 })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'PersonaPreferences', additionalProperties: false },
)

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
    scimUserName: Type.Optional(Type.String()),
    timezone: Type.Optional(Type.String()),
    profile: Type.Optional(Profile),
    personaPreferences: Type.Optional(Type.Array(PersonaPreferences, { maxItems: 100 })),
    lastLoginTime: Type.Optional(Type.Integer()),
    lastActivityTime: Type.Optional(Type.Integer()),
    authenticationMechanism: Type.Optional(AuthenticationMechanism),
  },
  readOnly: ['lastLoginTime', 'lastActivityTime', 'isEmailVerified', 'allowImpersonation'],
  createOnly: {
    botName: Type.Optional(Type.String({ description: 'the bot that will act as this account' })),
    createPasswordType: Type.Optional(Type.String({ enum: ['ADMIN_CREATE', 'USER_CREATE'] })),
    password: Type.Optional(
      Type.String({ maxLength: 1024, description: 'of a new account, sent by an administrator' }),
    ),
    confirmPassword: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  traits: ['domains'],
  relations: {
    teams: { to: ['team'], many: true, relationship: 'memberOf' },
    roles: { to: ['role'], many: true, relationship: 'hasRole' },
    personas: { to: ['persona'], many: true, relationship: 'hasPersona' },
    defaultPersona: { to: ['persona'], many: false, relationship: 'hasDefaultPersona' },
    owns: { to: ['*'], many: true, relationship: 'owns', readOnly: true },
    follows: { to: ['*'], many: true, relationship: 'follows', readOnly: true },
  },
  derivedLinks: {
    inheritedRoles: { to: ['role'], start: 'memberOf', climb: 'childOf', end: 'hasRole' },
    inheritedPersonas: { to: ['persona'], start: 'memberOf', climb: 'childOf', end: 'hasDefaultPersona' },
  },
  search: {
    index: 'user_search_index',
    text: ['description', 'email'],
    source: ['email', 'isBot', 'isAdmin'],
  },
  unique: ['email'],
  lowerCaseName: true,
  renamable: false,
})
export type User = EntityOf<typeof User>
export type CreateUser = CreateOf<typeof User>
