/** What an ingestion of the metadata of a messaging service takes. */
import { connector } from '../connections/connector.ts'
import { flag } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

export const messagingMetadataConfig = connector('MessagingMetadata', () => ({
  optional: {
    generateSampleData: flag,
    markDeletedTopics: flag,
    overrideMetadata: flag,
    ...filters('topicFilterPattern'),
  },
}))
