/** What a connection to Metabase takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const metabase = connector('Metabase', () => ({
  required: {
    hostPort: url,
  },
  optional: {
    username: text,
    password: secret(),
    apiKey: secret(),
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
