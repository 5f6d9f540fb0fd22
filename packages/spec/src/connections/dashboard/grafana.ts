/** What a connection to Grafana takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { flag, supports, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const grafana = connector('Grafana', () => ({
  required: {
    hostPort: url,
    apiKey: secret(),
  },
  optional: {
    verifySSL: flag,
    pageSize: whole,
    ...filters('dashboardFilterPattern', 'chartFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
