/** An app as it is offered: installing it makes an `App` of the same name. */
import { Type } from '@sinclair/typebox'
import { AppRuntime, appMembers } from '../app-members.ts'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { EventSubscription } from './event-subscription.ts'

export const AppMarketPlaceDefinition = defineEntity({
  type: 'appMarketPlaceDefinition',
  collection: 'apps/marketplace',
  label: 'AppMarketPlaceDefinition',
  description: 'An app as it is offered for installation.',
  fields: {
    ...appMembers,
    runtime: Type.Optional(AppRuntime),
    eventSubscriptions: Type.Optional(Type.Array(EventSubscription.createSchema)),
    allowBotImpersonation: Type.Optional(Type.Boolean()),
  },
  traits: ['tags', 'owners', 'domains'],
})
export type AppMarketPlaceDefinition = EntityOf<typeof AppMarketPlaceDefinition>
export type CreateAppMarketPlaceDefinition = CreateOf<typeof AppMarketPlaceDefinition>
