/** What a connection to Sap Success Factors takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

export const sapSuccessFactors = connector('SapSuccessFactors', () => ({
  required: {
    baseUrl: url,
    companyId: text,
    username: text,
  },
  optional: {
    authType: word('OAuth2Credentials', 'BasicAuth'),
    password: secret(),
    clientId: text,
    privateKey: secret(),
    tokenUrl: url,
    apiVersion: text,
    databaseName: text,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('tableFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
