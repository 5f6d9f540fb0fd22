/** What a connection to a search engine through a connector of your own takes. */
import { connector } from '../connector.ts'
import { supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customSearch = connector('CustomSearch', () => ({
  typeRequired: true,
  optional: {
    sourcePythonClass: text,
    connectionOptions: textMap,
    ...filters('searchIndexFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
