/** A collection of an API's endpoints. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { dataAssetTraits } from '../traits.ts'
import { ReferenceInput } from '../types/entity-reference.ts'
import { ApiServiceType } from './api-service.ts'

export const ApiCollection = defineEntity({
  type: 'apiCollection',
  collection: 'apiCollections',
  label: 'APICollection',
  description: 'A named set of endpoints of an API.',
  parent: { field: 'service', types: ['apiService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(ApiServiceType),
    endpointURL: Type.Optional(Type.String({ format: 'uri' })),
  },
  createOnly: { apiEndpoints: Type.Optional(Type.Array(ReferenceInput)) },
  notKept: { apiEndpoints: 'each endpoint names its collection when it is created' },
  traits: dataAssetTraits.filter((trait) => trait !== 'sourceUrl' && trait !== 'followers'),
  relations: {
    apiEndpoints: { to: ['apiEndpoint'], many: true, relationship: 'contains', readOnly: true },
  },
  search: {
    index: 'api_collection_search_index',
    text: ['description', 'endpointURL'],
    source: ['service', 'serviceType', 'endpointURL'],
  },
})
export type ApiCollection = EntityOf<typeof ApiCollection>
export type CreateApiCollection = CreateOf<typeof ApiCollection>
