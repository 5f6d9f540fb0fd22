/** What a connection to Hive takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { clientCertificates } from '../shapes/ssl.ts'
import { mysql } from './mysql.ts'
import { postgres } from './postgres.ts'

export const hive = connector('Hive', () => ({
  required: {
    hostPort: text,
  },
  optional: {
    scheme: word('hive', 'hive+http', 'hive+https'),
    username: text,
    password: secret(),
    auth: word('NONE', 'LDAP', 'KERBEROS', 'CUSTOM', 'NOSASL', 'BASIC', 'GSSAPI', 'JWT', 'PLAIN'),
    kerberosServiceName: text,
    databaseSchema: text,
    databaseName: text,
    authOptions: text,
    useSSL: flag,
    sslConfig: clientCertificates,
    metastoreConnection: either(postgres.schema(), mysql.schema(), freeMap),
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
