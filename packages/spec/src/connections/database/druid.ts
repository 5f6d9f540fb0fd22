/** What a connection to Druid takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const druid = connector('Druid', () => ({
  required: {
    hostPort: text,
  },
  optional: {
    scheme: word('druid'),
    username: text,
    password: secret(),
    databaseName: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsProfiler',
      'supportsQueryComment',
      'supportsDBTExtraction',
      'supportsViewLineageExtraction',
    ),
  },
}))
