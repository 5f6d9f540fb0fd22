/** What a connection to Hex takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, supports, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const hex = connector('Hex', () => ({
  required: {
    hostPort: url,
    token: secret(),
  },
  optional: {
    tokenType: word('personal', 'workspace'),
    includeTags: flag,
    ...filters('dashboardFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
