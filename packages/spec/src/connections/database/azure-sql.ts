/** What a connection to Azure SQL takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, shape, supports, text, textMap, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

const authenticationMode = shape({
  optional: {
    authentication: word('ActiveDirectoryIntegrated', 'ActiveDirectoryPassword'),
    encrypt: flag,
    trustServerCertificate: flag,
    connectionTimeout: whole,
  },
})

export const azureSql = connector('AzureSQL', () => ({
  required: {
    username: text,
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: word('mssql+pyodbc'),
    password: secret(),
    driver: text,
    authenticationMode,
    ingestAllDatabases: flag,
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
    ),
  },
}))
