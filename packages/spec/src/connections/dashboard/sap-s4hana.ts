/** What a connection to SAP S/4HANA takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, shape, supports, text, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

const sapS4HanaBasicAuthType = shape({
  required: {
    username: text,
    password: secret(),
  },
  optional: {
    authType: word('basic'),
  },
})

const sapS4HanaOAuthType = shape({
  required: {
    clientId: text,
    clientSecret: secret(),
    tokenEndpoint: url,
  },
  optional: {
    authType: word('oauth2'),
  },
})

export const sapS4hana = connector('SapS4Hana', () => ({
  required: {
    hostPort: url,
    authType: either(sapS4HanaBasicAuthType, sapS4HanaOAuthType),
  },
  optional: {
    clientNumber: text,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    ...filters('dashboardFilterPattern', 'chartFilterPattern', 'dataModelFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsLineageExtraction'),
  },
}))
