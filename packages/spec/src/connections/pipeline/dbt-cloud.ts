/** What a connection to dbt Cloud takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { list, supports, text, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

export const dbtCloud = connector('DBTCloud', () => ({
  required: {
    host: url,
    discoveryAPI: url,
    accountId: text,
    token: secret(),
  },
  optional: {
    jobIds: list(text),
    projectIds: list(text),
    environmentIds: list(text),
    numberOfRuns: whole,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
