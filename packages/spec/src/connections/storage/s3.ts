/** What a connection to Amazon S3 takes. */
import { connector } from '../connector.ts'
import { freeMap, list, supports, text, textMap, url } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const s3 = connector('S3', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    bucketNames: list(text),
    connectionOptions: textMap,
    connectionArguments: freeMap,
    consoleEndpointURL: url,
    ...filters('containerFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
