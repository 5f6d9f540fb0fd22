/** What a connection to Trino takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, freeMap, shape, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { azureIdentity, password } from '../shapes/sign-in.ts'

const jwtAuth = shape({
  optional: {
    jwt: secret(),
  },
})

export const trino = connector('Trino', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('trino'),
    authType: either(password, jwtAuth, azureIdentity, word('OAuth2')),
    catalog: text,
    databaseSchema: text,
    proxies: textMap,
    verify: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    queryHistoryTable: text,
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
