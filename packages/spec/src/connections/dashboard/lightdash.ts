/** What a connection to Lightdash takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const lightdash = connector('Lightdash', () => ({
  required: {
    hostPort: url,
    apiKey: secret(),
    projectUUID: text,
    spaceUUID: text,
  },
  optional: {
    proxyAuthentication: secret(),
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
