/** What a connection to Apache Airflow takes. */
import { connector } from '../connector.ts'
import { mysql } from '../database/mysql.ts'
import { postgres } from '../database/postgres.ts'
import { sqlite } from '../database/sqlite.ts'
import { either, flag, shape, supports, text, url, whole, word } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'
import { token, userAndPassword } from '../shapes/sign-in.ts'

const gcpServiceAccount = shape({
  required: {
    credentials: gcpCredentials,
  },
})

const mwaaConfig = shape({
  required: {
    mwaaEnvironmentName: text,
    awsConfig: awsCredentials,
  },
})

const mwaaAuthentication = shape({
  required: {
    mwaaConfig,
  },
})

const airflowRestApiConnection = shape({
  required: {
    authConfig: either(userAndPassword, token, gcpServiceAccount, mwaaAuthentication),
  },
  optional: {
    type: word('RestAPI'),
    apiVersion: word('v1', 'v2', 'auto'),
    verifySSL: flag,
  },
})

const backendConnection = shape({
  optional: {
    type: word('Backend'),
    ...filters('pipelineFilterPattern'),
  },
})

export const airflow = connector('Airflow', () => ({
  required: {
    hostPort: url,
    connection: either(
      airflowRestApiConnection,
      backendConnection,
      mysql.schema(),
      postgres.schema(),
      sqlite.schema(),
    ),
  },
  optional: {
    numberOfStatus: whole,
    ...filters('pipelineFilterPattern'),
    ...supports('supportsMetadataExtraction'),
  },
}))
