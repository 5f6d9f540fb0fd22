/** What a connection to Amazon Redshift takes. */
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { awsIam, password } from '../shapes/sign-in.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const redshift = connector('Redshift', () => ({
  required: {
    username: text,
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: word('redshift+psycopg2'),
    authType: either(password, awsIam),
    ingestAllDatabases: flag,
    sslMode,
    sslConfig: clientCertificates,
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
      'supportsIncrementalMetadataExtraction',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsQueryComment',
      'supportsSystemProfile',
      'supportsDataDiff',
    ),
  },
}))
