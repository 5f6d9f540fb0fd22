/** What a connection to Microsoft SQL Server takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { mssqlScheme } from '../shapes/scheme.ts'
import { clientCertificates } from '../shapes/ssl.ts'

export const mssql = connector('Mssql', () => ({
  required: {
    database: text,
  },
  optional: {
    scheme: mssqlScheme,
    username: text,
    password: secret(),
    hostPort: text,
    driver: text,
    encrypt: flag,
    trustServerCertificate: flag,
    sslConfig: clientCertificates,
    ingestAllDatabases: flag,
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
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsQueryComment',
      'supportsDataDiff',
    ),
  },
}))
