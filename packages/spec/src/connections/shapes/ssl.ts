/** How a connection is encrypted, and whose certificates are trusted. */
import { secret } from '../../secret.ts'
import { either, shape, text, word } from '../members.ts'

export const sslMode = word('disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full')

export const verifySsl = word('no-ssl', 'ignore', 'validate')

export const clientCertificates = shape({
  optional: {
    caCertificate: secret(),
    sslCertificate: secret(),
    sslKey: secret(),
  },
})

export const certificatesByPath = shape({
  optional: {
    caCertPath: text,
    clientCertPath: text,
    privateKeyPath: text,
  },
})

export const certificatesByValue = shape({
  optional: {
    caCertValue: secret(),
    clientCertValue: secret(),
    privateKeyValue: secret(),
    stagingDir: text,
  },
})

export const sslConfig = shape({
  optional: {
    certificates: either(certificatesByPath, certificatesByValue),
  },
})
