/** What a connection to Exasol takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const exasol = connector('Exasol', () => ({
  required: {
    username: text,
    password: secret(),
    hostPort: text,
  },
  optional: {
    scheme: word('exa+websocket'),
    tls: word('disable-tls', 'ignore-certificate', 'validate-certificate'),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsLineageExtraction'),
  },
}))
