/** What an ingestion of what dbt says of tables takes. */
import { connector } from '../connections/connector.ts'
import { either, flag, shape, text, url, whole, word } from '../connections/members.ts'
import { awsCredentials } from '../connections/shapes/aws-credentials.ts'
import { azureCredentials } from '../connections/shapes/azure-credentials.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'
import { gcpCredentials } from '../connections/shapes/gcp-credentials.ts'
import { secret } from '../secret.ts'

const dbtCloudConfig = shape({
  required: {
    dbtConfigType: word('cloud'),
    dbtCloudAuthToken: secret(),
    dbtCloudAccountId: text,
    dbtCloudUrl: url,
  },
  optional: {
    dbtCloudProjectId: text,
    dbtCloudJobId: text,
  },
})

const dbtLocalConfig = shape({
  required: {
    dbtConfigType: word('local'),
    dbtManifestFilePath: text,
  },
  optional: {
    dbtCatalogFilePath: text,
    dbtRunResultsFilePath: text,
    dbtSourcesFilePath: text,
  },
})

const dbtHttpConfig = shape({
  required: {
    dbtConfigType: word('http'),
    dbtManifestHttpPath: text,
  },
  optional: {
    dbtCatalogHttpPath: text,
    dbtRunResultsHttpPath: text,
    dbtSourcesHttpPath: text,
  },
})

const dbtPrefixConfig = shape({
  optional: {
    dbtBucketName: text,
    dbtObjectPrefix: text,
  },
})

const dbtS3Config = shape({
  required: {
    dbtConfigType: word('s3'),
    dbtSecurityConfig: awsCredentials,
  },
  optional: {
    dbtPrefixConfig,
  },
})

const dbtGcsConfig = shape({
  required: {
    dbtConfigType: word('gcs'),
    dbtSecurityConfig: gcpCredentials,
  },
  optional: {
    dbtPrefixConfig,
  },
})

const dbtAzureConfig = shape({
  required: {
    dbtConfigType: word('azure'),
    dbtSecurityConfig: azureCredentials,
  },
  optional: {
    dbtPrefixConfig,
  },
})

export const dbtConfig = connector('DBT', () => ({
  required: {
    dbtConfigSource: either(
      dbtCloudConfig,
      dbtLocalConfig,
      dbtHttpConfig,
      dbtS3Config,
      dbtGcsConfig,
      dbtAzureConfig,
    ),
  },
  optional: {
    searchAcrossDatabases: flag,
    dbtUpdateDescriptions: flag,
    dbtUpdateOwners: flag,
    includeTags: flag,
    overrideLineage: flag,
    dbtClassificationName: text,
    parsingTimeoutLimit: whole,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern', 'tagFilterPattern'),
  },
}))
