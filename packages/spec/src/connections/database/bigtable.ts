/** What a connection to Big Table takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'

export const bigtable = connector('BigTable', () => ({
  required: {
    credentials: gcpCredentials,
  },
  optional: {
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsDatabase'),
  },
}))
