/** What a connection to SAP HANA takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, freeMap, shape, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

const sapHanaSQLConnection = shape({
  required: {
    hostPort: text,
    username: text,
    password: secret(),
  },
  optional: {
    databaseSchema: text,
    database: text,
  },
})

const sapHanaHDBConnection = shape({
  optional: {
    userKey: text,
  },
})

export const sapHana = connector('SapHana', () => ({
  required: {
    connection: either(sapHanaSQLConnection, sapHanaHDBConnection),
  },
  optional: {
    scheme: word('hana'),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsLineageExtraction',
      'supportsQueryComment',
      'supportsDataDiff',
    ),
  },
}))
