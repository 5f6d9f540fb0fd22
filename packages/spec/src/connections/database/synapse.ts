/** What a connection to Synapse takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, shape, supports, text, textMap, whole, word, words } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

const authenticationMode = shape({
  optional: {
    authentication: words`
      ActiveDirectoryIntegrated ActiveDirectoryPassword ActiveDirectoryServicePrincipal
    `,
    encrypt: flag,
    trustServerCertificate: flag,
    connectionTimeout: whole,
  },
})

export const synapse = connector('Synapse', () => ({
  required: {
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: word('mssql+pyodbc'),
    username: text,
    password: secret(),
    driver: text,
    clientId: text,
    clientSecret: secret(),
    tenantId: text,
    authenticationMode,
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
    ),
  },
}))
