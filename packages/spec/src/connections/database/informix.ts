/** What a connection to Informix takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const informix = connector('Informix', () => ({
  required: {
    username: text,
    password: secret(),
    hostPort: text,
    database: text,
    serverName: text,
  },
  optional: {
    scheme: word('informix'),
    ingestAllDatabases: flag,
    sslMode,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters(
      'schemaFilterPattern',
      'tableFilterPattern',
      'databaseFilterPattern',
      'storedProcedureFilterPattern',
    ),
    ...supports(
      'supportsMetadataExtraction',
      'supportsProfiler',
      'supportsDatabase',
      'supportsQueryComment',
      'supportsLineageExtraction',
      'supportsUsageExtraction',
    ),
  },
}))
