/** What a connection to Fivetran takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, url, whole } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

export const fivetran = connector('Fivetran', () => ({
  required: {
    apiKey: secret(),
    apiSecret: secret(),
  },
  optional: {
    hostPort: url,
    limit: whole,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
