/** What a connection to Greenplum takes. */
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { awsIam, password } from '../shapes/sign-in.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const greenplum = connector('Greenplum', () => ({
  required: {
    username: text,
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: word('postgresql+psycopg2'),
    authType: either(password, awsIam),
    sslMode,
    sslConfig: clientCertificates,
    ingestAllDatabases: flag,
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
      'supportsViewLineageExtraction',
    ),
  },
}))
