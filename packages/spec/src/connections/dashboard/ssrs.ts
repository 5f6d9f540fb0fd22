/** What a connection to SQL Server Reporting Services takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

export const ssrs = connector('Ssrs', () => ({
  required: {
    hostPort: url,
    username: text,
    password: secret(),
  },
  optional: {
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    ...filters('dashboardFilterPattern', 'chartFilterPattern', 'projectFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
