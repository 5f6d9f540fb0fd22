/** What a connection to Power BI Report Server takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const powerBiReportServer = connector('PowerBIReportServer', () => ({
  required: {
    hostPort: url,
    username: text,
    password: secret(),
  },
  optional: {
    webPortalVirtualDirectory: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
