/** Ways to sign in that several sources share. */
import { secret } from '../../secret.ts'
import { flag, shape, text } from '../members.ts'
import { awsCredentials } from './aws-credentials.ts'
import { azureCredentials } from './azure-credentials.ts'
import { gcpCredentials } from './gcp-credentials.ts'

export const token = shape({
  required: {
    token: secret(),
  },
})

export const clientSecret = shape({
  required: {
    clientId: text,
    clientSecret: secret(),
  },
})

export const azureApplication = shape({
  required: {
    azureClientId: text,
    azureClientSecret: secret(),
    azureTenantId: text,
  },
})

export const password = shape({
  optional: {
    password: secret(),
  },
})

export const awsIam = shape({
  optional: {
    awsConfig: awsCredentials,
  },
})

export const azureIdentity = shape({
  optional: {
    azureConfig: azureCredentials,
  },
})

export const gcpCloudSql = shape({
  optional: {
    password: secret(),
    enableIamAuth: flag,
    gcpConfig: gcpCredentials,
  },
})

export const localFiles = shape({})

export const userAndPassword = shape({
  required: {
    username: text,
    password: secret(),
  },
})

export const accessToken = shape({
  required: {
    accessToken: secret(),
  },
})

export const optionalUserAndPassword = shape({
  optional: {
    username: text,
    password: secret(),
  },
})
