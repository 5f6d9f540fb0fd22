/** What a connection to Salesforce takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, list, supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates } from '../shapes/ssl.ts'

export const salesforce = connector('Salesforce', () => ({
  optional: {
    username: text,
    password: secret(),
    securityToken: secret(),
    consumerKey: text,
    consumerSecret: secret(),
    organizationId: text,
    sobjectNames: list(text),
    databaseName: text,
    salesforceApiVersion: text,
    salesforceDomain: text,
    sslConfig: clientCertificates,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
