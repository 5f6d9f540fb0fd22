/** What a connection to Superset takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { mysql } from '../database/mysql.ts'
import { postgres } from '../database/postgres.ts'
import { either, shape, supports, text, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

const supersetApiConnection = shape({
  required: {
    provider: word('db', 'ldap'),
    username: text,
    password: secret(),
  },
  optional: {
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
  },
})

export const superset = connector('Superset', () => ({
  required: {
    hostPort: url,
    connection: either(supersetApiConnection, postgres.schema(), mysql.schema()),
  },
  optional: {
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
