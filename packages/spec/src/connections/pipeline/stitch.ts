/** What a connection to Stitch takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const stitch = connector('Stitch', () => ({
  required: {
    hostPort: text,
    token: secret(),
  },
  optional: {
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
