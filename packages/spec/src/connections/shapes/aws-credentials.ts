/** How to sign in to AWS: a key, a profile or a role. */
import { secret } from '../../secret.ts'
import { flag, shape, text, url } from '../members.ts'

export const awsCredentials = shape({
  required: {
    awsRegion: text,
  },
  optional: {
    enabled: flag,
    awsAccessKeyId: text,
    awsSecretAccessKey: secret(),
    awsSessionToken: secret(),
    endPointURL: url,
    profileName: text,
    assumeRoleArn: text,
    assumeRoleSessionName: text,
    assumeRoleSourceIdentity: text,
  },
})
