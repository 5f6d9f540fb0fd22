/** What a connection to AWS Glue takes. */
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const glue = connector('Glue', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    databaseName: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsDBTExtraction'),
  },
}))
