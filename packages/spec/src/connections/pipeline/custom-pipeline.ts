/** What a connection to an orchestrator through a connector of your own takes. */
import { connector } from '../connector.ts'
import { supports, text, textMap } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const customPipeline = connector('CustomPipeline', () => ({
  typeRequired: true,
  optional: {
    sourcePythonClass: text,
    connectionOptions: textMap,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
