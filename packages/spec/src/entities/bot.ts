/** An automation and the account it acts as. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const Bot = defineEntity({
  type: 'bot',
  collection: 'bots',
  label: 'Bot',
  description: 'An automation that signs in with its own credential.',
  fields: {
    provider: Type.Optional(Type.String({ enum: ['system', 'user', 'automation'] })),
  },
  createOnly: { allowImpersonation: Type.Optional(Type.Boolean()) },
  readOnly: ['provider'],
  traits: ['domains'],
  relations: {
    botUser: { to: ['user'], many: false, relationship: 'actsAs', always: true, required: true },
  },
})
export type Bot = EntityOf<typeof Bot>
export type CreateBot = CreateOf<typeof Bot>
