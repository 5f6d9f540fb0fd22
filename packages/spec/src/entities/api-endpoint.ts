/** An endpoint of an API: its method and the schemas of what goes in and comes out. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { ApiSchema } from '../types/message-schema.ts'
import { ApiServiceType } from './api-service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'CONNECT', 'OPTIONS', 'TRACE']

/** Requests and responses may have fields of one name, so their side is part of the fields' names. */
function named(entity: Readonly<Record<string, unknown>>, side: 'requestSchema' | 'responseSchema') {
  const schema = entity[side] as ApiSchema | undefined // validated before
  if (!schema?.schemaFields) return {}
  const schemaFields = nameParts(schema.schemaFields, `${entity.fullyQualifiedName}.${side}`)
  return { [side]: { ...schema, schemaFields } }
}

export const ApiEndpoint = defineEntity({
  type: 'apiEndpoint',
  collection: 'apiEndpoints',
  label: 'APIEndpoint',
  description: 'An endpoint of an API.',
  parent: { field: 'apiCollection', types: ['apiCollection'], copies: ['service', 'serviceType'] },
  fields: {
    service: EntityReference,
    serviceType: Type.Optional(ApiServiceType),
    endpointURL: Type.Optional(Type.String({ format: 'uri' })),
    requestMethod: Type.Optional(Type.String({ enum: methods })),
    requestSchema: Type.Optional(ApiSchema),
    responseSchema: Type.Optional(ApiSchema),
  },
  createOnly: { sourceUrl: Type.Optional(Type.String()) },
  traits: dataAssetTraits.filter((trait) => trait !== 'sourceUrl'),
  search: {
    index: 'api_endpoint_search_index',
    text: [
      'description',
      'endpointURL',
      'requestSchema.schemaFields.name',
      'responseSchema.schemaFields.name',
    ],
    source: [
      'service',
      'serviceType',
      'apiCollection',
      'requestMethod',
      'endpointURL',
      'requestSchema',
      'responseSchema',
    ],
  },
  normalize: (entity) => ({
    ...entity,
    ...named(entity, 'requestSchema'),
    ...named(entity, 'responseSchema'),
  }),
})
export type ApiEndpoint = EntityOf<typeof ApiEndpoint>
export type CreateApiEndpoint = CreateOf<typeof ApiEndpoint>
