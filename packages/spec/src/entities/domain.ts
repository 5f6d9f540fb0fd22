/** An area of the business that owns data. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { Style } from '../types/style.ts'

export const Domain = defineEntity({
  type: 'domain',
  collection: 'domains',
  label: 'Domain',
  description: 'An area of the business that owns data; domains nest.',
  parent: { field: 'parent', types: ['domain'], optional: true },
  fields: {
    domainType: Type.String({ enum: ['Source-aligned', 'Consumer-aligned', 'Aggregate'] }),
    style: Type.Optional(Style),
  },
  createOnly: {
    fullyQualifiedName: Type.Optional(Type.String({ minLength: 1, maxLength: 3072, description: 'ignored' })),
  },
  traits: ['tags', 'extension', 'certification', 'entityStatus', 'owners', 'experts', 'followers', 'votes'],
  relations: {
    children: { to: ['domain'], many: true, relationship: 'contains', readOnly: true },
    assets: { to: ['*'], many: true, relationship: 'hasDomain', readOnly: true, linkable: true },
  },
  filters: { directChildrenOf: (childrenOf) => ({ childrenOf }) },
  requiresDescription: true,
  softDelete: false,
  counts: { childrenCount: { of: 'children', types: ['domain'] } },
  search: {
    index: 'domain_search_index',
    text: ['description'],
    source: ['domainType', 'parent', 'style'],
  },
})
export type Domain = EntityOf<typeof Domain>
export type CreateDomain = CreateOf<typeof Domain>
