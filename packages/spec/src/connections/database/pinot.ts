/** What a connection to Apache Pinot takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const pinot = connector('PinotDB', () => ({
  required: {
    hostPort: text,
    pinotControllerHost: text,
  },
  optional: {
    scheme: word('pinot', 'pinot+http', 'pinot+https'),
    username: text,
    password: secret(),
    database: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsQueryComment',
      'supportsViewLineageExtraction',
    ),
  },
}))
