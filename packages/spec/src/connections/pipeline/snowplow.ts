/** What a connection to Snowplow takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const snowplow = connector('Snowplow', () => ({
  typeRequired: true,
  required: {
    deployment: word('BDP', 'Community'),
  },
  optional: {
    consoleUrl: url,
    apiKey: secret(),
    organizationId: text,
    configPath: text,
    cloudProvider: word('AWS', 'GCP', 'Azure'),
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
