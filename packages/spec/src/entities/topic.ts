/** A topic of a message broker: its schema, partitions and retention. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { MessageSchema } from '../types/message-schema.ts'
import { SampleMessages } from '../types/sample-messages.ts'
import { MessagingServiceType } from './messaging-service.ts'

export const Topic = defineEntity({
  type: 'topic',
  collection: 'topics',
  label: 'Topic',
  description: 'A topic or stream of a message broker.',
  parent: { field: 'service', types: ['messagingService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(MessagingServiceType),
    messageSchema: Type.Optional(MessageSchema),
    partitions: Type.Integer({ minimum: 1 }),
    cleanupPolicies: Type.Optional(Type.Array(Type.String({ enum: ['delete', 'compact'] }))),
    retentionTime: Type.Optional(Type.Number({ description: 'milliseconds' })),
    replicationFactor: Type.Optional(Type.Integer()),
    maximumMessageSize: Type.Optional(Type.Integer({ description: 'bytes' })),
    minimumInSyncReplicas: Type.Optional(Type.Integer()),
    retentionSize: Type.Optional(Type.Number({ description: 'bytes' })),
    topicConfig: Type.Optional(
      Type.Object({}, { additionalProperties: true, description: "the broker's own settings, by its names" }),
    ),
  },
  traits: dataAssetTraits,
  extensions: { sampleData: { kind: 'snapshot', schema: SampleMessages } },
  search: {
    index: 'topic_search_index',
    text: ['description', 'messageSchema.schemaFields.name', 'messageSchema.schemaFields.description'],
    source: ['service', 'serviceType', 'messageSchema', 'partitions', 'replicationFactor'],
  },
  normalize: (entity) => {
    const schema = entity.messageSchema as MessageSchema | undefined // validated before
    if (!schema?.schemaFields) return { ...entity }
    const schemaFields = nameParts(schema.schemaFields, entity.fullyQualifiedName as string)
    return { ...entity, messageSchema: { ...schema, schemaFields } }
  },
})
export type Topic = EntityOf<typeof Topic>
export type CreateTopic = CreateOf<typeof Topic>
