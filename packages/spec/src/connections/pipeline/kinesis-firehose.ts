/** What a connection to Amazon Data Firehose takes. */
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const kinesisFirehose = connector('KinesisFirehose', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    messagingServiceName: text,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
