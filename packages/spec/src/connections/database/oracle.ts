/** What a connection to Oracle takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, flag, freeMap, shape, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

const oracleDatabaseSchema = shape({
  required: {
    databaseSchema: text,
  },
})

const oracleServiceName = shape({
  required: {
    oracleServiceName: text,
  },
})

const oracleTNSConnection = shape({
  required: {
    oracleTNSConnection: text,
  },
})

export const oracle = connector('Oracle', () => ({
  required: {
    username: text,
    oracleConnectionType: either(oracleDatabaseSchema, oracleServiceName, oracleTNSConnection),
  },
  optional: {
    scheme: word('oracle+cx_oracle'),
    password: secret(),
    hostPort: text,
    instantClientDirectory: text,
    databaseName: text,
    preserveIdentifierCase: flag,
    useDBATable: flag,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters(
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
      'storedProcedureFilterPattern',
    ),
    ...supports(
      'supportsMetadataExtraction',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsQueryComment',
      'supportsDataDiff',
    ),
  },
}))
