/** What a connection to the pipelines of Domo takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const domoPipeline = connector('DomoPipeline', () => ({
  required: {
    clientId: text,
    secretToken: secret(),
    instanceDomain: url,
  },
  optional: {
    accessToken: secret(),
    apiHost: text,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
