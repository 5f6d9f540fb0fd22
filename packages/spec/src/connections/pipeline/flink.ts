/** What a connection to Flink takes. */
import { connector } from '../connector.ts'
import { supports, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

export const flink = connector('Flink', () => ({
  required: {
    hostPort: url,
  },
  optional: {
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
