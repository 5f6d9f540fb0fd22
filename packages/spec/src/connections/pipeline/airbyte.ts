/** What a connection to Airbyte takes. */
import { connector } from '../connector.ts'
import { either, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientSecret, optionalUserAndPassword } from '../shapes/sign-in.ts'

export const airbyte = connector('Airbyte', () => ({
  required: {
    hostPort: url,
  },
  optional: {
    auth: either(optionalUserAndPassword, clientSecret),
    apiVersion: text,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
