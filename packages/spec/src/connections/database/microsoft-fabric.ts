/** What a connection to Microsoft Fabric takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const microsoftFabric = connector('MicrosoftFabric', () => ({
  required: {
    hostPort: text,
    clientId: text,
    clientSecret: secret(),
    tenantId: text,
  },
  optional: {
    scheme: word('mssql+pyodbc'),
    database: text,
    driver: text,
    ingestAllDatabases: flag,
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
