/** What a connection to OpenSearch takes. */
import { connector } from '../connector.ts'
import { either, freeMap, supports, url, whole } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { optionalUserAndPassword } from '../shapes/sign-in.ts'
import { sslConfig, verifySsl } from '../shapes/ssl.ts'

export const opensearch = connector('OpenSearch', () => ({
  optional: {
    hostPort: url,
    authType: either(optionalUserAndPassword, awsCredentials),
    verifySSL: verifySsl,
    sslConfig,
    connectionTimeoutSecs: whole,
    connectionArguments: freeMap,
    ...filters('searchIndexFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
