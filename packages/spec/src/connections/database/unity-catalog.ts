/** What a connection to Unity Catalog takes. */
import { connector } from '../connector.ts'
import { either, freeMap, supports, text, textMap, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { azureApplication, clientSecret, token } from '../shapes/sign-in.ts'

export const unityCatalog = connector('UnityCatalog', () => ({
  required: {
    hostPort: text,
    authType: either(token, clientSecret, azureApplication),
  },
  optional: {
    scheme: word('databricks'),
    httpPath: text,
    catalog: text,
    databaseSchema: text,
    connectionTimeout: whole,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDBTExtraction',
      'supportsMetadataExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsQueryComment',
      'supportsIncrementalMetadataExtraction',
    ),
  },
}))
