/** An automation and the account it acts as. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Provider } from '../types/provider.ts'

/** The bot of every catalog as which ingestions run unless they name another. */
export const ingestionBotName = 'ingestion-bot'

export const Bot = defineEntity({
  type: 'bot',
  collection: 'bots',
  label: 'Bot',
  description: 'An automation that signs in with its own credential.',
  fields: { provider: Type.Optional(Provider) },
  setOnce: ['provider'],
  createOnly: { allowImpersonation: Type.Optional(Type.Boolean()) },
  traits: ['domains'],
  relations: {
    botUser: { to: ['user'], many: false, relationship: 'actsAs', always: true, required: true },
  },
  renamable: false,
})
export type Bot = EntityOf<typeof Bot>
export type CreateBot = CreateOf<typeof Bot>
