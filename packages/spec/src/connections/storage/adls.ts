/** What a connection to ADLS takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap } from '../members.ts'
import { azureCredentials } from '../shapes/azure-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const adls = connector('ADLS', () => ({
  required: {
    credentials: azureCredentials,
  },
  optional: {
    connectionOptions: textMap,
    connectionArguments: freeMap,
    containerName: text,
    ...filters('containerFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
