/** What a connection to Google Cloud Storage takes. */
import { connector } from '../connector.ts'
import { freeMap, list, supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'

export const gcs = connector('GCS', () => ({
  required: {
    credentials: gcpCredentials,
  },
  optional: {
    bucketNames: list(text),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('containerFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
