/** What a connection to ServiceNow takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const servicenow = connector('ServiceNow', () => ({
  required: {
    hostPort: url,
    username: text,
    password: secret(),
  },
  optional: {
    includeScopes: flag,
    includeSystemTables: flag,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('tableFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsLineageExtraction'),
  },
}))
