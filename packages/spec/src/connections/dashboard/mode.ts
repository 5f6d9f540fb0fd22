/** What a connection to Mode takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const mode = connector('Mode', () => ({
  required: {
    accessToken: secret(),
    accessTokenPassword: secret(),
    workspaceName: text,
  },
  optional: {
    hostPort: url,
    filterQueryParam: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
