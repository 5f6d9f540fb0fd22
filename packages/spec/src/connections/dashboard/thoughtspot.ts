/** What a connection to ThoughtSpot takes. */
import { connector } from '../connector.ts'
import { either, supports, text, url, word } from '../members.ts'
import { accessToken, userAndPassword } from '../shapes/sign-in.ts'

export const thoughtspot = connector('ThoughtSpot', () => ({
  required: {
    hostPort: url,
    authentication: either(userAndPassword, accessToken),
  },
  optional: {
    apiVersion: word('v1', 'v2'),
    orgId: text,
    ...supports('supportsMetadataExtraction'),
  },
}))
