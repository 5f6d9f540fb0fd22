/** What a connection to Collibra takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, freeMap, supports, text, textMap, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const collibra = connector('Collibra', () => ({
  required: {
    username: text,
    password: secret(),
    hostPort: url,
  },
  optional: {
    enableEnrichment: flag,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('glossaryFilterPattern', 'domainFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
