/** What a connection to the Elasticsearch of another catalog takes. */
import { connector } from '../connector.ts'
import { flag, list, supports, text, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const metadataEs = connector('MetadataES', () => ({
  optional: {
    entities: list(text),
    recreateIndex: flag,
    runMode: word('stream', 'batch'),
    searchIndexMappingLanguage: word('EN', 'JP', 'ZH', 'RU'),
    batchSize: whole,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
