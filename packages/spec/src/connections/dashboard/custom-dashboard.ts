/** What a connection to a dashboard tool through a connector of your own takes. */
import { connector } from '../connector.ts'
import { supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customDashboard = connector('CustomDashboard', () => ({
  typeRequired: true,
  optional: {
    sourcePythonClass: text,
    connectionOptions: textMap,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
