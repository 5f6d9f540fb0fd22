/** What a connection to Google Pub/Sub takes. */
import { connector } from '../connector.ts'
import { flag, supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'

export const pubsub = connector('PubSub', () => ({
  optional: {
    gcpConfig: gcpCredentials,
    projectId: text,
    hostPort: text,
    useEmulator: flag,
    schemaRegistryEnabled: flag,
    includeSubscriptions: flag,
    includeDeadLetterTopics: flag,
    ...filters('topicFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
