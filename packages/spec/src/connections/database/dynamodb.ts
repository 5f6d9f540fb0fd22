/** What a connection to Amazon DynamoDB takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const dynamodb = connector('DynamoDB', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    databaseName: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
