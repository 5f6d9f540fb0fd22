/** What a connection to an API that an OpenAPI document describes takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, shape, supports, text, url } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { clientCertificates, verifySsl } from '../shapes/ssl.ts'

const openAPISchemaURL = shape({
  required: {
    openAPISchemaURL: url,
  },
})

const openAPISchemaFilePath = shape({
  required: {
    openAPISchemaFilePath: text,
  },
})

const openAPISchemaS3 = shape({
  required: {
    openAPISchemaS3URL: url,
    awsCredentials,
  },
})

export const rest = connector('Rest', () => ({
  required: {
    openAPISchemaConnection: either(openAPISchemaURL, openAPISchemaFilePath, openAPISchemaS3),
  },
  optional: {
    token: secret(),
    docURL: url,
    verifySSL: verifySsl,
    sslConfig: clientCertificates,
    ...filters('apiCollectionFilterPattern', 'apiEndpointFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
