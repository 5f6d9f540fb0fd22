/** What an ingestion of the metadata of a model registry takes. */
import { connector } from '../connections/connector.ts'
import { flag, list, shape, text } from '../connections/members.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'

const lineageInformation = shape({
  optional: {
    dbServicePrefixes: list(text),
  },
})

export const mlModelMetadataConfig = connector('MlModelMetadata', () => ({
  optional: {
    markDeletedMlModels: flag,
    lineageInformation,
    overrideMetadata: flag,
    overrideLineage: flag,
    ...filters('mlModelFilterPattern'),
  },
}))
