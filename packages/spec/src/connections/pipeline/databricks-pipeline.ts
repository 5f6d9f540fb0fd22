/** What a connection to the pipelines of Databricks takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { amount, freeMap, supports, text, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const databricksPipeline = connector('DatabricksPipeline', () => ({
  required: {
    hostPort: text,
    token: secret(),
  },
  optional: {
    connectionTimeout: amount,
    httpPath: text,
    connectionArguments: freeMap,
    lineageLookBackDays: whole,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
