/** What a connection to Spark takes. */
import { connector } from '../connector.ts'
import { supports } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const spark = connector('Spark', () => ({
  optional: {
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
