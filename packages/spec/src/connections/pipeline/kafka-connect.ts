/** What a connection to Kafka Connect takes. */
import { connector } from '../connector.ts'
import { flag, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { optionalUserAndPassword } from '../shapes/sign-in.ts'

export const kafkaConnect = connector('KafkaConnect', () => ({
  required: {
    hostPort: url,
  },
  optional: {
    KafkaConnectConfig: optionalUserAndPassword,
    verifySSL: flag,
    messagingServiceName: text,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
