/** What a connection to Amazon Kinesis takes. */
import { connector } from '../connector.ts'
import { supports } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const kinesis = connector('Kinesis', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    ...filters('topicFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
