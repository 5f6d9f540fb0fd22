/** What a connection to Mulesoft takes. */
import { connector } from '../connector.ts'
import { either, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientSecret, userAndPassword } from '../shapes/sign-in.ts'

export const mulesoft = connector('Mulesoft', () => ({
  required: {
    authentication: either(userAndPassword, clientSecret),
  },
  optional: {
    hostPort: url,
    organizationId: text,
    environmentId: text,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
