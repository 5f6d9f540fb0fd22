/** A connection to an object store: its containers live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const StorageServiceType = Type.String({
  enum: [
    'S3', 'ADLS', 'GCS', 'CustomStorage',
  ],
  $id: 'StorageServiceType',
})

export const StorageService = defineEntity({
  type: 'storageService',
  collection: 'services/storageServices',
  label: 'StorageService',
  description: 'An object store that metadata is read from.',
  fields: {
    ...serviceFields('StorageConnection', StorageServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'storage_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type StorageService = EntityOf<typeof StorageService>
export type CreateStorageService = CreateOf<typeof StorageService>
