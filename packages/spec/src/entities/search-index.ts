/** An index of a search engine: its fields and settings. */
import { type Static, Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { nameParts } from '../name-parts.ts'
import { dataAssetTraits } from '../traits.ts'
import { SampleMessages } from '../types/sample-messages.ts'
import { SearchIndexField } from '../types/search-index-field.ts'
import { SearchServiceType } from './search-service.ts'

export const SearchIndex = defineEntity({
  type: 'searchIndex',
  collection: 'searchIndexes',
  label: 'SearchIndex',
  description: 'An index or index template of a search engine.',
  parent: { field: 'service', types: ['searchService'], copies: ['serviceType'] },
  fields: {
    serviceType: Type.Optional(SearchServiceType),
    fields: Type.Array(SearchIndexField, { maxItems: 100_000 }),
    searchIndexSettings: Type.Optional(
      Type.Object({}, { additionalProperties: true, description: "the engine's own settings, by its names" }),
    ),
    indexType: Type.Optional(Type.String({ enum: ['Index', 'IndexTemplate'] })),
  },
  traits: dataAssetTraits.filter((trait) => trait !== 'sourceUrl'),
  extensions: { sampleData: { kind: 'snapshot', schema: SampleMessages } },
  search: {
    index: 'search_entity_search_index',
    text: ['description', 'fields.name', 'fields.description'],
    source: ['service', 'serviceType', 'fields', 'indexType'],
  },
  majorOnRemoval: ['fields'],
  normalize: (entity) => ({
    ...entity,
    // validated before
    fields: nameParts(
      entity.fields as Static<typeof SearchIndexField>[],
      entity.fullyQualifiedName as string,
    ),
  }),
})
export type SearchIndex = EntityOf<typeof SearchIndex>
export type CreateSearchIndex = CreateOf<typeof SearchIndex>
