/** What a connection to Spline takes. */
import { connector } from '../connector.ts'
import { supports, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const spline = connector('Spline', () => ({
  required: {
    hostPort: url,
  },
  optional: {
    uiHostPort: url,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
