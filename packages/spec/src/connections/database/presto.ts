/** What a connection to Presto takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const presto = connector('Presto', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('presto'),
    password: secret(),
    databaseSchema: text,
    catalog: text,
    protocol: text,
    verify: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsQueryComment',
    ),
  },
}))
