/** What a connection to SingleStore takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const singlestore = connector('SingleStore', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('mysql+pymysql'),
    password: secret(),
    databaseName: text,
    databaseSchema: text,
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
