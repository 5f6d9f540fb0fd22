/** What a connection to Cassandra takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, freeMap, shape, supports, text, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { password } from '../shapes/sign-in.ts'
import { clientCertificates, sslMode } from '../shapes/ssl.ts'

const cloudConfig1 = shape({
  optional: {
    connectTimeout: whole,
    requestTimeout: whole,
    token: secret(),
    secureConnectBundle: text,
  },
})

const cloudConfig = shape({
  optional: {
    cloudConfig: cloudConfig1,
  },
})

export const cassandra = connector('Cassandra', () => ({
  optional: {
    username: text,
    authType: either(password, cloudConfig),
    hostPort: text,
    databaseName: text,
    connectionArguments: freeMap,
    sslMode,
    sslConfig: clientCertificates,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
