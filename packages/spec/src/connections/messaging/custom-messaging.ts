/** What a connection to a message broker through a connector of your own takes. */
import { connector } from '../connector.ts'
import { supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customMessaging = connector('CustomMessaging', () => ({
  typeRequired: true,
  optional: {
    sourcePythonClass: text,
    connectionOptions: textMap,
    ...filters('topicFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
