/** What a connection to Qlik Cloud takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { list, supports, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const qlikCloud = connector('QlikCloud', () => ({
  required: {
    token: secret(),
    hostPort: url,
  },
  optional: {
    spaceTypes: list(word('Managed', 'Shared', 'Personal', 'Data')),
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
