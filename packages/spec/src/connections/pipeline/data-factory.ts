/** What a connection to Azure Data Factory takes. */
import { connector } from '../connector.ts'
import { supports, text, whole } from '../members.ts'
import { azureCredentials } from '../shapes/azure-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const dataFactory = connector('DataFactory', () => ({
  required: {
    subscription_id: text,
    resource_group_name: text,
    factory_name: text,
  },
  optional: {
    run_filter_days: whole,
    configSource: azureCredentials,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
