/** What a connection to Clickhouse takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const clickhouse = connector('Clickhouse', () => ({
  required: {
    hostPort: text,
  },
  optional: {
    scheme: word('clickhouse+http', 'clickhouse+native'),
    username: text,
    password: secret(),
    databaseName: text,
    databaseSchema: text,
    duration: whole,
    https: flag,
    secure: flag,
    keyfile: text,
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
      'supportsQueryComment',
    ),
  },
}))
