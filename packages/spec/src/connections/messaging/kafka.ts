/** What a connection to Apache Kafka takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { freeMap, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { saslMechanism, securityProtocol } from '../shapes/sasl.ts'
import { clientCertificates } from '../shapes/ssl.ts'

export const kafka = connector('Kafka', () => ({
  required: {
    bootstrapServers: text,
  },
  optional: {
    schemaRegistryURL: url,
    saslUsername: text,
    saslPassword: secret(),
    securityProtocol,
    saslMechanism,
    basicAuthUserInfo: secret(),
    consumerConfig: freeMap,
    schemaRegistryConfig: freeMap,
    schemaRegistryTopicSuffixName: text,
    consumerConfigSSL: clientCertificates,
    schemaRegistrySSL: clientCertificates,
    ...filters('topicFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
