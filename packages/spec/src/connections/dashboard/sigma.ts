/** What a connection to Sigma takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const sigma = connector('Sigma', () => ({
  required: {
    hostPort: url,
    clientId: text,
    clientSecret: secret(),
  },
  optional: {
    apiVersion: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
