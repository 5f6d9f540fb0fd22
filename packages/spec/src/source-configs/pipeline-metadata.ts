/** What an ingestion of the metadata of a pipeline service takes. */
import { connector } from '../connections/connector.ts'
import { flag, list, shape, text, whole } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

const lineageInformation = shape({
  optional: {
    dbServiceNames: list(text),
    storageServiceNames: list(text),
    messagingServiceNames: list(text),
  },
})

export const pipelineMetadataConfig = connector('PipelineMetadata', () => ({
  optional: {
    includeLineage: flag,
    includeOwners: flag,
    lineageInformation,
    overrideLineage: flag,
    markDeletedPipelines: flag,
    includeTags: flag,
    includeUnDeployedPipelines: flag,
    statusLookbackDays: whole,
    overrideMetadata: flag,
    ...filters('pipelineFilterPattern'),
  },
}))
