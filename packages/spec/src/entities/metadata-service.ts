/** A connection to another metadata catalog. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { Provider } from '../types/provider.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const MetadataServiceType = Type.String({
  enum: [
    'Amundsen', 'MetadataES', 'OpenMetadata', 'Atlas', 'Alation', 'AlationSink', 'Collibra',
  ],
  $id: 'MetadataServiceType',
})

export const MetadataService = defineEntity({
  type: 'metadataService',
  collection: 'services/metadataServices',
  label: 'MetadataService',
  description: 'Another metadata catalog that is read from or written to.',
  fields: {
    ...serviceFields('MetadataConnection', MetadataServiceType),
    provider: Type.Optional(Provider),
  },
  readOnly: ['provider'],
  traits: ['tags', 'entityStatus', 'owners', 'domains', 'followers'],
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'metadata_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type MetadataService = EntityOf<typeof MetadataService>
export type CreateMetadataService = CreateOf<typeof MetadataService>
