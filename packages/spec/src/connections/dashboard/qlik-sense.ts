/** What a connection to Qlik Sense takes. */
import { connector } from '../connector.ts'
import { either, flag, shape, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates } from '../shapes/ssl.ts'

const qlikCertificateValues = shape({
  required: {
    sslConfig: clientCertificates,
  },
})

const qlikCertificatePath = shape({
  required: {
    clientCertificate: text,
    clientKeyCertificate: text,
    rootCertificate: text,
  },
})

export const qlikSense = connector('QlikSense', () => ({
  required: {
    hostPort: url,
    certificates: either(qlikCertificateValues, qlikCertificatePath),
  },
  optional: {
    displayUrl: url,
    validateHostName: flag,
    userDirectory: text,
    userId: text,
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
