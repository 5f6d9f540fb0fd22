/** What a connection to Impala takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'

export const impala = connector('Impala', () => ({
  required: {
    hostPort: text,
  },
  optional: {
    scheme: word('impala', 'impala4'),
    username: text,
    password: secret(),
    authMechanism: word('NOSASL', 'PLAIN', 'GSSAPI', 'LDAP', 'JWT'),
    kerberosServiceName: text,
    databaseSchema: text,
    databaseName: text,
    useSSL: flag,
    authOptions: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsViewLineageExtraction',
    ),
  },
}))
