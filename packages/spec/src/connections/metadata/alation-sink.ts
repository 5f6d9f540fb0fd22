/** What a connection to Alation as a destination takes. */
import { connector } from '../connector.ts'
import { either, freeMap, supports, text, textMap, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { accessToken, userAndPassword } from '../shapes/sign-in.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

export const alationSink = connector('AlationSink', () => ({
  required: {
    hostPort: url,
    authType: either(userAndPassword, accessToken),
  },
  optional: {
    projectName: text,
    paginationLimit: whole,
    datasourceLinks: textMap,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
