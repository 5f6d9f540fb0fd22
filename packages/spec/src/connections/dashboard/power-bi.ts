/** What a connection to Power BI takes. */
import { secret } from '../../secret.ts'
import { connector } from '../connector.ts'
import { either, flag, list, shape, supports, text, url, whole, word } from '../members.ts'
import { awsCredentials } from '../shapes/aws-credentials.ts'
import { azureCredentials } from '../shapes/azure-credentials.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'

const localFiles = shape({
  optional: {
    pbitFileConfigType: word('local'),
    path: text,
    pbitFilesExtractDir: text,
  },
})

const bucketDetails = shape({
  optional: {
    bucketName: text,
    objectPrefix: text,
  },
})

const azureConfig = shape({
  required: {
    securityConfig: azureCredentials,
  },
  optional: {
    pbitFileConfigType: word('azure'),
    prefixConfig: bucketDetails,
    pbitFilesExtractDir: text,
  },
})

const gCSConfig = shape({
  required: {
    securityConfig: gcpCredentials,
  },
  optional: {
    pbitFileConfigType: word('gcs'),
    prefixConfig: bucketDetails,
    pbitFilesExtractDir: text,
  },
})

const s3Config = shape({
  required: {
    securityConfig: awsCredentials,
  },
  optional: {
    pbitFileConfigType: word('s3'),
    prefixConfig: bucketDetails,
    pbitFilesExtractDir: text,
  },
})

export const powerBi = connector('PowerBI', () => ({
  required: {
    clientId: text,
    clientSecret: secret(),
    tenantId: text,
  },
  optional: {
    apiURL: text,
    authorityURI: text,
    hostPort: url,
    scope: list(text),
    pagination_entity_per_page: whole,
    useAdminApis: flag,
    displayTableNameFromSource: flag,
    pbitFilesSource: either(localFiles, azureConfig, gCSConfig, s3Config),
    ...filters(
      'dashboardFilterPattern',
      'chartFilterPattern',
      'dataModelFilterPattern',
      'projectFilterPattern',
    ),
    ...supports('supportsMetadataExtraction'),
  },
}))
