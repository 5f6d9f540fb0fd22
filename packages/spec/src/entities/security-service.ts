/** A connection to an access-control system. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { serviceExtensions, serviceFields, serviceRelations } from '../service.ts'

// biome-ignore format: a vocabulary reads better as a paragraph
export const SecurityServiceType = Type.String({
  enum: [
    'Ranger',
  ],
  $id: 'SecurityServiceType',
})

export const SecurityService = defineEntity({
  type: 'securityService',
  collection: 'services/securityServices',
  label: 'SecurityService',
  description: 'An access-control system that metadata is read from.',
  fields: {
    ...serviceFields('SecurityConnection', SecurityServiceType),
  },
  traits: ['tags', 'owners', 'domains', 'dataProducts', 'dataContract', 'followers'],
  relations: serviceRelations,
  extensions: serviceExtensions,
  search: { index: 'security_service_search_index', text: ['description'], source: ['serviceType'] },
})
export type SecurityService = EntityOf<typeof SecurityService>
export type CreateSecurityService = CreateOf<typeof SecurityService>
