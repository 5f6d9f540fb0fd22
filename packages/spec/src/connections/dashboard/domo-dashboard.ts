/** What a connection to the dashboards of Domo takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const domoDashboard = connector('DomoDashboard', () => ({
  required: {
    clientId: text,
    secretToken: secret(),
    instanceDomain: url,
  },
  optional: {
    accessToken: secret(),
    apiHost: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
