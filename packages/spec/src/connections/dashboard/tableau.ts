/** What a connection to Tableau takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, shape, supports, text, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { userAndPassword } from '../shapes/sign-in.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

const accessTokenAuth = shape({
  required: {
    personalAccessTokenName: text,
    personalAccessTokenSecret: secret(),
  },
})

export const tableau = connector('Tableau', () => ({
  required: {
    hostPort: url,
  },
  optional: {
    authType: either(userAndPassword, accessTokenAuth),
    siteName: text,
    paginationLimit: whole,
    apiVersion: text,
    proxyURL: url,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
