/** What an ingestion of the metadata of a search service takes. */
import { connector } from '../connections/connector.ts'
import { flag, whole } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

export const searchMetadataConfig = connector('SearchMetadata', () => ({
  optional: {
    markDeletedSearchIndexes: flag,
    includeSampleData: flag,
    sampleSize: whole,
    overrideMetadata: flag,
    includeIndexTemplate: flag,
    ...filters('searchIndexFilterPattern'),
  },
}))
