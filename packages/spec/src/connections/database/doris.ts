/** What a connection to Doris takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates } from '../shapes/ssl.ts'

export const doris = connector('Doris', () => ({
  required: {
    username: text,
    hostPort: text,
  },
  optional: {
    scheme: word('doris'),
    password: secret(),
    databaseName: text,
    databaseSchema: text,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsDBTExtraction',
      'supportsProfiler',
      'supportsQueryComment',
      'supportsViewLineageExtraction',
    ),
  },
}))
