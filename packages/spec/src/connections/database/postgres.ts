/** What a connection to PostgreSQL takes. */
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { postgresScheme } from '../shapes/scheme.ts'
import { awsIam, azureIdentity, password } from '../shapes/sign-in.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const postgres = connector('Postgres', () => ({
  required: {
    username: text,
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: postgresScheme,
    authType: either(password, awsIam, azureIdentity),
    ingestAllDatabases: flag,
    sslMode,
    sslConfig: clientCertificates,
    classificationName: text,
    queryStatementSource: text,
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
      'supportsDatabase',
      'supportsQueryComment',
      'supportsDataDiff',
    ),
  },
}))
