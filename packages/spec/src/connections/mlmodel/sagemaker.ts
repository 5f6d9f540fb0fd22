/** What a connection to Amazon SageMaker takes. */
import { connector } from '../connector.ts'
import { supports } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const sagemaker = connector('SageMaker', () => ({
  required: {
    awsConfig: awsCredentials,
  },
  optional: {
    ...filters('mlModelFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
