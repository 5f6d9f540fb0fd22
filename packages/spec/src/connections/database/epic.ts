/** What a connection to Epic takes. */
import { connector } from '../connector.ts'
import { supports, text, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const epic = connector('Epic', () => ({
  optional: {
    fhirServerUrl: url,
    fhirVersion: word('R4', 'STU3', 'DSTU2'),
    databaseName: text,
    ...filters('schemaFilterPattern', 'tableFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
