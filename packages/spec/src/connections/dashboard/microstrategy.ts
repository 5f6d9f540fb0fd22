/** What a connection to MicroStrategy takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const microstrategy = connector('MicroStrategy', () => ({
  required: {
    username: text,
    password: secret(),
    hostPort: url,
  },
  optional: {
    projectName: text,
    loginMode: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
