/** An app as it is offered: installing it makes an `App` of the same name. */
import { Type } from '@sinclair/typebox'
import { AppRuntime, appMembers } from '../app-members.ts'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { EventSubscription } from './event-subscription.ts'

/** An alert that comes with the app, as a request to create it. */
const OfferedAlert = Type.Object(
  {
    ...Type.Omit(EventSubscription.createSchema, ['filteringRules', 'owners', 'domains']).properties,
    owners: Type.Optional(Type.Array(EntityReference)),
    domains: Type.Optional(Type.Array(Type.String({ maxLength: 3072 }))),
  },
  { $id: 'OfferedAlert', additionalProperties: false },
)

export const AppMarketPlaceDefinition = defineEntity({
  type: 'appMarketPlaceDefinition',
  collection: 'apps/marketplace',
  label: 'AppMarketPlaceDefinition',
  description: 'An app as it is offered for installation.',
  fields: {
    ...appMembers,
    runtime: Type.Optional(AppRuntime),
    eventSubscriptions: Type.Optional(Type.Array(OfferedAlert)),
    allowBotImpersonation: Type.Optional(Type.Boolean()),
  },
  traits: ['tags', 'owners', 'domains'],
})
export type AppMarketPlaceDefinition = EntityOf<typeof AppMarketPlaceDefinition>
export type CreateAppMarketPlaceDefinition = CreateOf<typeof AppMarketPlaceDefinition>
