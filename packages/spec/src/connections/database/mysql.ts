/** What a connection to MySQL takes. */
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { awsIam, azureIdentity, gcpCloudSql, password } from '../shapes/sign-in.ts'
import { clientCertificates } from '../shapes/ssl.ts'

export const mysql = connector('Mysql', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('mysql+pymysql'),
    authType: either(password, awsIam, azureIdentity, gcpCloudSql),
    databaseName: text,
    databaseSchema: text,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    useSlowLogs: flag,
    queryHistoryTable: text,
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
      'supportsQueryComment',
      'supportsDataDiff',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
    ),
  },
}))
