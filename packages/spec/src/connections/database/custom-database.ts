/** What a connection to a database through a connector of your own takes. */
import { connector } from '../connector.ts'
import { supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customDatabase = connector('CustomDatabase', () => ({
  typeRequired: true,
  optional: {
    sourcePythonClass: text,
    connectionOptions: textMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
