/** What an ingestion of the metadata of an API service takes. */
import { connector } from '../connections/connector.ts'
import { flag } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

export const apiMetadataConfig = connector('ApiMetadata', () => ({
  optional: {
    markDeletedApiCollections: flag,
    overrideMetadata: flag,
    ...filters('apiCollectionFilterPattern', 'apiEndpointFilterPattern'),
  },
}))
