/** What a connection to Dremio takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, shape, supports, text, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

const dremioCloudAuthentication = shape({
  required: {
    region: word('US', 'EU'),
    personalAccessToken: secret(),
    projectId: text,
  },
})

const dremioSoftwareAuthentication = shape({
  required: {
    hostPort: text,
    username: text,
    password: secret(),
  },
})

export const dremio = connector('Dremio', () => ({
  required: {
    authType: either(dremioCloudAuthentication, dremioSoftwareAuthentication),
  },
  optional: {
    database: text,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports(
      'supportsMetadataExtraction',
      'supportsUsageExtraction',
      'supportsLineageExtraction',
      'supportsDatabase',
    ),
  },
}))
