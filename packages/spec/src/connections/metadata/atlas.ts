/** What a connection to Atlas takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, list, supports, text, textMap, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const atlas = connector('Atlas', () => ({
  required: {
    username: text,
    password: secret(),
    entity_type: text,
  },
  optional: {
    hostPort: url,
    databaseServiceName: list(text),
    messagingServiceName: list(text),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
