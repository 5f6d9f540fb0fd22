/** What a connection to SAP ERP takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, textMap, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

export const sapErp = connector('SapErp', () => ({
  optional: {
    hostPort: url,
    apiKey: secret(),
    databaseName: text,
    databaseSchema: text,
    paginationLimit: whole,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
