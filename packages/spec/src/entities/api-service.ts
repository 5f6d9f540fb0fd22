/** A connection to an API: its collections of endpoints live below. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'
import { serviceTraits } from '../traits.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const ApiServiceType = Type.String({
  enum: [
    'Rest', 'WEBHOOK',
  ],
  $id: 'ApiServiceType',
})

export const ApiService = defineEntity({
  type: 'apiService',
  collection: 'services/apiServices',
  label: 'ApiService',
  description: 'An API that metadata is read from.',
  fields: {
    ...serviceFields('ApiConnection', ApiServiceType),
  },
  traits: serviceTraits,
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'api_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type ApiService = EntityOf<typeof ApiService>
export type CreateApiService = CreateOf<typeof ApiService>
