/** Every connector of messaging services. */
import { customMessaging } from './custom-messaging.ts'
import { kafka } from './kafka.ts'
import { kinesis } from './kinesis.ts'
import { pubsub } from './pubsub.ts'
import { redpanda } from './redpanda.ts'

export const messagingConnectors = [customMessaging, kafka, kinesis, pubsub, redpanda]
