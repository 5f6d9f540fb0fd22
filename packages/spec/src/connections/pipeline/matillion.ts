/** What a connection to Matillion takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, shape, supports, text, whole, word } from '../members.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates } from '../shapes/ssl.ts'

const matillionEtlAuthConfig = shape({
  required: {
    hostPort: text,
    username: text,
    password: secret(),
  },
  optional: {
    type: word('MatillionETL'),
    sslConfig: clientCertificates,
  },
})

const matillionDpcAuthConfig = shape({
  optional: {
    type: word('MatillionDPC'),
    clientId: text,
    clientSecret: secret(),
    region: word('us1', 'eu1'),
    personalAccessToken: secret(),
  },
})

export const matillion = connector('Matillion', () => ({
  optional: {
    connection: either(matillionEtlAuthConfig, matillionDpcAuthConfig),
    lineageLookbackDays: whole,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
