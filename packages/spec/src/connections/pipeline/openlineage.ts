/** What a connection to OpenLineage events on a broker takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { amount, either, shape, supports, text, textMap, whole, word } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { saslMechanism } from '../shapes/sasl.ts'
import { clientCertificates } from '../shapes/ssl.ts'

const saslClientConfig = shape({
  optional: {
    saslMechanism,
    saslUsername: text,
    saslPassword: secret(),
  },
})

const kafkaBrokerConfig = shape({
  required: {
    brokersUrl: text,
    topicName: text,
  },
  optional: {
    consumerGroupName: text,
    consumerOffsets: word('earliest', 'latest'),
    poolTimeout: amount,
    sessionTimeout: whole,
    securityProtocol: word('PLAINTEXT', 'SASL_PLAINTEXT', 'SSL', 'SASL_SSL'),
    sslConfig: clientCertificates,
    saslConfig: saslClientConfig,
  },
})

const kinesisBrokerConfig = shape({
  required: {
    streamName: text,
    awsConfig: awsCredentials,
  },
  optional: {
    consumerOffsets: word('TRIM_HORIZON', 'LATEST'),
    poolTimeout: amount,
    sessionTimeout: whole,
  },
})

export const openlineage = connector('OpenLineage', () => ({
  required: {
    brokerConfig: either(kafkaBrokerConfig, kinesisBrokerConfig),
  },
  optional: {
    namespaceToServiceMapping: textMap,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
