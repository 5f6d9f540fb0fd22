/** A place in an object store, as the 0.13 clients know it; newer ones read containers. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { StorageServiceType } from './storage-service.ts'

export const Location = defineEntity({
  type: 'location',
  collection: 'locations',
  label: 'Location',
  description: 'A bucket, prefix or table in an object store.',
  parent: { field: 'service', types: ['storageService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(StorageServiceType),
    locationType: Type.Optional(Type.String({ enum: ['Bucket', 'Prefix', 'Database', 'Table', 'Iceberg'] })),
    path: Type.Optional(Type.String()),
  },
  traits: ['tags', 'owners', 'domains', 'followers'],
})
export type Location = EntityOf<typeof Location>
export type CreateLocation = CreateOf<typeof Location>
