/** What a connection to the pipelines of Microsoft Fabric takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const microsoftFabricPipeline = connector('MicrosoftFabricPipeline', () => ({
  required: {
    workspaceId: text,
    clientId: text,
    clientSecret: secret(),
    tenantId: text,
  },
  optional: {
    authorityUri: text,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
