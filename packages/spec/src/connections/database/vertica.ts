/** What a connection to Vertica takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const vertica = connector('Vertica', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('vertica+vertica_python'),
    password: secret(),
    database: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsQueryComment',
    ),
  },
}))
