/** What a connection to SQLite takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const sqlite = connector('SQLite', () => ({
  optional: {
    scheme: word('sqlite+pysqlite'),
    username: text,
    password: secret(),
    hostPort: text,
    database: text,
    databaseMode: text,
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
