/** What a connection to Dagster takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const dagster = connector('Dagster', () => ({
  required: {
    host: url,
  },
  optional: {
    token: secret(),
    timeout: whole,
    stripAssetKeyPrefixLength: whole,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
