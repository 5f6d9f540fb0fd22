/** What a connection to Databricks takes. */
import { connector } from '../connector.ts'
import { either, freeMap, supports, text, textMap, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { azureApplication, clientSecret, token } from '../shapes/sign-in.ts'

export const databricks = connector('Databricks', () => ({
  required: {
    hostPort: text,
    authType: either(token, clientSecret, azureApplication),
    httpPath: text,
  },
  optional: {
    scheme: word('databricks'),
    catalog: text,
    databaseSchema: text,
    connectionTimeout: whole,
    queryHistoryTable: text,
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
    ),
  },
}))
