/** What a connection to Snowflake takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { amount, flag, freeMap, supports, text, textMap, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const snowflake = connector('Snowflake', () => ({
  required: {
    username: text,
    account: text,
    warehouse: text,
  },
  optional: {
    scheme: word('snowflake'),
    password: secret(),
    role: text,
    database: text,
    queryTag: text,
    accountUsageSchema: text,
    privateKey: secret(),
    snowflakePrivatekeyPassphrase: secret(),
    includeTransientTables: flag,
    includeStreams: flag,
    includeStages: flag,
    clientSessionKeepAlive: flag,
    useAccessHistory: flag,
    accessHistoryChunkSize: whole,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    creditCost: amount,
    snowflakeSourceHost: text,
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
