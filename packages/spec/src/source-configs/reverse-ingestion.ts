/** What an ingestion of changes written back to their source takes. */
import { connector } from '../connections/connector.ts'
import { either, list, shape, text, word } from '../connections/members.ts'
import { EntityReference } from '../types/entity-reference.ts'
import { TagLabel } from '../types/tag-label.ts'

const reverseIngestionDescriptionConfig = shape({
  optional: {
    previousDescription: text,
    newDescription: text,
  },
})

const reverseIngestionOwnerConfig = shape({
  optional: {
    removedOwners: list(EntityReference),
    addedOwners: list(EntityReference),
  },
})

const reverseIngestionTagsConfig = shape({
  optional: {
    removedTags: list(TagLabel),
    addedTags: list(TagLabel),
  },
})

const operation = shape({
  required: {
    id: text,
    entityLink: text,
    type: word('UPDATE_DESCRIPTION', 'UPDATE_OWNER', 'UPDATE_TAGS'),
    parameters: either(
      reverseIngestionDescriptionConfig,
      reverseIngestionOwnerConfig,
      reverseIngestionTagsConfig,
    ),
  },
  optional: {
    SQLTemplate: text,
  },
})

export const reverseIngestionConfig = connector('ReverseIngestion', () => ({
  typeRequired: true,
  required: {
    service: EntityReference,
    operations: list(operation),
  },
  optional: {
    ingestionRunner: text,
  },
}))
