/** What a connection to Looker takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, shape, supports, text, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { localFiles } from '../shapes/sign-in.ts'

const gitHubCredentials = shape({
  required: {
    repositoryOwner: text,
    repositoryName: text,
  },
  optional: {
    type: word('GitHub'),
    gitHostURL: url,
    token: secret(),
  },
})

const bitBucketCredentials = shape({
  required: {
    repositoryOwner: text,
    repositoryName: text,
    branch: text,
  },
  optional: {
    type: word('BitBucket'),
    gitHostURL: url,
    token: secret(),
  },
})

const gitlabCredentials = shape({
  required: {
    repositoryOwner: text,
    repositoryName: text,
  },
  optional: {
    type: word('Gitlab'),
    gitHostURL: url,
    token: secret(),
  },
})

export const looker = connector('Looker', () => ({
  required: {
    clientId: text,
    clientSecret: secret(),
    hostPort: url,
  },
  optional: {
    gitCredentials: either(localFiles, text, gitHubCredentials, bitBucketCredentials, gitlabCredentials),
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
