/** What a connection to MongoDB takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

export const mongodb = connector('MongoDB', () => ({
  required: {
    hostPort: text,
  },
  optional: {
    scheme: word('mongodb', 'mongodb+srv'),
    username: text,
    password: secret(),
    connectionOptions: textMap,
    databaseName: text,
    databaseSchema: text,
    sslMode,
    sslConfig: clientCertificates,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
