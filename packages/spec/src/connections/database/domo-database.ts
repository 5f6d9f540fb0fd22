/** What a connection to the databases of Domo takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const domoDatabase = connector('DomoDatabase', () => ({
  required: {
    clientId: text,
    secretToken: secret(),
    instanceDomain: url,
  },
  optional: {
    accessToken: secret(),
    apiHost: text,
    databaseName: text,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
