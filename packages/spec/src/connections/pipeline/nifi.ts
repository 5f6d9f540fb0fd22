/** What a connection to Apache NiFi takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, flag, shape, supports, text, url } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'

const nifiBasicAuth = shape({
  optional: {
    username: text,
    password: secret(),
    verifySSL: flag,
  },
})

const nifiClientCertificateAuth = shape({
  optional: {
    certificateAuthorityPath: text,
    clientCertificatePath: text,
    clientkeyPath: text,
  },
})

export const nifi = connector('Nifi', () => ({
  required: {
    hostPort: url,
    nifiConfig: either(nifiBasicAuth, nifiClientCertificateAuth),
  },
  optional: {
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
