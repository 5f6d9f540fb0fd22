/** What an ingestion of the metadata of a storage service takes. */
import { connector } from '../connections/connector.ts'
import { either, flag, shape, text } from '../connections/members.ts'
import { awsCredentials } from '../connections/shapes/aws-credentials.ts'
import { azureCredentials } from '../connections/shapes/azure-credentials.ts'
import { filters } from '../connections/shapes/filter-pattern.ts'
import { gcpCredentials } from '../connections/shapes/gcp-credentials.ts'
import { localFiles } from '../connections/shapes/sign-in.ts'

const storageMetadataLocalConfig = shape({
  required: {
    manifestFilePath: text,
  },
})

const storageMetadataHttpConfig = shape({
  required: {
    manifestHttpPath: text,
  },
})

const storageMetadataBucketDetails = shape({
  required: {
    containerName: text,
  },
  optional: {
    objectPrefix: text,
  },
})

const storageMetadataS3Config = shape({
  required: {
    prefixConfig: storageMetadataBucketDetails,
  },
  optional: {
    securityConfig: awsCredentials,
  },
})

const storageMetadataAdlsConfig = shape({
  required: {
    prefixConfig: storageMetadataBucketDetails,
  },
  optional: {
    securityConfig: azureCredentials,
  },
})

const storageMetadataGcsConfig = shape({
  required: {
    prefixConfig: storageMetadataBucketDetails,
  },
  optional: {
    securityConfig: gcpCredentials,
  },
})

export const storageMetadataConfig = connector('StorageMetadata', () => ({
  optional: {
    storageMetadataConfigSource: either(
      localFiles,
      storageMetadataLocalConfig,
      storageMetadataHttpConfig,
      storageMetadataS3Config,
      storageMetadataAdlsConfig,
      storageMetadataGcsConfig,
    ),
    markDeletedContainers: flag,
    overrideMetadata: flag,
    includeTags: flag,
    defaultManifest: text,
    ...filters('containerFilterPattern'),
  },
}))
