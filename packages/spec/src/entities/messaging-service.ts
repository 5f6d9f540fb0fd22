/** A connection to a message broker: its topics live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const MessagingServiceType = Type.String({
  enum: [
    'Kafka', 'Redpanda', 'Kinesis', 'PubSub', 'CustomMessaging',
  ],
  $id: 'MessagingServiceType',
})

export const MessagingService = defineEntity({
  type: 'messagingService',
  collection: 'services/messagingServices',
  label: 'MessagingService',
  description: 'A message broker that metadata is read from.',
  fields: {
    ...serviceFields('MessagingConnection', MessagingServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'messaging_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type MessagingService = EntityOf<typeof MessagingService>
export type CreateMessagingService = CreateOf<typeof MessagingService>
