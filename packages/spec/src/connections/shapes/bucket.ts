/** Where files lie, and how to reach them. */
import { shape } from '../members.ts'
import { awsCredentials } from './aws-credentials.ts'

export const s3Config = shape({
  optional: {
    securityConfig: awsCredentials,
  },
})
