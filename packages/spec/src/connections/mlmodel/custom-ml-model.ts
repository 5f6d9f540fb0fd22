/** What a connection to a model registry through a connector of your own takes. */
import { connector } from '../connector.ts'
import { supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customMlModel = connector('CustomMlModel', () => ({
  typeRequired: true,
  optional: {
    sourcePythonClass: text,
    connectionOptions: textMap,
    ...filters('mlModelFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
