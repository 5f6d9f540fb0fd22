/** What a connection to scikit-learn models takes. */
import { connector } from '../connector.ts'
import { supports } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const sklearn = connector('Sklearn', () => ({
  optional: {
    ...filters('mlModelFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
