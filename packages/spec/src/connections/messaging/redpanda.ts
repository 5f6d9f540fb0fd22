/** What a connection to Redpanda takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { saslMechanism, securityProtocol } from '../shapes/sasl.ts'

export const redpanda = connector('Redpanda', () => ({
  required: {
    bootstrapServers: text,
  },
  optional: {
    schemaRegistryURL: url,
    saslUsername: text,
    saslPassword: secret(),
    schemaRegistryTopicSuffixName: text,
    securityProtocol,
    saslMechanism,
    basicAuthUserInfo: secret(),
    consumerConfig: freeMap,
    schemaRegistryConfig: freeMap,
    ...filters('topicFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
