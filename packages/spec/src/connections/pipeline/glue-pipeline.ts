/** What a connection to AWS Glue jobs takes. */
import { connector } from '../connector.ts'
import { supports } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const gluePipeline = connector('GluePipeline', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
