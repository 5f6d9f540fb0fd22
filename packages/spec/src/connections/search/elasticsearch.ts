/** What a connection to Elasticsearch takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, freeMap, shape, supports, text, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { optionalUserAndPassword } from '../shapes/sign-in.ts'
import { sslConfig } from '../shapes/ssl.ts'

const apiKeyAuthentication = shape({
  optional: {
    apiKey: secret(),
    apiKeyId: text,
  },
})

export const elasticsearch = connector('ElasticSearch', () => ({
  optional: {
    hostPort: url,
    authType: either(optionalUserAndPassword, apiKeyAuthentication),
    sslConfig,
    connectionTimeoutSecs: whole,
    connectionArguments: freeMap,
    ...filters('searchIndexFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
