/** What a connection to Cockroach takes. */
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { password } from '../shapes/sign-in.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const cockroach = connector('Cockroach', () => ({
  required: {
    username: text,
    hostPort: text,
    database: text,
  },
  optional: {
    scheme: word('cockroachdb+psycopg2'),
    authType: password,
    ingestAllDatabases: flag,
    databaseSchema: text,
    sslConfig: clientCertificates,
    sslMode,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
