/** What a connection to Datalake takes. */
import { connector } from '../connector.ts'
import { either, flag, freeMap, shape, supports, text, textMap } from '../members.ts'
import { azureCredentials } from '../shapes/azure-credentials.ts'
import { s3Config } from '../shapes/bucket.ts'
import { filters } from '../shapes/filter-pattern.ts'
import { gcpCredentials } from '../shapes/gcp-credentials.ts'
import { sampleDataStorageConfig } from '../shapes/sample-data-storage.ts'
import { localFiles } from '../shapes/sign-in.ts'

const azureConfig = shape({
  optional: {
    securityConfig: azureCredentials,
  },
})

const gCSConfig = shape({
  optional: {
    securityConfig: gcpCredentials,
  },
})

export const datalake = connector('Datalake', () => ({
  required: {
    configSource: either(localFiles, azureConfig, gCSConfig, s3Config),
  },
  optional: {
    bucketName: text,
    prefix: text,
    databaseName: text,
    connectionOptions: textMap,
    connectionArguments: freeMap,
    sampleDataStorageConfig,
    skipColdStorage: flag,
    ...filters('schemaFilterPattern', 'tableFilterPattern', 'databaseFilterPattern'),
    ...supports('supportsMetadataExtraction', 'supportsProfiler'),
  },
}))
