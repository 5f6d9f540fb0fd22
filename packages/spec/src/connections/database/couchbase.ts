/** What a connection to Couchbase takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const couchbase = connector('Couchbase', () => ({
  required: {
    username: text,
    password: secret(),
    hostport: text,
  },
  optional: {
    scheme: word('couchbase'),
    bucket: text,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
