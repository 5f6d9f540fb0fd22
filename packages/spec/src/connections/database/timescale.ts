/** What a connection to Timescale takes. */
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { awsIam, azureIdentity, password } from '../shapes/sign-in.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const timescale = connector('Timescale', () => ({
  required: {
    username: text,
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: word('postgresql+psycopg2'),
    authType: either(password, awsIam, azureIdentity),
    ingestAllDatabases: flag,
    sslMode,
    sslConfig: clientCertificates,
    classificationName: text,
    queryStatementSource: text,
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
      'supportsDatabase',
      'supportsQueryComment',
      'supportsDataDiff',
    ),
  },
}))
