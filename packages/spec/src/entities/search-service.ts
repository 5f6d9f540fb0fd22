/** A connection to a search engine: its indexes live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const SearchServiceType = Type.String({
  enum: [
    'ElasticSearch', 'OpenSearch', 'CustomSearch',
  ],
  $id: 'SearchServiceType',
})

export const SearchService = defineEntity({
  type: 'searchService',
  collection: 'services/searchServices',
  label: 'SearchService',
  description: 'A search engine that metadata is read from.',
  fields: {
    ...serviceFields('SearchConnection', SearchServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'search_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type SearchService = EntityOf<typeof SearchService>
export type CreateSearchService = CreateOf<typeof SearchService>
